/** How a cell of each type is written in PostgreSQL's binary format: what the type's receive function reads (`typreceive`). */

import type { SqlType } from '../../../domain/columns/column.ts';
import { writeBytea, writeUuid } from './bytes.ts';
import type { CellWriter } from './cell.ts';
import { writeDate, writeTime, writeTimestamp } from './moments.ts';
import { writeBigint, writeBoolean, writeDouble, writeInteger, writeSmallint } from './numbers.ts';
import { writeNumeric } from './numeric.ts';
import { writeJsonb, writeText } from './text.ts';
import { writeTextArray } from './text-array.ts';

export const CELL_WRITERS: Readonly<Record<SqlType, CellWriter>> = {
  boolean: writeBoolean,
  smallint: writeSmallint,
  integer: writeInteger,
  bigint: writeBigint,
  numeric: writeNumeric,
  'double precision': writeDouble,
  text: writeText,
  'text[]': writeTextArray,
  bytea: writeBytea,
  date: writeDate,
  time: writeTime,
  timestamp: writeTimestamp,
  // The same eight bytes, counted in UTC (utils/adt/timestamp.c, timestamptz_recv).
  timestamptz: writeTimestamp,
  jsonb: writeJsonb,
  uuid: writeUuid,
};
