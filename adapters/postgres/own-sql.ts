import type pg from 'pg';
import { DELETE, type RowCounts, UPSERT } from '../../domain/change/change.ts';
import { LoaderError } from '../../domain/errors.ts';
import { type Table, targetName } from '../../domain/table/table.ts';
import { databaseError, isServerAnswer } from './errors.ts';
import { quoted } from './identifiers.ts';
import type { ChangeSet } from './merge.ts';
import { shapeOf } from './sql/changes.ts';
import { CHECK_OWN_DEFERRED } from './sql/guard.ts';
import { STAGE, stageDdl } from './stage-ddl.ts';

/** Where in a load a mapping's own SQL runs. */
type Stage = 'beforeMerge' | 'afterMerge';

interface Staged extends Pick<ChangeSet, 'shape' | 'rowCount'> {
  /** Other tables follow that deferrable constraints are to see too. */
  readonly deferred?: 'later' | undefined;
}

/**
 * Merges staged rows between the mapping's own SQL, in the transaction of a load, which holds the target's lock
 * exclusively. The staged rows are `dms_stage`: the mapping's columns, `_dms_row` (number in the file, from 1) and
 * `_dms_effect` (0 the row stands, 1 it is deleted), which it may turn. Deferrable constraints that it breaks show here, not
 * at the commit, unless other tables follow.
 *
 * @param merge is told whether `beforeMerge` left rows that are deletes
 * @throws LoaderError TRANSFORMATION_FAILED that names the mapping and the statement; what a dead connection says, as it is
 */
export async function betweenOwnSql(
  client: pg.Client,
  { shape, rowCount, deferred }: Staged,
  merge: (hasDeletes: boolean) => Promise<RowCounts>,
): Promise<RowCounts> {
  const { table } = shape;
  let hasDeletes = false;
  if (table.sql !== undefined && table.sql.beforeMerge.length > 0) {
    const { keys } = await lookAtStage(client, table);
    await runOwnSql(client, table, 'beforeMerge');
    hasDeletes = checkStagedRows(await lookAtStage(client, table), table, { rowCount, keys });
  }
  const counts = await merge(hasDeletes);
  await runOwnSql(client, table, 'afterMerge');
  if (table.sql !== undefined && table.sql.afterMerge.length > 0 && deferred !== 'later') {
    await runStep(client, CHECK_OWN_DEFERRED, `behind afterMerge of the mapping of ${targetName(table)}`);
  }
  return counts;
}

/**
 * Tries a mapping's own SQL on no rows, in a transaction of its own, and undoes what it did.
 * @returns what is wrong with it, if anything is
 */
export async function tryOwnSql(client: pg.Client, table: Table): Promise<LoaderError | undefined> {
  const shape = shapeOf({ table, columns: table.columns, hasOldKey: false });
  try {
    await client.query(`begin;\n${stageDdl(shape, STAGE)}`);
    await betweenOwnSql(client, { shape, rowCount: 0 }, () => Promise.resolve(NOTHING));
    return undefined;
  } catch (error) {
    if (error instanceof LoaderError) {
      return error;
    }
    throw error;
  } finally {
    await client.query('rollback');
  }
}

const NOTHING: RowCounts = { read: 0, applied: 0, unchanged: 0, superseded: 0, quarantined: 0 };

async function runOwnSql(client: pg.Client, table: Table, stage: Stage): Promise<void> {
  for (const [index, text] of (table.sql?.[stage] ?? []).entries()) {
    await runStep(client, text, `${stage} number ${index + 1} of the mapping of ${targetName(table)}`);
  }
}

async function runStep(client: pg.Client, text: string, name: string): Promise<void> {
  try {
    // Extended: one statement, and nothing behind it.
    await client.query({ text, queryMode: 'extended' } as pg.QueryConfig);
  } catch (error) {
    throw isServerAnswer(error) && !isPassing(error) ? failed(name, error) : error;
  }
}

/** Deadlocks, timeouts of locks and statements, a lack of resources: the same statement may do well another time. */
const PASSING = /^(40|53|55|57)/;

function isPassing(error: unknown): boolean {
  return PASSING.test(String(Reflect.get(error as object, 'code')));
}

function failed(name: string, cause: unknown): LoaderError {
  return new LoaderError('TRANSFORMATION_FAILED', {
    reason: `${name}: ${databaseError(cause).details.reason}`,
    remedy: 'mend that SQL in the mapping, or what it reads; nothing is lost, it can be tried again',
    cause,
  });
}

interface StageLook {
  readonly found: string;
  readonly deletes: string;
  readonly others: string;
  /** Changes when a row gets another key or number. */
  readonly keys: string;
}

async function lookAtStage(client: pg.Client, table: Table): Promise<StageLook> {
  const key = ['_dms_row', ...table.key.map(quoted)].join(', ');
  const { rows } = await client.query<StageLook>(`select count(*) as found,
  count(*) filter (where _dms_effect = ${DELETE}) as deletes,
  count(*) filter (where (_dms_effect in (${UPSERT}, ${DELETE})) is not true) as others,
  coalesce(sum(hashtextextended(row(${key})::text, 0)), 0)::text as keys
from pg_temp.${STAGE}`);
  return rows[0] ?? { found: '0', deletes: '0', others: '0', keys: '0' };
}

/** Rows have to stay what they are: each of the file counts once, by its key. Says whether some are deletes. */
function checkStagedRows(look: StageLook, table: Table, was: { rowCount: number; keys: string }): boolean {
  const refuse = (what: string, remedy: string) =>
    new LoaderError('TRANSFORMATION_FAILED', {
      reason: `beforeMerge of the mapping of ${targetName(table)} ${what}`,
      remedy,
    });
  if (Number(look.found) !== was.rowCount) {
    throw refuse(
      `left ${look.found} of ${was.rowCount} rows in ${STAGE}`,
      'let it update rows, and neither delete nor insert any',
    );
  }
  if (Number(look.others) > 0) {
    throw refuse(
      `left ${look.others} rows in ${STAGE} whose _dms_effect is neither ${UPSERT} nor ${DELETE}`,
      `let it be ${UPSERT} where the row stands, and ${DELETE} where it is deleted`,
    );
  }
  if (look.keys !== was.keys) {
    throw refuse(`changed keys or _dms_row in ${STAGE}`, 'let it change other columns: a key tells which row is meant');
  }
  return Number(look.deletes) > 0;
}
