import { quoted } from '../identifiers.ts';
import { type ChangeShape, shapeColumns } from './changes.ts';

/**
 * Changes in the order of AR_H_CHANGE_SEQ, compared as bytes, as a source of statements: `_dms_row` is the place of a change
 * in that order, behind the rows of earlier runs, `_dms_file_row` its row number in the file, which decides between equal ones.
 */
export function orderedSource(shape: ChangeShape, source: string): string {
  const before = shape.fromRow === undefined ? 0 : shape.fromRow - 1;
  const others = shapeColumns(shape)
    .map(column => quoted(column.name))
    .filter(name => name !== quoted('_dms_row'));
  return `(select ${before} + row_number() over (order by _dms_change_seq collate "C", _dms_row) as _dms_row,
    _dms_row as _dms_file_row, ${others.join(', ')} from ${source}) as ordered`;
}
