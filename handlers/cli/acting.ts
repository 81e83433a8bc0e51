/** Commands that say first what they would do, and do it with `--yes` only. */
import { oneLine } from '../../domain/one-line.ts';
import type { Call } from './command.ts';

/** Where both are given, `--dry-run` counts. */
export function isActing(options: Call['options']): boolean {
  return options['yes'] === true && options['dryRun'] !== true;
}

/** The last line of what such a command says; `command` is the one that acts. */
export function closingLine(isDone: boolean, command: string): string {
  return isDone
    ? 'done, and written down in dms_loader.operator_action'
    : oneLine(`nothing was changed; to do it: ${command}`);
}
