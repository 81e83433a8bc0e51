/** Where a load spends its time as the connection sees it: statement by statement, and between them. */
import { existsSync, readFileSync } from 'node:fs';
import { watchQueries } from './watch-queries.ts';

export interface Phases {
  /** Wall time from the sending of statements of a kind to their answers; of COPY to the next statement, with reading, mapping and sending in it. */
  readonly phases: Readonly<Record<string, number>>;
  /** Processor time of the server's process of this connection; undefined where it is not on this machine, or no Linux. */
  readonly serverSeconds: number | undefined;
}

/** The first that fits names the phase. */
const KINDS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['COPY', /^\s*copy\b/iu],
  ['record and commit', /\bcommit\s*$/iu],
  ['claim', /into dms_loader\.object_load|pg_try_advisory_xact_lock/u],
  ['merge', /\b(?:insert into|delete from|update)\s+"/u],
];

const OTHER = 'other statements';
const BETWEEN = 'between statements: connect, S3, footer, plan';

/** The name of a statement's phase. */
export function phaseOf(text: string): string {
  return KINDS.find(([, pattern]) => pattern.test(text))?.[0] ?? OTHER;
}

/** Begins to watch the statements of this process. */
export function watchPhases(): { end(): Phases } {
  const phases: Record<string, number> = {};
  let phase = BETWEEN;
  let since = performance.now();
  let sent = 0;
  let processId: number | undefined;
  const turnTo = (next: string): void => {
    const now = performance.now();
    phases[phase] = (phases[phase] ?? 0) + (now - since) / 1000;
    phase = next;
    since = now;
  };
  const stop = watchQueries((text, client, answer) => {
    turnTo(phaseOf(text));
    sent += 1;
    const own = sent;
    // Of several statements under way the last one counts.
    const turnBack = (): void => (own === sent ? turnTo(BETWEEN) : undefined);
    answer?.then(turnBack, turnBack);
    const { processID } = client as unknown as { processID?: number | null };
    processId = processID ?? processId;
  });
  return {
    end() {
      stop();
      turnTo(BETWEEN);
      return { phases, serverSeconds: processorSeconds(processId) };
    },
  };
}

/** Linux counts in hundredths of a second, whatever the kernel's own tick is (proc(5), /proc/pid/stat). */
const TICKS_PER_SECOND = 100;

/** Fields 1 and 2: the name of the program stands in brackets, and may have spaces. */
const PROGRAM = /^.*\)\s/su;

function processorSeconds(processId: number | undefined): number | undefined {
  const path = `/proc/${processId}/stat`;
  if (!existsSync(path)) {
    return;
  }
  // User and system time are fields 14 and 15.
  const fields = readFileSync(path, 'utf8').replace(PROGRAM, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
