import type { ObjectIdentity } from '../domain/object/identity.ts';
import type { TableIntent } from '../domain/ports/intent.ts';
import { keepingAbsent } from '../domain/table/absent-text.ts';
import { refusingBadText } from '../domain/table/bad-text.ts';
import type { ColumnPlan } from '../domain/table/column-plan.ts';
import { type PlannedFile, planColumns } from '../domain/table/plan.ts';
import { type Table, targetName } from '../domain/table/table.ts';
import type { ExistingColumn, NewColumn } from '../domain/table/target-column.ts';
import type { Loader } from './loader.ts';

/** A file that is to be loaded into a table, as far as its plan goes. */
export interface FileToPlan extends PlannedFile {
  /** CsvNoSupValue of the source, for CSV. */
  readonly absentText: string | undefined;
}

/** The plan of a load, whose notes say what was done for it; `busy`: its target lacks columns, and others hold it. */
export type PlannedLoad =
  | { readonly kind: 'planned'; readonly plan: ColumnPlan; readonly added?: string }
  | { readonly kind: 'busy'; readonly notes: readonly string[] };

/**
 * The plan of a file. Under the contract `evolve` the columns that its target lacks are added before, in a transaction of
 * their own, so that no load holds the lock of a DDL statement.
 */
export async function planLoad(
  table: Table,
  file: FileToPlan,
  { identity, loader }: { identity: ObjectIdentity; loader: Loader },
): Promise<PlannedLoad> {
  const plan = planFile(table, file, await evolvingColumns(table, loader));
  if (plan.adds === undefined || plan.adds.length === 0) {
    return { kind: 'planned', plan };
  }
  if ((await loader.database.evolve(table, plan.adds, identity)) === 'busy') {
    return { kind: 'busy', notes: [`${targetName(table)} is held by others, and lacks ${named(plan.adds)}`] };
  }
  // Planned again: another consumer may have added a column of that name in another type.
  const evolved = planFile(table, file, await loader.database.targetColumns(table));
  const added = `${targetName(table)} gets columns that the mapping does not know: ${named(plan.adds)}`;
  return { kind: 'planned', plan: { ...evolved, notes: [...evolved.notes, added] }, added };
}

/** What a plan says of a load. */
export function intentOf(
  table: Table,
  plan: ColumnPlan,
): Pick<TableIntent, 'table' | 'columns' | 'hasOldKey' | 'mayKeep' | 'hasWrittenAt' | 'hasChangeSequence'> {
  return {
    table,
    columns: plan.targets,
    hasOldKey: plan.beforeImage !== undefined,
    mayKeep: plan.mayKeep,
    hasWrittenAt: plan.writtenAt !== undefined,
    hasChangeSequence: plan.changeSequence !== undefined,
  };
}

/** What decides how a file of a table that evolves is planned; the others' targets have just what their mappings say. */
export async function evolvingColumns(table: Table, loader: Loader): Promise<readonly ExistingColumn[]> {
  return table.contract === 'evolve' ? await loader.database.targetColumns(table) : [];
}

export function planFile(table: Table, file: FileToPlan, targetColumns: readonly ExistingColumn[]): ColumnPlan {
  const planned = planColumns(table, { ...file, targetColumns });
  const plan = file.absentText === undefined ? planned : keepingAbsent(planned, file.absentText);
  return table.quarantine === undefined ? plan : refusingBadText(plan);
}

function named(columns: readonly NewColumn[]): string {
  return columns.map(({ name, declaration }) => `${name} ${declaration}`).join(', ');
}
