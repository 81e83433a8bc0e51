import type { CliCommand } from '../command.ts';
import { COMPLETION_COMMANDS } from './completion.ts';
import { CONFIG_COMMANDS } from './config.ts';
import { CONSOLE_COMMANDS } from './console.ts';
import { DLQ_COMMANDS } from './dlq.ts';
import { DOCTOR_COMMANDS } from './doctor.ts';
import { FILE_COMMANDS } from './files.ts';
import { GIVE_UP_COMMANDS } from './give-up.ts';
import { PRUNE_COMMANDS } from './prune.ts';
import { QUARANTINE_COMMANDS } from './quarantine.ts';
import { RECONCILE_COMMANDS } from './reconcile.ts';
import { REPLAY_COMMANDS } from './replay.ts';
import { STATUS_COMMANDS } from './status.ts';
import { TABLE_COMMANDS } from './tables.ts';
import { TRACE_COMMANDS } from './trace.ts';
import { WORKER_COMMANDS } from './worker.ts';

/** Every command: how it is called, and where it is. Its module is imported when it runs, so that a slip is answered at once. */
export const COMMANDS: readonly CliCommand[] = [
  ...TABLE_COMMANDS,
  ...FILE_COMMANDS,
  ...STATUS_COMMANDS,
  ...REPLAY_COMMANDS,
  ...TRACE_COMMANDS,
  ...QUARANTINE_COMMANDS,
  ...DLQ_COMMANDS,
  ...GIVE_UP_COMMANDS,
  ...PRUNE_COMMANDS,
  ...WORKER_COMMANDS,
  ...CONSOLE_COMMANDS,
  ...DOCTOR_COMMANDS,
  ...RECONCILE_COMMANDS,
  ...CONFIG_COMMANDS,
  ...COMPLETION_COMMANDS,
];

/** Of a command in two words, `dlq ls`, what the first word stands for. */
export const GROUPS: Readonly<Record<string, string>> = {
  dlq: 'what is in the dead-letter queue: judge it, redrive it, drop it',
  quarantine: 'the bad rows that are set aside: list them, show one, retry them, drop them',
  trace: 'the history of a file or of a row',
};
