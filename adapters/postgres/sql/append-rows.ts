import { quoted, quotedTarget } from '../identifiers.ts';
import { allChanges, type ChangeShape, loadOf, writtenAtOf } from './changes.ts';
import { type Guards, isAboveFloor } from './merge-upserts.ts';

/**
 * Appends every change of a set to a target without a key, where the floor is below it. Nothing conflicts with anything.
 *
 * Parameters: $1 written at, $2 load; those of `source` follow. The command's row count is the number of rows applied.
 */
export function appendRows(shape: ChangeShape, source: string, { floor }: Pick<Guards, 'floor'>): string {
  const names = shape.columns.map(column => quoted(column.name));
  const op = { name: '_dms_op', own: '_dms_op', left: 'null' };
  return `with ${allChanges(shape, source, { effect: '_dms_effect', more: [op] })}
insert into ${quotedTarget(shape.table)} (${[...names, '_dms_op', '_dms_written_at', '_dms_row', '_dms_load'].join(', ')})
select ${[...names, '_dms_op'].map(name => `s.${name}`).join(', ')}, ${writtenAtOf(shape, 's')}, s._dms_row, ${loadOf(shape, 's')}
from change s${floor ? `\nwhere ${isAboveFloor(shape)}` : ''}`;
}
