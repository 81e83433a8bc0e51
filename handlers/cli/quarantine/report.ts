/** What `dms-loader quarantine` says: lines for people, and documents for programs. */
import type { RowCounts } from '../../../domain/change/change.ts';
import { sumCounts } from '../../../domain/change/sum-counts.ts';
import { shown } from '../../../domain/errors.ts';
import { isoTime } from '../../../domain/iso-time.ts';
import { objectUrl } from '../../../domain/object/identity.ts';
import { oneLine } from '../../../domain/one-line.ts';
import type { QuarantinedGroup } from '../../../domain/quarantine/quarantine.ts';
import { faultSentence } from '../../../domain/table/faults.ts';
import { targetName } from '../../../domain/table/table.ts';
import type { RetryRequest, RetryResult } from '../../../pipeline/retry-quarantine.ts';
import { counted, countsText } from '../counts.ts';
import { codedMessage } from '../output.ts';

/** More would make an answer that nobody reads; programs get them all. */
const MOST_NAMED = 10;

/** Rows that a retry leaves set aside. */
const STILL_BAD = 'still bad';

export function groupText(group: QuarantinedGroup): string {
  const { target, column, reason, remedy, rows, objects, example } = group;
  const value = example.value === undefined ? '' : ` ${shown(example.value)}`;
  return [
    `${target}: ${counted(rows, 'row')} of ${counted(objects, 'file')} since ${isoTime(group.sinceMs)}: column ${column}${value} ${reason}; ${remedy}`,
    `    the first: ${example.object}, row ${example.row}`,
  ]
    .map(oneLine)
    .join('\n');
}

export function groupDocument(group: QuarantinedGroup): Readonly<Record<string, unknown>> {
  const { sinceMs: _, example, ...told } = group;
  return { ...told, since: isoTime(group.sinceMs), example: { ...example, value: example.value ?? null } };
}

/** All rows went somewhere. */
export function isRetried({ retried }: RetryResult): boolean {
  return retried !== undefined && retried.counts.quarantined === 0;
}

export function retryLine({ load, retried }: RetryResult): string {
  const what = retried === undefined ? `${counted(load.rows, 'row')} not tried` : countsText(retried.counts, STILL_BAD);
  return `${objectUrl(load.object)}: ${what}`;
}

export function retryRemarks({ retried, error }: RetryResult): readonly string[] {
  const faults = retried?.faults ?? [];
  const unnamed = faults.length - MOST_NAMED;
  return [
    ...(error === undefined ? [] : [codedMessage(error)]),
    ...faults.slice(0, MOST_NAMED).map(fault => `${faultSentence(fault)}; ${fault.remedy}`),
    ...(unnamed > 0 ? [`${unnamed} more bad cells`] : []),
  ];
}

export function retrySummary(results: readonly RetryResult[], { table, isRehearsal }: RetryRequest): string {
  if (results.length === 0) {
    return `nothing of ${targetName(table)} is set aside`;
  }
  const failed = results.filter(({ retried }) => retried === undefined).length;
  return [
    `${targetName(table)}: ${counted(results.length, 'file')}, ${countsText(sumOf(results), STILL_BAD)}`,
    ...(failed === 0 ? [] : [`${counted(failed, 'file')} could not be tried`]),
    ...(isRehearsal ? ['nothing was changed: it was a rehearsal'] : []),
  ].join('; ');
}

export function retryDocument(results: readonly RetryResult[], { table, isRehearsal }: RetryRequest): unknown {
  const loads = results.map(({ load, retried, error }) => ({
    object: objectUrl(load.object),
    load: load.tableLoadId,
    rows: load.rows,
    counts: retried?.counts ?? null,
    faults: retried?.faults ?? [],
    error: error ?? null,
  }));
  const isDone = !isRehearsal && results.every(isRetried);
  return { target: targetName(table), isDone, counts: sumOf(results), loads };
}

function sumOf(results: readonly RetryResult[]): RowCounts {
  return sumCounts(results.flatMap(({ retried }) => retried?.counts ?? []));
}
