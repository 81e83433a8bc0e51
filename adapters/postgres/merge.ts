import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { RowCounts } from '../../domain/change/change.ts';
import { LoaderError } from '../../domain/errors.ts';
import type { ChangeShape } from './sql/changes.ts';
import { countLosers } from './sql/count-losers.ts';
import { mergeDeletes } from './sql/merge-deletes.ts';
import { type Guards, mergeUpserts } from './sql/merge-upserts.ts';
import { timestampText } from './timestamp-text.ts';
import type { Transaction } from './transaction.ts';

/** A set of changes that the server can read: staged, or as parameters. */
export interface ChangeSet {
  readonly shape: ChangeShape;
  /** What the statements select from. */
  readonly source: string;
  /** Parameters of `source`, from $3. */
  readonly values: readonly Buffer[];
  readonly rowCount: number;
  readonly hasDeletes: boolean;
  readonly guards: Guards;
}

/**
 * What changes the target, in its order: all that `mergeSet` runs but for the counting. The search for bad rows tries the
 * very same statements on parts of a set (bad-rows.ts). Parameters: $1 written at, $2 load; those of `source` follow.
 */
export function mergeStatements({ shape, source, hasDeletes, guards }: Omit<ChangeSet, 'values' | 'rowCount'>): {
  readonly deletes: string | undefined;
  readonly upserts: string;
} {
  return {
    deletes: hasDeletes ? mergeDeletes(shape, source) : undefined,
    upserts: mergeUpserts(shape, source, guards),
  };
}

/** Merges a set into its target, whose lock is held, and says where every row went. */
export async function mergeSet({ client, intent, claim }: Transaction, set: ChangeSet): Promise<RowCounts> {
  const values = [timestampText(intent.writtenAtMicros), claim.tableLoadId, ...set.values];
  const { deletes, upserts } = mergeStatements(set);
  const deleted =
    deletes === undefined ? undefined : await client.query<{ applied: string }>(statement(deletes, values));
  const upserted = await client.query(statement(upserts, values));
  const applied = Number(deleted?.rows[0]?.applied ?? 0) + (upserted.rowCount ?? 0);
  if (applied === set.rowCount) {
    return { read: set.rowCount, applied, unchanged: 0, superseded: 0, quarantined: 0 };
  }
  const lost = await client.query<LostRow>(statement(countLosers(set.shape, set.source), values));
  return countsOf(set.rowCount, applied, lost.rows[0]);
}

interface LostRow {
  readonly staged: string;
  readonly last: string;
  readonly unchanged: string;
}

/** Beaten within the set, or by what the table held; both are superseded. */
function countsOf(read: number, applied: number, lost: LostRow | undefined): RowCounts {
  const [staged, last, unchanged] = [Number(lost?.staged), Number(lost?.last), Number(lost?.unchanged)];
  const beatenInSet = staged - last;
  const beatenByTable = last - applied - unchanged;
  if (staged !== read || beatenInSet < 0 || beatenByTable < 0) {
    throw new LoaderError('COUNTS_DISAGREE', {
      reason: `${read} rows were sent, ${staged} arrived, ${last} are the last of their key, ${applied} were applied and ${unchanged} unchanged`,
      remedy: 'nothing was committed; report this with the file',
    });
  }
  return { read, applied, unchanged, superseded: beatenInSet + beatenByTable, quarantined: 0 };
}

/**
 * A statement over parameters is prepared under a name of its text, so that a connection plans it once and small files
 * do not pay for it. One over a temporary table would be planned again anyway.
 */
function statement(text: string, values: unknown[]): pg.QueryConfig {
  return values.length > LEADING_PARAMETERS ? { name: nameOf(text), text, values } : { text, values };
}

const LEADING_PARAMETERS = 2;

function nameOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
