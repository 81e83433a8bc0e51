/** The two ways in which encoded cells reach PostgreSQL; each gives them back as the text that PostgreSQL shows. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { elementCast, encodeArray, parameterType } from '../../../../adapters/postgres/copy/array.ts';
import { rowNumberColumn } from '../../../../adapters/postgres/copy/columns.ts';
import { COPY_HEADER, COPY_TRAILER, encodeRows } from '../../../../adapters/postgres/copy/rows.ts';
import type { Column, SqlType } from '../../../../domain/columns/column.ts';

export interface Cells {
  readonly type: SqlType;
  readonly column: Column;
  readonly rowCount: number;
}

export async function throughCopy(client: Client, { type, column, rowCount }: Cells): Promise<(string | null)[]> {
  await client.query(`CREATE TEMP TABLE copied (place bigint, cell ${type})`);
  try {
    const rows = encodeRows(['bigint', type], [rowNumberColumn({ firstRow: 1, rowCount }), column], rowCount);
    const stream = Readable.from([COPY_HEADER, ...rows, COPY_TRAILER], { objectMode: false });
    await pipeline(stream, client.query(copyFrom('COPY copied FROM STDIN (FORMAT binary)')));
    const result = await client.query<{ text: string | null }>('SELECT cell::text AS text FROM copied ORDER BY place');
    return result.rows.map(row => row.text);
  } finally {
    await client.query('DROP TABLE copied');
  }
}

export async function throughUnnest(client: Client, { type, column, rowCount }: Cells): Promise<(string | null)[]> {
  const result = await client.query<{ text: string | null }>(
    `SELECT cell${elementCast(type)}::text AS text
       FROM unnest($1::${parameterType(type)}) WITH ORDINALITY AS given (cell, place) ORDER BY place`,
    [encodeArray(type, column, rowCount)],
  );
  return result.rows.map(row => row.text);
}
