/** The interpreter's world in the form in which the target is read. */
import type { World } from '../../interpreter/interpreter.ts';

export function expectedRows(world: World): readonly string[] {
  return sorted(
    [...world.rows].map(
      ([
        key,
        {
          values,
          isDeleted,
          position: [writtenAt, row],
          file,
        },
      ]) => [...(JSON.parse(key) as string[]), ...values, isDeleted, String(writtenAt), row, file],
    ),
  );
}

export function expectedTombstones(world: World): readonly string[] {
  return sorted(
    [...world.tombstones].map(([key, [writtenAt, row]]) => [...(JSON.parse(key) as string[]), String(writtenAt), row]),
  );
}

/** File, rows read, applied, unchanged, superseded, quarantined. */
export function expectedCounts(world: World): readonly string[] {
  return sorted(
    [...world.counts].map(([name, { applied, unchanged, superseded }]) => [
      name,
      applied + unchanged + superseded,
      applied,
      unchanged,
      superseded,
      0,
    ]),
  );
}

function sorted(lines: readonly (readonly unknown[])[]): readonly string[] {
  return lines.map(line => JSON.stringify(line)).toSorted();
}
