import type { PostgresDatabase } from '../../../adapters/postgres/database.ts';
import { type Mapped, mappedBy } from '../../../domain/object/mapped.ts';
import { findings } from '../../../domain/status/findings.ts';
import { readConfig } from '../../config.ts';
import { type QueueLooks, queueDepths } from '../../queue-depths.ts';
import { loadRoutes } from '../../tables.ts';
import { type Call, textOf } from '../command.ts';
import { durationMs, timeOrAgo } from '../duration.ts';
import type { ExitCode, Output } from '../output.ts';
import { wholeNumber } from '../whole-number.ts';
import { withDatabase } from '../with-database.ts';
import { type StatusLook, statusDocument, statusText } from './report.ts';
import { type Watch, watch } from './watch.ts';

/** `dms-loader status`: how everything stands. 1 where something is failing, set aside, late or a dead letter. */
export async function runStatus(call: Call): Promise<ExitCode> {
  const { options, environment, output } = call;
  const config = readConfig(environment, ['database']);
  const seconds = watchSeconds(options['watch']);
  const asked = {
    since: textOf(options['since']),
    lateAfterMs: lateAfter(textOf(options['lateAfter'])),
    mapped: mappedBy(await loadRoutes(config.tablesPath)),
    depths: queueDepths(config),
  };
  sinceOf(asked);
  return await withDatabase(config, async (database): Promise<ExitCode> => {
    const tell = async (shown: Output): Promise<ExitCode> => {
      const look = await lookAt(database, asked);
      shown.answer(statusText(look, shown.paint), statusDocument(look));
      return findings(look).length === 0 ? 0 : 1;
    };
    return seconds === undefined ? await tell(output) : await untilStopped(tell, { seconds, output });
  });
}

interface Asked {
  readonly since: string | undefined;
  readonly lateAfterMs: number | undefined;
  readonly mapped: Mapped;
  depths(): Promise<QueueLooks>;
}

async function lookAt({ overview }: PostgresDatabase, asked: Asked): Promise<StatusLook> {
  const sinceMs = sinceOf(asked);
  const looks = asked.depths();
  const tables = await overview.tables(sinceMs, asked.mapped);
  const failures = await overview.failures();
  return { ...(await looks), tables, failures, sinceMs, atMs: Date.now(), lateAfterMs: asked.lateAfterMs };
}

/** Midnight UTC, if it is not said. A length of time is reckoned from each look. */
function sinceOf({ since }: Pick<Asked, 'since'>): number {
  return since === undefined ? new Date().setUTCHours(0, 0, 0, 0) : timeOrAgo('--since', since);
}

function lateAfter(text: string | undefined): number | undefined {
  return text === undefined ? undefined : durationMs('--late-after', text);
}

const WATCH_SECONDS = 2;

/** Undefined: one look. */
function watchSeconds(option: unknown): number | undefined {
  if (option === undefined || option === true) {
    return option && WATCH_SECONDS;
  }
  return wholeNumber('--watch', String(option), [1, 9999]);
}

/** Ctrl-C ends a watch; it is no failure of what is watched. */
async function untilStopped(
  tell: (output: Output) => Promise<ExitCode>,
  { seconds, output }: Pick<Watch, 'seconds' | 'output'>,
): Promise<ExitCode> {
  const stop = new AbortController();
  const onStop = (): void => stop.abort();
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) {
    process.once(signal, onStop);
  }
  try {
    const isTerminal = process.stdout.isTTY === true && !output.isJson;
    return await watch(tell, { seconds, output, isTerminal, signal: stop.signal });
  } finally {
    for (const signal of signals) {
      process.off(signal, onStop);
    }
  }
}
