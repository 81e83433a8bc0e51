/**
 * The program that reads hostile files, in a process of its own: it may hang or crash there. One file after another comes
 * as a message; the answer says how the reading ended and what it took.
 */
import { writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openLocalFile } from '../../adapters/files/local-file.ts';
import { peakMemoryMib } from '../../bench/peak-memory.ts';
import { typeOfSource } from '../../domain/columns/from-source.ts';
import { LoaderError } from '../../domain/errors.ts';
import { objectUrl } from '../../domain/object/identity.ts';
import type { FileFormat, OpenedFile, SourceColumn } from '../../domain/ports/files.ts';
import { DEFAULT_CSV } from '../../domain/table/csv-settings.ts';
import { faultsError } from '../../domain/table/faults.ts';
import { defineTable, from } from '../../domain/table/index.ts';
import { mapBatch } from '../../domain/table/map-batch.ts';
import { planColumns } from '../../domain/table/plan.ts';
import { formatReader } from '../../handlers/wire.ts';
import { type Ending, type HostileFile, MEMORY_MIB } from './readers.ts';

/** Most columns that are mapped: more are no table, and a mapping of 4,096 columns takes longer to declare than to use. */
const MOST_MAPPED = 100;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

process.on('message', (file: HostileFile) => {
  resetPeak();
  void endingOf(file).then(ending => {
    const peakMib = peakMemoryMib();
    collectGarbage();
    process.send?.({ ...ending, peakMib, residentMib: process.memoryUsage.rss() / 2 ** 20 });
  });
});
process.send?.('ready');

/** Makes what is resident now the most that was (proc(5), /proc/pid/clear_refs). Elsewhere than on Linux a process reads one file only. */
function resetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // The peak stays that of the whole process: never less than the file's own.
  }
}

type Read = Omit<Ending, 'peakMib' | 'residentMib'>;

async function endingOf({ path, key }: HostileFile): Promise<Read> {
  const object = await openLocalFile(path, { bucket: 'landing', key });
  try {
    return await readAll(await reader.open(object, formatOf(key)), objectUrl(object));
  } catch (error) {
    return error instanceof LoaderError
      ? { code: error.code, message: error.message }
      : { message: `not a LoaderError: ${error instanceof Error ? error.stack : String(error)}` };
  } finally {
    await object.close();
  }
}

const reader = formatReader({ memoryMib: MEMORY_MIB });

function formatOf(key: string): FileFormat {
  return key.endsWith('.parquet')
    ? { kind: 'parquet' }
    : { kind: 'csv', settings: { ...DEFAULT_CSV, header: true }, columns: undefined };
}

/** Reads a file as a load does: batch by batch, each of them mapped. */
async function readAll(file: OpenedFile, object: string): Promise<Read> {
  const names = file.columns.map(column => column.name);
  const check = file.columns.length > MOST_MAPPED ? undefined : mapping(file.columns, object);
  let rows = 0;
  for await (const batch of file.read(names)) {
    rows += batch.rowCount;
    check?.(batch);
  }
  if (file.rowCount !== undefined && file.rowCount !== rows) {
    return { message: `said that it has ${file.rowCount} rows, and gave ${rows}` };
  }
  return { rows, columns: names.slice(0, MOST_MAPPED) };
}

type Batch = Parameters<typeof mapBatch>[1];

/** A mapping of every column to the type that holds what the file declares. */
function mapping(columns: readonly SourceColumn[], object: string): (batch: Batch) => void {
  const entries = columns.map(({ name, type }, at) => [`c${at}`, from(name, typeOfSource(type))] as const);
  // A mapping has to name what it maps from.
  const named = entries.filter(([, { source }]) => source !== '');
  if (named.length === 0) {
    return () => undefined;
  }
  const table = defineTable({
    source: 'HOSTILE.T',
    target: 'hostile.t',
    key: 'none',
    columns: Object.fromEntries(named),
  });
  const plan = planColumns(table, { columns, kind: 'load', object });
  const places = plan.reads.map(read => columns.findIndex(({ name }) => name === read));
  return batch => {
    const asked = { ...batch, columns: places.map(place => batch.columns[place] ?? { values: [] }) };
    const { faults, faultCount } = mapBatch(plan, asked, 0n);
    if (faultCount > 0) {
      throw faultsError(faults, { count: faultCount, isAll: true }, object);
    }
  };
}
