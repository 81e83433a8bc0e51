import { type Call, textOf } from './command.ts';
import { timeOrAgo } from './duration.ts';
import { misuse } from './misuse.ts';

/** From `--since` on, until before `--until`; milliseconds since 1970. */
export interface Span {
  readonly sinceMs: number | undefined;
  readonly untilMs: number | undefined;
}

/** @throws LoaderError COMMAND_INVALID for a time that is none, and for a span with nothing in it */
export function spanOf(options: Call['options']): Span {
  const [since, until] = [textOf(options['since']), textOf(options['until'])];
  const sinceMs = since === undefined ? undefined : timeOrAgo('--since', since);
  const untilMs = until === undefined ? undefined : timeOrAgo('--until', until);
  if (sinceMs !== undefined && untilMs !== undefined && sinceMs >= untilMs) {
    throw misuse(until ?? '', 'is a time for --until that is not behind --since', 'give the later time to --until');
  }
  return { sinceMs, untilMs };
}
