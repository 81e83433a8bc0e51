import type { PartialIntent } from '../../../domain/ports/intent.ts';
import { isAppendOnly } from '../../../domain/table/table.ts';
import { quotedTarget, quotedTombstones } from '../identifiers.ts';
import { timestampText } from '../timestamp-text.ts';

/**
 * What a load that starts over does to what it left in its target. Where rows have no key, they go, as nothing else would
 * keep them from being there twice. Tombstones move to before its first row: they still beat whatever is older than the
 * file, and lose to all of its rows. Other rows stay, and each run replaces them (`ChangeShape.leftovers`): to touch them
 * all at once might take longer than an attempt has.
 */
export function leaveLeftovers({ table, writtenAtMicros }: PartialIntent, objectLoadId: bigint): string {
  const load = `(select table_load_id from dms_loader.table_load where object_load_id = ${objectLoadId})`;
  return isAppendOnly(table)
    ? `delete from ${quotedTarget(table)} where _dms_load = ${load}`
    : `update ${quotedTombstones(table)}
set _dms_written_at = least(_dms_written_at, '${timestampText(writtenAtMicros)}'::timestamptz), _dms_row = 0
where _dms_load = ${load}`;
}
