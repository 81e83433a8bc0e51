import { createHash } from 'node:crypto';
import type pg from 'pg';
import { SMALL_LOAD_ROWS } from '../../domain/limits.ts';
import type { Database } from '../../domain/ports.ts';
import { type Table, targetName } from '../../domain/table/table.ts';
import { checkTarget } from './check-target.ts';
import { type Connection, makeConnection } from './connection.ts';
import { databaseError } from './errors.ts';
import { quotedTombstones } from './identifiers.ts';
import { smallLoad } from './small-load.ts';
import { describeTarget, type TargetRow } from './sql/describe-target.ts';
import { findObject, type ObjectRow, readObject } from './sql/find-object.ts';
import { recordFailure } from './sql/record-failure.ts';
import { recordRemoval } from './sql/record-removal.ts';
import { stagedLoad } from './staged-load.ts';
import { watchDeadline } from './transaction.ts';

/** The ledger and the targets over one connection, which is opened when first needed. One task at a time. */
export interface PostgresDatabase extends Database {
  readonly connection: Connection;
  close(): Promise<void>;
}

export function connectDatabase({ url }: { readonly url: string }): PostgresDatabase {
  const connection = makeConnection(url);
  const known = new Map<string, string>();

  async function ask<Row extends pg.QueryResultRow>(query: pg.QueryConfig): Promise<readonly Row[]> {
    try {
      return (await (await connection.client()).query<Row>(query)).rows;
    } catch (error) {
      throw databaseError(error);
    }
  }

  /** Checks a target when it is first met, and again after a load of it failed: it may have been altered. */
  async function targetFingerprint(table: Table): Promise<string> {
    const name = targetName(table);
    const fingerprint = known.get(name) ?? (await describe(table));
    known.set(name, fingerprint);
    return fingerprint;
  }

  async function describe(table: Table): Promise<string> {
    const [found] = await ask<TargetRow>(describeTarget(table, quotedTombstones(table)));
    checkTarget(table, found);
    return createHash('sha256').update(JSON.stringify(found?.columns)).digest('hex');
  }

  return {
    connection,
    findObject: async object => readObject(await ask<ObjectRow>(findObject(object))),
    async beginLoad(intent) {
      await targetFingerprint(intent.table);
      const unwatch = watchDeadline(connection, intent.attempt);
      const load =
        intent.rowCount <= SMALL_LOAD_ROWS ? smallLoad(connection, intent) : await stagedLoad(connection, intent);
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
