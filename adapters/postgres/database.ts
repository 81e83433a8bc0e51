import { createHash } from 'node:crypto';
import type pg from 'pg';
import { SMALL_LOAD_ROWS } from '../../domain/limits.ts';
import type { Database } from '../../domain/ports.ts';
import { type Table, targetName } from '../../domain/table/table.ts';
import { checkTarget } from './check-target.ts';
import { type Connection, makeConnection } from './connection.ts';
import { copiedLoad } from './copied-load.ts';
import { databaseError } from './errors.ts';
import { smallLoad } from './small-load.ts';
import { describeTarget, type TargetRow } from './sql/describe-target.ts';
import { findObject, type ObjectRow, readObject } from './sql/find-object.ts';
import { recordFailure } from './sql/record-failure.ts';
import { recordRemoval } from './sql/record-removal.ts';
import { watchDeadline } from './transaction.ts';

/** The ledger and the targets over one connection, which is opened when first needed. One task at a time. */
export interface PostgresDatabase extends Database {
  readonly connection: Connection;
  close(): Promise<void>;
}

/** A target that was checked, and when. */
interface KnownTarget {
  readonly fingerprint: string;
  readonly checkedAtMs: number;
}

/** A target may be altered while a consumer runs: a check holds for a minute, and not over a load that failed. */
const CHECK_HOLDS_MS = 60_000;

export function connectDatabase({ url }: { readonly url: string }): PostgresDatabase {
  const connection = makeConnection(url);
  const known = new Map<string, KnownTarget>();

  async function ask<Row extends pg.QueryResultRow>(query: pg.QueryConfig): Promise<readonly Row[]> {
    try {
      return (await (await connection.client()).query<Row>(query)).rows;
    } catch (error) {
      throw databaseError(error);
    }
  }

  async function targetFingerprint(table: Table): Promise<string> {
    const name = targetName(table);
    const before = known.get(name);
    if (before !== undefined && Date.now() - before.checkedAtMs < CHECK_HOLDS_MS) {
      return before.fingerprint;
    }
    const [found] = await ask<TargetRow>(describeTarget(table));
    checkTarget(table, found);
    const fingerprint = createHash('sha256').update(JSON.stringify(found?.columns)).digest('hex');
    known.set(name, { fingerprint, checkedAtMs: Date.now() });
    return fingerprint;
  }

  return {
    connection,
    findObject: async object => readObject(await ask<ObjectRow>(findObject(object))),
    async beginLoad(intent) {
      await targetFingerprint(intent.table);
      const unwatch = watchDeadline(connection, intent.attempt);
      const load =
        (intent.rowCount ?? Number.POSITIVE_INFINITY) <= SMALL_LOAD_ROWS ? smallLoad(connection, intent) : await copiedLoad(connection, intent);
      if ('kind' in load) {
        unwatch();
        return load;
      }
      return {
        add: load.add,
        commit: async () => {
          try {
            return await load.commit();
          } catch (error) {
            known.delete(targetName(intent.table));
            throw error;
          } finally {
            unwatch();
          }
        },
        abandon: async () => {
          unwatch();
          await load.abandon();
        },
      };
    },
    recordFailure: async failure => void (await ask(recordFailure(failure))),
    recordRemoval: async removal => void (await ask(recordRemoval(removal))),
    targetFingerprint,
    close: () => connection.discard(),
  };
}
