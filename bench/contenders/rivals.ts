/** The rivals: Python programs that read the same Parquet file from the local disk, a fresh process each time. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runJson } from '../run-json.ts';
import { createPlainDatabase } from '../server.ts';
import type { Contender, Work } from './contender.ts';
import { type Python, preparePython } from './python.ts';

/** pandas and psycopg2, vectorised: the bar. */
export const SEED = 'seed';
/** The same pipeline, row by row. */
export const SEED_ROWS = 'seed, row by row';
/** pyarrow and ADBC: binary COPY and a merge. */
export const ADBC = 'pyarrow + ADBC';
const DUCKDB = 'DuckDB';

const DUCKDB_PROGRAM = fileURLToPath(new URL('../rivals/duckdb_pipeline.py', import.meta.url));
/** DuckDB takes extensions of its very own version only. */
const DUCKDB_PACKAGES = ['duckdb==1.5.5', 'duckdb-extension-postgres-scanner==1.5.5'];

/** A row by row takes a quarter of a millisecond: one round shows enough of a file of 100,000. */
const MOST_SLOW_ROWS = 100_000;
const MOST_SLOW_ROWS_EACH_ROUND = 10_000;
/** They hold a whole file in memory: pandas 2 GB for 1,000,000 rows. */
const MOST_HELD_ROWS = 1_000_000;
/** Of a file of more than 100,000 rows. A round of the slowest takes more than two minutes at 1,000,000. */
const MOST_LONG_ROUNDS = 2;

export interface Rivals {
  readonly contenders: readonly Contender[];
  /** For tasks that want a rival kept warm; undefined: left out. */
  readonly seed: { readonly python: string; readonly program: string } | undefined;
  /** Who is left out, and why, as sentences. */
  readonly leftOut: readonly string[];
}

/** @param folder of seed_pipeline.py, adbc_pipeline.py and their requirements.txt; empty: no rivals are wanted */
export async function makeRivals(serverUrl: string, folder: string): Promise<Rivals> {
  const program = resolve(folder, 'seed_pipeline.py');
  if (folder === '') {
    return nobody('the rivals are left out: --no-rival');
  }
  if (!existsSync(program)) {
    return nobody(`the rivals are left out: ${program} is not there`);
  }
  let python: Python;
  try {
    python = await preparePython();
    await python.install(['--requirement', resolve(folder, 'requirements.txt')]);
  } catch (error) {
    return nobody(`the rivals are left out: no Python for them (${String(error)})`);
  }
  const { path } = python;
  const contenders = [
    await makeRival(serverUrl, {
      name: SEED,
      command: [path, program, '--mode', 'values', '--dsn'],
      takesPart: isBearable,
    }),
    await makeRival(serverUrl, {
      name: SEED_ROWS,
      command: [path, program, '--mode', 'execute', '--dsn'],
      takesPart: ({ rows, round }) => rows <= (round === 0 ? MOST_SLOW_ROWS : MOST_SLOW_ROWS_EACH_ROUND),
    }),
    await makeRival(serverUrl, {
      name: ADBC,
      command: [path, resolve(folder, 'adbc_pipeline.py'), '--dsn'],
      takesPart: isHeld,
    }),
  ];
  const why = await python.install(DUCKDB_PACKAGES).catch((error: unknown) => `DuckDB is left out: ${String(error)}`);
  if (why === undefined) {
    const command = [path, DUCKDB_PROGRAM, '--dsn'];
    contenders.push(await makeRival(serverUrl, { name: DUCKDB, command, takesPart: isBearable }));
  }
  return { contenders, seed: { python: path, program }, leftOut: why === undefined ? [] : [why] };
}

function nobody(why: string): Rivals {
  return { contenders: [], seed: undefined, leftOut: [why] };
}

function isHeld({ rows }: Work): boolean {
  return rows <= MOST_HELD_ROWS;
}

function isBearable(work: Work): boolean {
  return isHeld(work) && (work.rows <= MOST_SLOW_ROWS || work.round < MOST_LONG_ROUNDS);
}

interface Program {
  readonly name: string;
  /** To be followed by the URL of its database and the path of a file. */
  readonly command: readonly string[];
  takesPart(work: Work): boolean;
}

/**
 * A process begins with the memory that its parent had when it was forked, as far as ru_maxrss knows, and keeps it over exec:
 * the shell's child has a small parent. Without the exit the shell would not fork.
 */
const THROUGH_SHELL = '"$@"; exit $?';

async function makeRival(serverUrl: string, { name, command, takesPart }: Program): Promise<Contender> {
  const databaseUrl = await createPlainDatabase(serverUrl);
  return {
    name,
    databaseUrl,
    takesPart,
    async measure({ path }) {
      const result = await runJson<{ seconds: number; peak_rss_mib: number }>({
        file: 'sh',
        args: ['-c', THROUGH_SHELL, 'sh', ...command, databaseUrl, path],
      });
      return { seconds: result.seconds, peakRssMib: result.peak_rss_mib, processSeconds: result.processSeconds };
    },
  };
}
