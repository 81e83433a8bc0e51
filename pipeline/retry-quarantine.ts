import type { ChangeBatch } from '../domain/change/change.ts';
import { LoaderError } from '../domain/errors.ts';
import { objectUrl } from '../domain/object/identity.ts';
import { readKey } from '../domain/object/key.ts';
import { routeKey } from '../domain/object/route.ts';
import type { QuarantinedRow } from '../domain/ports/set-aside.ts';
import type {
  Quarantine,
  QuarantinedLoad,
  Retried,
  RetriedRows,
  SetAsideRow,
  WhichRows,
} from '../domain/quarantine/quarantine.ts';
import { quarantinedRow } from '../domain/quarantine/quarantined-row.ts';
import { batchOfRow, columnsOfRow } from '../domain/quarantine/source-row.ts';
import type { ColumnPlan } from '../domain/table/column-plan.ts';
import { mapBatch } from '../domain/table/map-batch.ts';
import { matchColumn } from '../domain/table/match-column.ts';
import type { Source } from '../domain/table/source.ts';
import type { Table } from '../domain/table/table.ts';
import { isTimedByRow } from './load-time.ts';
import type { Loader } from './loader.ts';
import { evolvingColumns, type FileToPlan, intentOf, planFile, planLoad } from './plan-load.ts';
import { asLoaderError } from './record-failure.ts';

/** What became of the rows of one load. */
export interface RetryResult {
  readonly load: QuarantinedLoad;
  /** Undefined if they could not be tried: then `error` says why, and nothing is changed. */
  readonly retried: Retried | undefined;
  readonly error: LoaderError | undefined;
}

export interface RetryRequest {
  readonly table: Table;
  /** Only rows of which all of this holds. */
  readonly where?: WhichRows['where'];
  /** Time for each load. */
  readonly seconds: number;
  /** Who wants it. */
  readonly actor: string;
  readonly isRehearsal: boolean;
}

/**
 * Tries the rows of a table that are set aside once more, with the mapping as it is now: each load's rows in a transaction
 * of their own, under the position and the load that they had. What keeps one load from it does not keep the others.
 */
export async function retryQuarantine(
  request: RetryRequest,
  quarantine: Quarantine,
  loader: Loader,
): Promise<readonly RetryResult[]> {
  const results: RetryResult[] = [];
  for (const load of await quarantine.loads(request.table, request.where)) {
    try {
      const plan = await planOf(request, load, loader);
      const map = (rows: readonly SetAsideRow[]) => mapRows(request.table, plan, rows);
      const retried = await quarantine.retry({ ...request, load, adds: plan.adds, map });
      results.push({ load, retried, error: undefined });
    } catch (thrown) {
      const error = asLoaderError(thrown).at({ object: objectUrl(load.object) });
      results.push({ load, retried: undefined, error });
    }
  }
  return results;
}

/** As a file with the columns that the rows have would be planned today. */
async function planOf(
  { table, isRehearsal }: RetryRequest,
  load: QuarantinedLoad,
  loader: Loader,
): Promise<ColumnPlan> {
  const file = fileOf(load, loader);
  if (isRehearsal) {
    return planFile(table, file, await evolvingColumns(table, loader));
  }
  const planned = await planLoad(table, file, { identity: load.object, loader });
  if (planned.kind === 'planned') {
    return planned.plan;
  }
  const remedy = 'nothing was changed, it can be tried again';
  throw new LoaderError('DATABASE_UNAVAILABLE', { reason: planned.notes.join('; '), remedy });
}

function fileOf({ object, sample }: QuarantinedLoad, loader: Loader): FileToPlan {
  const key = readKey(object.key);
  if (key === undefined || key.kind === 'stray') {
    throw new RangeError(`${objectUrl(object)} was loaded, and its key is not that of a data file`);
  }
  const source = sourceOf(routeKey(key, loader.routes, object.bucket));
  const kind = key.kind === 'load' ? 'load' : 'cdc';
  const columns = columnsOfRow(sample);
  // A file without the column was loaded at an operator's word for its time, which the rows have kept.
  const hasTimes = matchColumn(source.timestampColumn ?? '', columns, objectUrl(object)) !== undefined;
  return {
    columns,
    kind,
    object: objectUrl(object),
    timestampColumn: source.timestampColumn,
    isTimed: hasTimes && isTimedByRow({ kind, source, writtenAtMicros: undefined }),
    absentText: key.format === 'csv' ? source.csv.noSupplementalLogText : undefined,
  };
}

function sourceOf(routed: ReturnType<typeof routeKey>): Source {
  if (routed instanceof LoaderError) {
    throw routed;
  }
  if (routed.kind === 'ignored') {
    const remedy = 'take it off that list to retry its rows';
    throw new LoaderError('TABLE_NOT_MAPPED', { reason: routed.reason, remedy });
  }
  return routed.source;
}

/** Row by row: each is a batch of its own, so that its faults are its own too. */
function mapRows(table: Table, plan: ColumnPlan, rows: readonly SetAsideRow[]): RetriedRows {
  const sound: ChangeBatch[] = [];
  const bad: QuarantinedRow[] = [];
  for (const { source, writtenAtMicros } of rows) {
    const mapped = mapBatch(plan, batchOfRow(source, plan.reads), writtenAtMicros);
    if (mapped.faultCount > 0) {
      bad.push(quarantinedRow(source, mapped));
    } else {
      sound.push({ ...mapped.changes, writtenAt: { values: [writtenAtMicros] } });
    }
  }
  return { intent: intentOf(table, plan), sound, bad };
}
