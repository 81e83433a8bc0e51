/** How far long work is, for people. */
import { grouped } from './counts.ts';

export interface Bar {
  /** So many are done, of all. */
  at(done: number): void;
  /** Takes the bar away; what was done stands in the answer. */
  end(): void;
}

export const SILENT_BAR: Bar = { at: () => undefined, end: () => undefined };

interface BarOptions {
  readonly label: string;
  /** Undefined where nobody knows. */
  readonly total: number | undefined;
  readonly stream: Pick<NodeJS.WriteStream, 'write'> & { readonly isTTY?: boolean | undefined };
  /** Milliseconds since 1970. */
  now?(): number;
}

/** Between two drawings, on a terminal and in a log. */
const REDRAWN_MS = 100;
const LOGGED_MS = 10_000;

const WIDTH = 24;
/** Back to the beginning of the line, and wipe what is behind (ECMA-48, CR and EL). */
const CLEAR_LINE = '\r\u001b[K';

/** On a terminal one line that is drawn anew; in a log a line every ten seconds. */
export function makeBar({ label, total, stream, now = Date.now }: BarOptions): Bar {
  const isTerminal = stream.isTTY === true;
  const startedAt = now();
  let drawnAt = isTerminal ? Number.NEGATIVE_INFINITY : startedAt;
  return {
    at(done) {
      const time = now();
      if (time - drawnAt < (isTerminal ? REDRAWN_MS : LOGGED_MS)) {
        return;
      }
      drawnAt = time;
      const line = `${label}: ${progressOf(done, total)}, ${Math.round((time - startedAt) / 1000)} s`;
      stream.write(isTerminal ? `${CLEAR_LINE}${line}` : `${line}\n`);
    },
    end: () => void (isTerminal && stream.write(CLEAR_LINE)),
  };
}

function progressOf(done: number, total: number | undefined): string {
  if (total === undefined || total === 0) {
    return grouped(done);
  }
  const part = Math.min(done / total, 1);
  const full = Math.round(part * WIDTH);
  return `[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${grouped(done)} of ${grouped(total)}`;
}
