/**
 * Reads files of test/golden/ that were damaged at random, and prints what is not an ending of a loader: a hang, a crash, an error
 * without a code of its own, memory beyond the budget. `node test/hostile/fuzz.ts <seed> <count>`; what it finds stays beside
 * its number in the folder that it names.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ErrorCode } from '../../domain/errors.ts';
import { SAMPLES, sampleBytes } from '../golden/samples.ts';
import { mutated, randomOf } from './mutate.ts';
import { type Ending, MEMORY_MIB, makeReaders, type Reader } from './readers.ts';

export interface Fuzzed {
  /** Files that were read whole, and those that were refused. */
  readonly read: number;
  readonly refused: number;
  readonly findings: readonly string[];
}

export interface Fuzzing {
  readonly seed: number;
  readonly count: number;
  /** Where the files are put. */
  readonly folder: string;
  readonly reader: Reader;
}

/** What damaged bytes may be refused as. */
const REFUSALS: readonly (ErrorCode | undefined)[] = [
  'OBJECT_EMPTY',
  'PARQUET_NOT_PARQUET',
  'PARQUET_CORRUPT',
  'PARQUET_UNSUPPORTED',
  'PARQUET_TOO_LARGE',
  'CSV_CORRUPT',
  'CSV_TOO_LARGE',
  'COLUMN_AMBIGUOUS',
  'ROW_BAD',
];

const PARQUET = 'dmstest/test_product/LOAD00000001.parquet';
const CSV = 'dmstest/test_product/LOAD00000001.csv';

interface Good {
  readonly name: string;
  readonly key: string;
  readonly bytes: Uint8Array;
}

/** All samples, and a table of CSV, plain and gzipped, for each four of them. */
function goodFiles(): readonly Good[] {
  const samples = SAMPLES.map(name => ({ name, key: PARQUET, bytes: sampleBytes(name) }));
  const rows = Array.from({ length: 500 }, (_, at) => `${at},"text ""${at}"", and more",가나다,,NULL\n`).join('');
  const table = Buffer.from(`ID,"A text",HANGUL,EMPTY,NOTHING\n${rows}`);
  const tables = [
    { name: 'csv', key: CSV, bytes: table },
    { name: 'csv.gz', key: `${CSV}.gz`, bytes: gzipSync(table) },
  ];
  return samples.flatMap((sample, at) => (at % 4 === 0 ? [sample, ...tables] : [sample]));
}

/** Damages and reads so many files. The folder keeps those that were found. */
export async function fuzz({ seed, count, folder, reader }: Fuzzing): Promise<Fuzzed> {
  const random = randomOf(seed);
  const good = goodFiles();
  const findings: string[] = [];
  let read = 0;
  const one = async (number: number): Promise<void> => {
    const { name, key, bytes } = good[number % good.length] as Good;
    const damaged = mutated(bytes, random);
    const path = join(folder, `${seed}-${number}`);
    await writeFile(path, damaged.bytes);
    const ending = await reader.read({ path, key });
    read += ending.message === undefined ? 1 : 0;
    const fault = faultOf(ending);
    if (fault === undefined) {
      await rm(path);
    } else {
      findings.push(`${path}: ${name}, ${damaged.way}: ${fault}`);
    }
  };
  for (let number = 0; number < count; number += 2) {
    await Promise.all([number, number + 1].map(one));
  }
  return { read, refused: count - read, findings };
}

function faultOf({ code, message, peakMib }: Ending): string | undefined {
  if (message !== undefined && !REFUSALS.includes(code)) {
    return `${code ?? 'no code'}: ${message}`;
  }
  return peakMib > MEMORY_MIB ? `took ${Math.round(peakMib)} MiB` : undefined;
}

async function main(seed: number, count: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'dms-loader-fuzz-'));
  await mkdir(folder, { recursive: true });
  const reader = makeReaders(2);
  const { read, refused, findings } = await fuzz({ seed, count, folder, reader });
  reader.close();
  const lines = [`seed ${seed}: ${read} read, ${refused} refused, ${findings.length} found in ${folder}`, ...findings];
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}

if (import.meta.main) {
  const [, , seed = '1', count = '1000'] = process.argv;
  await main(Number(seed), Number(count));
}
