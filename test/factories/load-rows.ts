import { type Column, cellOf } from '../../domain/columns/column.ts';
import type { Database } from '../../domain/ports/database.ts';
import type { Committed } from '../../domain/ports/load.ts';
import { mapBatch } from '../../domain/table/map-batch.ts';
import type { Table } from '../../domain/table/table.ts';
import { intentOf, planFile } from '../../pipeline/plan-load.ts';
import type { FileRow } from './map-rows.ts';

/** A file of text columns, those that its first row names. */
export interface RowsFile {
  readonly writtenAtMicros: bigint;
  readonly rows: readonly FileRow[];
  /** Without it, the table's name and the time. */
  readonly key?: string;
  readonly isStaged?: boolean | undefined;
  /** Columns are dictionaries. */
  readonly isCoded?: boolean;
  /** A full-load file, for an empty target. */
  readonly isFull?: boolean;
  readonly absentText?: string;
  /** Name of the column that says when each row of a full load was written. */
  readonly timestampColumn?: string;
}

/** Loads rows as the pipeline does with a file: planned, mapped, and merged. */
export async function loadRows(database: Database, table: Table, file: RowsFile): Promise<Committed> {
  const key = file.key ?? `${table.target.table}/${file.writtenAtMicros}.parquet`;
  const names = Object.keys(file.rows[0] ?? {});
  const { timestampColumn } = file;
  const planned = {
    columns: names.map(name => ({ name, type: { kind: 'text' } as const })),
    kind: names.includes('Op') ? ('cdc' as const) : ('load' as const),
    object: `s3://landing/${key}`,
    absentText: file.absentText,
    timestampColumn,
    isTimed: timestampColumn !== undefined,
  };
  const plan = planFile(table, planned, []);
  const startedAtMs = Date.now();
  const load = await database.beginLoad({
    object: { bucket: 'landing', key, eTag: key, sizeBytes: 1000, lastModifiedMs: undefined },
    ...intentOf(table, plan),
    expectsDistinctKeys: file.isFull ?? false,
    rowCount: (file.isStaged ?? file.isFull) ? undefined : file.rows.length,
    writtenAtMicros: file.writtenAtMicros,
    attempt: { messageId: 'm', receiveCount: 1, startedAtMs, deadlineMs: startedAtMs + 60_000 },
  });
  if ('kind' in load) {
    return load;
  }
  try {
    const columns = plan.reads.map(name => {
      const column = { values: file.rows.map(row => row[name] ?? null) };
      return file.isCoded === true ? coded(column, file.rows.length) : column;
    });
    const { changes, faults } = mapBatch(
      plan,
      { firstRow: 1, rowCount: file.rows.length, columns },
      file.writtenAtMicros,
    );
    if (faults.length > 0) {
      throw new Error(`bad rows: ${JSON.stringify(faults)}`);
    }
    await load.add(changes);
    return await load.commit();
  } finally {
    await load.abandon();
  }
}

function coded(column: Column, rowCount: number): Column {
  const cells = Array.from({ length: rowCount }, (_, row) => cellOf(column, row));
  const values = [...new Set(cells.filter(cell => cell !== null))];
  return { values, indexes: Int32Array.from(cells, cell => (cell === null ? -1 : values.indexOf(cell))) };
}
