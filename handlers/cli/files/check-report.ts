/** What `dms-loader check` says of its files: what a load of each would do, table by table. */
import type { RowCounts } from '../../../domain/change/change.ts';
import type { Rehearsal } from '../../../domain/change/rehearsal.ts';
import { objectUrl } from '../../../domain/object/identity.ts';
import { faultSentence } from '../../../domain/table/faults.ts';
import { type Table, targetName } from '../../../domain/table/table.ts';
import type { LoadResult } from '../../../pipeline/loader.ts';
import { counted } from '../counts.ts';
import { codedMessage } from '../output.ts';

/** What a load would do to one target. */
interface Effect {
  readonly table: Table;
  readonly counts: RowCounts;
  readonly rehearsal: Rehearsal;
}

export function toldCheck(result: LoadResult, milliseconds: number): [line: string, remarks: readonly string[]] {
  const { outcome, identity, error, notes } = result;
  const line = `${verdictOf(outcome).padEnd(14)} ${objectUrl(identity)} (${milliseconds} ms)`;
  return [
    line,
    [...(error === undefined ? [] : [codedMessage(error)]), ...effectsOf(result).flatMap(toldEffect), ...notes],
  ];
}

/** Nothing was loaded. */
export function verdictOf(outcome: LoadResult['outcome']): string {
  return outcome === 'loaded' ? 'would load' : outcome;
}

export function effectsOf({ table, counts, rehearsal, tables }: LoadResult): readonly Effect[] {
  if (tables !== undefined) {
    return tables.flatMap(({ rehearsal: own, ...rest }) => (own === undefined ? [] : [{ ...rest, rehearsal: own }]));
  }
  return table === undefined || counts === undefined || rehearsal === undefined ? [] : [{ table, counts, rehearsal }];
}

function toldEffect({ table, counts, rehearsal }: Effect): string[] {
  const { inserted, updated, deleted, faults } = rehearsal;
  const rows = `${inserted} inserted, ${updated} updated, ${deleted} deleted`;
  const others = `${counts.unchanged} unchanged, ${counts.superseded} superseded, ${counts.quarantined} quarantined`;
  return [
    `${targetName(table)}: ${rows}; of ${counted(counts.read, 'row')} ${counts.applied} applied, ${others}`,
    ...faults.map(fault => `${targetName(table)}: would be set aside: ${faultSentence(fault)}; ${fault.remedy}`),
  ];
}

/** One line for all: `2 files: 1 would load, 1 rejected; 60 rows read, nothing changed`. */
export function checkSummary(results: readonly LoadResult[], files: number): string {
  const kinds = [...new Set(results.map(({ outcome }) => outcome))];
  const numbers = kinds.map(kind => `${results.filter(({ outcome }) => outcome === kind).length} ${verdictOf(kind)}`);
  const untried = files === results.length ? [] : [`${files - results.length} not tried`];
  const rows = results.reduce((sum, { counts }) => sum + (counts?.read ?? 0), 0);
  return `${counted(files, 'file')}: ${[...numbers, ...untried].join(', ')}; ${counted(rows, 'row')} read, nothing changed`;
}

export function asChecked(result: LoadResult): Readonly<Record<string, unknown>> {
  const { identity, outcome, error, notes } = result;
  const tables = effectsOf(result).map(({ table, counts, rehearsal: { faults, ...changes } }) => ({
    target: targetName(table),
    ...changes,
    ...counts,
    faults,
  }));
  return { object: objectUrl(identity), outcome: verdictOf(outcome), tables, error: error ?? null, notes };
}
