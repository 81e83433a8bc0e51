import type { RowCounts } from './change.ts';

/** Of several tables or loads. */
export function sumCounts(counts: readonly RowCounts[]): RowCounts {
  const sum = (name: keyof RowCounts) => counts.reduce((total, one) => total + one[name], 0);
  return {
    read: sum('read'),
    applied: sum('applied'),
    unchanged: sum('unchanged'),
    superseded: sum('superseded'),
    quarantined: sum('quarantined'),
  };
}
