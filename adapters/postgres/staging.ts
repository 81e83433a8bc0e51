import { once } from 'node:events';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type ChangeBatch, UPSERT } from '../../domain/change/change.ts';
import type { Column } from '../../domain/columns/column.ts';
import { constantColumn, rowNumberColumn } from './copy/columns.ts';
import { COPY_HEADER, COPY_TRAILER, encodeRows } from './copy/rows.ts';
import { quoted } from './identifiers.ts';
import { type ChangeShape, type ShapeColumn, shapeColumns } from './sql/changes.ts';

export const STAGE = 'pg_temp.dms_stage';

/** A temporary table that is filled by COPY and ends with the transaction. */
export interface Staging {
  add(batch: ChangeBatch): Promise<void>;
  /** Ends the COPY; gives the rows that the server took. */
  finish(): Promise<number>;
  /** Ends the COPY by an error, so that the connection can be used for a rollback. */
  fail(): Promise<void>;
}

export async function openStaging(client: pg.Client, shape: ChangeShape): Promise<Staging> {
  const columns = shapeColumns(shape);
  await client.query(createStage(columns));
  const types = columns.map(column => column.sql);
  const copy = client.query(copyFrom(`copy ${STAGE} from stdin (format binary)`));
  let isOpen = true;
  const broken = new Promise<never>((_, reject) => {
    copy.once('error', error => {
      isOpen = false;
      reject(error);
    });
  });
  broken.catch(() => undefined);

  async function write(bytes: Uint8Array): Promise<void> {
    if (!copy.write(bytes)) {
      await Promise.race([once(copy, 'drain'), broken]);
    }
  }

  await write(COPY_HEADER);
  return {
    async add(batch) {
      for (const bytes of encodeRows(types, shapedColumns(shape, batch), batch.rowCount)) {
        await write(bytes);
      }
    },
    async finish() {
      await write(COPY_TRAILER);
      const finished = once(copy, 'finish');
      copy.end();
      await Promise.race([finished, broken]);
      isOpen = false;
      return copy.rowCount;
    },
    async fail() {
      if (isOpen) {
        isOpen = false;
        const closed = once(copy, 'close').catch(() => undefined);
        copy.destroy(new Error('the load was abandoned'));
        await closed;
      }
    },
  };
}

function createStage(columns: readonly ShapeColumn[]): string {
  const declarations = columns.map(column => `${quoted(column.name)} ${column.declaration}`);
  return `create temporary table dms_stage (${declarations.join(', ')}) on commit drop`;
}

/** A batch as the columns that the shape has, in its order. */
export function shapedColumns(shape: ChangeShape, batch: ChangeBatch): readonly Column[] {
  return [
    rowNumberColumn(batch.firstRow, batch.rowCount),
    batch.effects === undefined ? constantColumn(UPSERT, batch.rowCount) : { values: batch.effects },
    ...batch.columns,
    ...(shape.hasOldKey ? (batch.oldKey ?? shape.table.key.map(() => constantColumn(null, batch.rowCount))) : []),
  ];
}
