/**
 * Processes that read hostile files, so that one that hangs or dies harms nobody and is known by its file. A process is used
 * again as long as it comes back to about the memory that it began with.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import type { ErrorCode } from '../../domain/errors.ts';
import { DEFAULT_MEMORY_MIB } from '../../domain/limits.ts';

export interface HostileFile {
  readonly path: string;
  readonly key: string;
}

/** How the reading of one file ended. */
export interface Ending {
  /** Of a LoaderError; undefined of any other, and of a file that was read whole. */
  readonly code?: ErrorCode;
  /** Undefined of a file that was read whole. */
  readonly message?: string;
  readonly rows?: number;
  readonly columns?: readonly string[];
  /** The most memory that the process had meanwhile, and what it keeps, in MiB. */
  readonly peakMib: number;
  readonly residentMib: number;
}

export interface Reader {
  /** Never throws: a process that hung or died is an ending whose message says so. */
  read(file: HostileFile): Promise<Ending>;
  close(): void;
}

/** What the processes may take: the memory of a loader that nobody told otherwise. */
export const MEMORY_MIB = DEFAULT_MEMORY_MIB;

/** Seconds of work for one file; a machine that is busy with other things does not count. */
const MOST_CPU_SECONDS = 5;
/** Seconds on the clock: whoever waits for nothing uses no CPU. */
const MOST_SECONDS = 60;
const LOOK_EVERY_MS = 100;
/** A process that keeps more than this is replaced: Node with the reader's modules takes 100. */
const MOST_KEPT_MIB = 140;

/** So many readers; a file goes to the one that has the fewest before it. */
export function makeReaders(count: number): Reader {
  const readers = Array.from({ length: count }, () => ({ reader: makeReader(), waiting: 0, last: Promise.resolve() }));
  return {
    async read(file) {
      const chosen = readers.reduce((one, other) => (other.waiting < one.waiting ? other : one));
      const ending = chosen.last.then(() => chosen.reader.read(file));
      chosen.waiting++;
      chosen.last = ending.then(() => {
        chosen.waiting--;
      });
      return await ending;
    },
    close() {
      for (const { reader } of readers) {
        reader.close();
      }
    },
  };
}

/** One process, to be asked for one file at a time. */
function makeReader(): Reader {
  let current: Promise<ChildProcess> | undefined;
  return {
    async read(file) {
      current ??= start();
      const child = await current;
      const ending = await answerOf(child, file);
      if (ending.residentMib > MOST_KEPT_MIB || !existsSync('/proc/self/clear_refs')) {
        child.kill('SIGKILL');
        current = undefined;
      }
      return ending;
    },
    close() {
      void current?.then(child => child.kill('SIGKILL'));
    },
  };
}

async function start(): Promise<ChildProcess> {
  const child = fork(new URL('./read-file.ts', import.meta.url), {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  await once(child, 'message');
  return child;
}

function answerOf(child: ChildProcess, file: HostileFile): Promise<Ending> {
  return new Promise(resolve => {
    const cpuBefore = cpuSeconds(child);
    const startedAtMs = Date.now();
    let words = '';
    const watch = setInterval(() => {
      const used = cpuSeconds(child) - cpuBefore;
      if (used > MOST_CPU_SECONDS || Date.now() - startedAtMs > MOST_SECONDS * 1000) {
        end({ message: `hung: no answer after ${used.toFixed(1)} s of work`, ...UNKNOWN });
        child.kill('SIGKILL');
      }
    }, LOOK_EVERY_MS);
    const listen = (text: Buffer): void => {
      words += text.toString();
    };
    const dead = (code: number | null, signal: string | null): void =>
      end({ message: `crashed: ${signal ?? `exit ${code}`} ${words.slice(0, 500)}`, ...UNKNOWN });
    child.stderr?.on('data', listen);
    child.once('exit', dead);
    child.once('message', end);
    child.send(file);

    function end(ending: unknown): void {
      clearInterval(watch);
      child.stderr?.off('data', listen);
      child.off('exit', dead);
      child.off('message', end);
      resolve(ending as Ending);
    }
  });
}

/** Of a process that is gone. */
const UNKNOWN = { peakMib: 0, residentMib: Number.POSITIVE_INFINITY };

/** Ticks of the system a second (sysconf(_SC_CLK_TCK)), 100 on every Linux that Node runs on. */
const TICKS_A_SECOND = 100;

/** User and system time of a process (proc(5), fields 14 and 15 of stat); 0 where it does not say. */
function cpuSeconds({ pid }: ChildProcess): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
  } catch {
    return 0;
  }
}
