import { createHash } from 'node:crypto';
import { SMALL_LOAD_ROWS } from '../../domain/limits.ts';
import type { Committed, Database, Load } from '../../domain/ports.ts';
import { type Table, targetName } from '../../domain/table/table.ts';
import { checkTarget } from './check-target.ts';
import { type Connection, makeConnection } from './connection.ts';
import { copiedLoad } from './copied-load.ts';
import { smallLoad } from './small-load.ts';
import { describeTarget, type TargetRow } from './sql/describe-target.ts';
import { findObject, type ObjectRow, readObject } from './sql/find-object.ts';
import { recordFailure } from './sql/record-failure.ts';
import { recordRemoval } from './sql/record-removal.ts';

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

/** A target may be altered while a consumer runs: a check holds for ten seconds, and not over a load that failed. */
const CHECK_HOLDS_MS = 10_000;

export function connectDatabase({ url }: { readonly url: string }): PostgresDatabase {
  const connection = makeConnection(url);
  const known = new Map<string, KnownTarget>();

  async function targetFingerprint(table: Table): Promise<string> {
    const name = targetName(table);
    const before = known.get(name);
    if (before !== undefined && Date.now() - before.checkedAtMs < CHECK_HOLDS_MS) {
      return before.fingerprint;
    }
    const [found] = await connection.ask<TargetRow>(describeTarget(table));
    checkTarget(table, found);
    const fingerprint = createHash('sha256').update(JSON.stringify(found?.columns)).digest('hex');
    known.set(name, { fingerprint, checkedAtMs: Date.now() });
    return fingerprint;
  }

  async function commit(load: Load, table: Table): Promise<Committed> {
    try {
      return await load.commit();
    } catch (error) {
      known.delete(targetName(table));
      throw error;
    }
  }

  return {
    connection,
    findObject: async object => readObject(await connection.ask<ObjectRow>(findObject(object))),
    async beginLoad(intent) {
      await targetFingerprint(intent.table);
      const isSmall = intent.rowCount !== undefined && intent.rowCount <= SMALL_LOAD_ROWS;
      const load = isSmall ? smallLoad(connection, intent) : await copiedLoad(connection, intent);
      return 'kind' in load ? load : { ...load, commit: () => commit(load, intent.table) };
    },
    recordFailure: async failure => void (await connection.ask(recordFailure(failure))),
    recordRemoval: async removal => void (await connection.ask(recordRemoval(removal))),
    targetFingerprint,
    close: () => connection.close(),
  };
}
