import { createHash } from 'node:crypto';
import { SMALL_LOAD_ROWS } from '../../domain/limits.ts';
import type { Database } from '../../domain/ports/database.ts';
import { type Table, targetName } from '../../domain/table/table.ts';
import type { ExistingColumn } from '../../domain/table/target-column.ts';
import { checkTarget } from './check-target.ts';
import { type Connection, makeConnection } from './connection.ts';
import { copiedLoad } from './copied-load.ts';
import { evolve, existingColumns } from './evolve.ts';
import { type Operators, operatorsOf } from './operations/operators.ts';
import { openPartial } from './partial/open-partial.ts';
import { smallLoad } from './small-load.ts';
import { describeTarget, type TargetRow } from './sql/describe-target.ts';
import { findObject, type ObjectRow, readObject } from './sql/find-object.ts';
import { findObjects, type ObjectsRow, readObjects } from './sql/find-objects.ts';
import { findPartial, type PartialRow, readPartial } from './sql/find-partial.ts';
import { type NewestChangeRow, newestChange, readNewestChange } from './sql/newest-change.ts';
import { recordFailure } from './sql/record-failure.ts';
import { recordRemoval } from './sql/record-removal.ts';
import { loadTogether } from './together/load-together.ts';
import { transactionLoad } from './transaction-load.ts';

/** The ledger and the targets over one connection, which is opened when first needed. One task at a time. */
export interface PostgresDatabase extends Database, Operators {
  readonly connection: Connection;
  close(): Promise<void>;
}

/** A target that was checked, and when. */
interface KnownTarget {
  readonly fingerprint: string;
  readonly columns: readonly ExistingColumn[];
  readonly checkedAtMs: number;
}

/** A target may be altered while a consumer runs: a check holds for ten seconds, and not over a load that failed. */
const CHECK_HOLDS_MS = 10_000;

export function connectDatabase({ url }: { readonly url: string }): PostgresDatabase {
  const connection = makeConnection(url);
  const known = new Map<string, KnownTarget>();

  async function knownTarget(table: Table): Promise<KnownTarget> {
    const name = targetName(table);
    const before = known.get(name);
    if (before !== undefined && Date.now() - before.checkedAtMs < CHECK_HOLDS_MS) {
      return before;
    }
    const [found] = await connection.ask<TargetRow>(describeTarget(table));
    checkTarget(table, found);
    const fingerprint = createHash('sha256').update(JSON.stringify(found?.columns)).digest('hex');
    const checked = { fingerprint, columns: existingColumns(table, found), checkedAtMs: Date.now() };
    known.set(name, checked);
    return checked;
  }

  async function commit<Done>(committing: Promise<Done>, tables: readonly Table[]): Promise<Done> {
    try {
      return await committing;
    } catch (error) {
      for (const table of tables) {
        known.delete(targetName(table));
      }
      throw error;
    }
  }

  return {
    connection,
    ...operatorsOf(connection, knownTarget),
    findObject: async object => readObject(await connection.ask<ObjectRow>(findObject(object))),
    findObjects: async objects => readObjects(await connection.ask<ObjectsRow>(findObjects(objects)), objects),
    async beginLoad(intent) {
      await knownTarget(intent.table);
      const isFew = intent.rowCount !== undefined && intent.rowCount <= SMALL_LOAD_ROWS;
      // A mapping's own SQL wants its rows in a table.
      const isSmall = isFew && intent.table.sql === undefined && intent.run === undefined;
      const load = isSmall ? smallLoad(connection, intent) : await copiedLoad(connection, intent);
      return 'kind' in load ? load : { ...load, commit: progress => commit(load.commit(progress), [intent.table]) };
    },
    async openPartial(intent) {
      await knownTarget(intent.table);
      return await openPartial(connection, intent);
    },
    findPartial: async objectLoadId => readPartial(await connection.ask<PartialRow>(findPartial(objectLoadId))),
    loadTogether: loads => loadTogether(connection, loads, knownTarget),
    async beginTransactionLoad(intent) {
      const tables: Table[] = [];
      const load = await transactionLoad(connection, intent, async table => {
        tables.push(table);
        await knownTarget(table);
      });
      return 'kind' in load ? load : { ...load, commit: () => commit(load.commit(), tables) };
    },
    recordFailure: async failure => void (await connection.ask(recordFailure(failure))),
    recordRemoval: async removal => void (await connection.ask(recordRemoval(removal))),
    newestChange: async table => readNewestChange(await connection.ask<NewestChangeRow>(newestChange(table))),
    targetColumns: async table => (await knownTarget(table)).columns,
    async evolve(table, columns, cause) {
      known.delete(targetName(table));
      return await evolve(connection, { table, columns, cause });
    },
    targetFingerprint: async table => (await knownTarget(table)).fingerprint,
    close: () => connection.close(),
  };
}
