import type { ChangeBatch } from '../../domain/change/change.ts';
import { type Column, cellOf } from '../../domain/columns/column.ts';
import type { Database } from '../../domain/ports/database.ts';
import type { LoadIntent } from '../../domain/ports/intent.ts';
import type { Committed } from '../../domain/ports/load.ts';
import type { ColumnPlan } from '../../domain/table/column-plan.ts';
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

/** A file that is planned: what is about to be loaded, and its rows, mapped. */
export interface PlannedRows {
  readonly intent: LoadIntent;
  readonly rowCount: number;
  /** The rows from one up to another, from 1. */
  batch(fromRow: number, beforeRow: number): ChangeBatch;
}

/** Loads rows as the pipeline does with a file: planned, mapped, and merged. */
export async function loadRows(database: Database, table: Table, file: RowsFile): Promise<Committed> {
  const { intent, rowCount, batch } = planRows(table, file);
  const load = await database.beginLoad(intent);
  if ('kind' in load) {
    return load;
  }
  try {
    await load.add(batch(1, rowCount + 1));
    return await load.commit();
  } finally {
    await load.abandon();
  }
}

export function planRows(table: Table, file: RowsFile): PlannedRows {
  const key = file.key ?? `${table.target.table}/${file.writtenAtMicros}.parquet`;
  const plan = planOf(table, file, key);
  const startedAtMs = Date.now();
  return {
    intent: {
      object: { bucket: 'landing', key, eTag: key, sizeBytes: 1000, lastModifiedMs: undefined },
      ...intentOf(table, plan),
      expectsDistinctKeys: file.isFull ?? false,
      rowCount: (file.isStaged ?? file.isFull) ? undefined : file.rows.length,
      writtenAtMicros: file.writtenAtMicros,
      attempt: { messageId: 'm', receiveCount: 1, startedAtMs, deadlineMs: startedAtMs + 60_000 },
    },
    rowCount: file.rows.length,
    batch(firstRow, beforeRow) {
      const rows = file.rows.slice(firstRow - 1, beforeRow - 1);
      const columns = plan.reads.map(name => {
        const column = { values: rows.map(row => row[name] ?? null) };
        return file.isCoded === true ? coded(column, rows.length) : column;
      });
      const { changes, faults } = mapBatch(plan, { firstRow, rowCount: rows.length, columns }, file.writtenAtMicros);
      if (faults.length > 0) {
        throw new Error(`bad rows: ${JSON.stringify(faults)}`);
      }
      return changes;
    },
  };
}

function planOf(table: Table, { rows, absentText, timestampColumn }: RowsFile, key: string): ColumnPlan {
  const names = Object.keys(rows[0] ?? {});
  const planned = {
    columns: names.map(name => ({ name, type: { kind: 'text' } as const })),
    kind: names.includes('Op') ? ('cdc' as const) : ('load' as const),
    object: `s3://landing/${key}`,
    absentText,
    timestampColumn,
    isTimed: timestampColumn !== undefined,
  };
  return planFile(table, planned, []);
}

function coded(column: Column, rowCount: number): Column {
  const cells = Array.from({ length: rowCount }, (_, row) => cellOf(column, row));
  const values = [...new Set(cells.filter(cell => cell !== null))];
  return { values, indexes: Int32Array.from(cells, cell => (cell === null ? -1 : values.indexOf(cell))) };
}
