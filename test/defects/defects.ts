/**
 * Twelve defects that a loader of this kind is likely to have, each as a change of one text in one file, and the test that
 * must go red for it. `npm run check:defects` plants one after the other in a copy of the tree.
 */
import type { Patch } from './patched-tree.ts';

export interface Defect extends Patch {
  readonly name: string;
  /** What a user would suffer. */
  readonly breaks: string;
  /** Test file, part of a title in it, and what the failed assertion says; that it says it tells a find from a crash. */
  readonly found: { readonly by: string; readonly title: string; readonly says: RegExp };
}

const CLAIM = 'test/adapters/postgres/claim.test.ts';
const LOAD = 'test/adapters/postgres/load.test.ts';
const FAULTS = 'test/adapters/postgres/faults.test.ts';

export const DEFECTS: readonly Defect[] = [
  {
    name: 'acknowledge before commit',
    breaks: 'a message is deleted though its file is not loaded, and never comes again',
    file: 'pipeline/load-rows.ts',
    find: 'return endingOf(await load.commit(), aside, plan);',
    replace: "load.commit().catch(() => undefined); return { outcome: 'loaded', notes: plan.notes };",
    found: {
      by: 'test/pipeline/load-object.test.ts',
      title: 'P9: to hear the answer to COMMIT is not recorded',
      says: /to match object \{ outcome: 'failed'/u,
    },
  },
  {
    name: 'ledger in its own transaction',
    breaks: 'rows stand in the table that no load accounts for, and a redelivery applies them again',
    file: 'adapters/postgres/sql/mark-loaded.ts',
    find: '`insert into dms_loader.table_load (',
    replace: '`commit; begin; insert into dms_loader.table_load (',
    found: {
      by: FAULTS,
      title: 'P1: rows whose account the ledger refuses are not committed',
      says: /to deeply equal \[\]/u,
    },
  },
  {
    name: '<= for < in the position guard',
    breaks: 'a change that the table holds already is applied again, and counted as a change',
    file: 'adapters/postgres/sql/changes.ts',
    find: 'positionOf(alias)} < ',
    replace: 'positionOf(alias)} <= ',
    found: {
      by: LOAD,
      title: 'P6: a change at the very position that the table holds is unchanged',
      says: /to deeply equal/u,
    },
  },
  {
    name: 'tombstone skipped',
    breaks: 'a late file revives a deleted row',
    file: 'adapters/postgres/sql/merge-upserts.ts',
    find: 'guards.tombstones ?',
    replace: 'false ?',
    found: {
      by: LOAD,
      title: 'P3: fact 9: an older file neither overwrites a newer row nor revives a deleted one',
      says: /to deeply equal/u,
    },
  },
  {
    name: 'upserts before deletes',
    breaks: 'a value that moved to another row meets its old place, and the file is refused',
    file: 'adapters/postgres/merge.ts',
    find: `  const deleted = deletes === undefined ? undefined : await client.query<DeletedRow>(statement(deletes, values));
  checkDeleted(deleted?.rows[0]);
  const upserted = await client.query<AppliedRow>(statement(upserts, values));
`,
    replace: `  const upserted = await client.query<AppliedRow>(statement(upserts, values));
  const deleted = deletes === undefined ? undefined : await client.query<DeletedRow>(statement(deletes, values));
  checkDeleted(deleted?.rows[0]);
`,
    found: {
      by: 'test/adapters/postgres/merge-order.test.ts',
      title: 'frees what a changed key leaves behind before another unique column needs it',
      says: /promise rejected .* instead of resolving/u,
    },
  },
  {
    name: 'ETag ignored in the identity',
    breaks: 'a file that was overwritten by one of its size is never loaded',
    file: 'adapters/postgres/sql/object-key.ts',
    find: 'return [bucket, key, eTag, sizeBytes,',
    replace: 'return [bucket, key, eTag.slice(0, 0), sizeBytes,',
    found: {
      by: 'test/promises/identity.test.ts',
      title: 'P5: fact 10: other bytes under the same key, though as many, are another write',
      says: /expected 'already-loaded' to be 'loaded'/u,
    },
  },
  {
    name: 'lock on a colliding hash',
    breaks: 'files that have nothing to do with each other answer busy',
    file: 'adapters/postgres/sql/object-key.ts',
    find: ', 0)`',
    replace: ', 0) & 15`',
    found: {
      by: CLAIM,
      title: 'P8: while one consumer holds an object, none of a hundred others is busy',
      says: /'busy'.* to deeply equal \[ 'loaded' \]/u,
    },
  },
  {
    name: 'quarantine outside the transaction',
    breaks: 'a row counts as quarantined and is kept nowhere',
    file: 'adapters/postgres/set-aside.ts',
    find: '    await client.query(storeRows(intent.table, claim, rows));',
    // Each in its own transaction: the rows are stored once the load is committed.
    replace: `    const send = client.query.bind(client) as (message: unknown) => Promise<unknown>;
    client.query = (async (message: unknown) => {
      const answer = await send(message);
      if (String(message).endsWith('commit')) {
        Reflect.deleteProperty(client, 'query');
        await send(storeRows(intent.table, claim, rows));
      }
      return answer;
    }) as typeof client.query;`,
    found: {
      by: 'test/adapters/postgres/set-aside.test.ts',
      title: 'P1: keeps it by its own commit: none is lost when the connection ends behind that',
      says: /expected \[\] to deeply equal \[ \{ row_number: 2 \} \]/u,
    },
  },
  {
    name: 'retry after an unknown commit without a look-up',
    breaks: 'a load that was committed is reported as failed',
    file: 'adapters/postgres/known-commit.ts',
    find: 'return await askLedger(transaction, ending, error);',
    replace: "throw new LoaderError('COMMIT_UNKNOWN', { reason: 'is not known', remedy: 'try again', cause: error });",
    found: {
      by: CLAIM,
      title: 'P9: a connection that ends after COMMIT was sent is not taken for a failure',
      says: /promise rejected .* instead of resolving/u,
    },
  },
  {
    name: 'progress ahead of its rows',
    breaks: 'a consumer that dies in the middle of a file leaves a ledger that calls it loaded',
    file: 'adapters/postgres/transaction.ts',
    find: '    if (claim !== undefined) {\n',
    replace: "    if (claim !== undefined) {\n      await begun.client.query('commit; begin');\n",
    found: {
      by: CLAIM,
      title: 'P2: a claim ends with the connection of its holder',
      says: /expected \{ kind: 'already-loaded' \} to match object \{ kind: 'loaded' \}/u,
    },
  },
  {
    name: 'empty batchItemFailures on a throw',
    breaks: 'Lambda deletes every message of an invocation that did nothing',
    file: 'handlers/lambda.ts',
    find: ".onError(({ error }) => log.error('invocation-failed', { error }))",
    replace: '.onError(request => void (request.response = { batchItemFailures: [] }))',
    found: {
      by: 'test/handlers/lambda.test.ts',
      title: 'P8: fact 30: fails every message, never none, when its configuration is wrong',
      says: /expected \[\] to deeply equal \[ 'a', 'b', 'c' \]/u,
    },
  },
  {
    name: '+ not decoded in keys',
    breaks: 'a file under a key with a space is looked for where it is not',
    file: 'domain/notification/event-key.ts',
    find: "decodeURIComponent(value.replaceAll('+', ' '))",
    replace: 'decodeURIComponent(value)',
    found: {
      by: 'test/domain/notification/event-key.test.ts',
      title: 'red+flower.jpg is red flower.jpg',
      says: /expected 'red\+flower.jpg' to be 'red flower.jpg'/u,
    },
  },
];
