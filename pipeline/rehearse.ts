import { isFinal } from '../domain/ledger.ts';
import type { Database } from '../domain/ports/database.ts';
import { type Table, targetName } from '../domain/table/table.ts';
import type { ExistingColumn, NewColumn } from '../domain/table/target-column.ts';

/**
 * The same database, in which loads are rehearsed: each runs as it would, and is rolled back at its end. Nothing is
 * recorded, and of what was recorded a load that is done counts, and a refusal does not. For one object: columns that it
 * would add are there for it alone. `reopens`: a load that is done does not count either, as if all objects were reopened.
 */
export function rehearsing(database: Database, { reopens = false } = {}): Database {
  const added = new Map<string, readonly NewColumn[]>();
  const addedTo = (table: Table) => added.get(targetName(table)) ?? [];
  return {
    ...database,
    findObject: async object => {
      const record = await database.findObject(object);
      if (record === undefined || !isFinal(record.state)) {
        return;
      }
      return reopens ? { ...record, isReopened: true } : record;
    },
    beginLoad: intent => database.beginLoad({ ...intent, adds: addedTo(intent.table), isRehearsal: true, reopens }),
    async beginTransactionLoad(intent) {
      const load = await database.beginTransactionLoad({ ...intent, isRehearsal: true, reopens });
      return 'kind' in load ? load : { ...load, begin: table => load.begin({ ...table, adds: addedTo(table.table) }) };
    },
    openPartial: () => Promise.reject(new RangeError('a load that is rehearsed is one transaction')),
    loadTogether: loads => Promise.resolve(loads.map(() => ({ kind: 'apart' }))),
    recordFailure: () => Promise.resolve(),
    recordRemoval: () => Promise.resolve(),
    targetColumns: async table => withAdded(await database.targetColumns(table), addedTo(table)),
    // Not before the load, but within it, where it is rolled back.
    evolve(table, columns) {
      added.set(targetName(table), [...addedTo(table), ...columns]);
      return Promise.resolve('evolved');
    },
  };
}

function withAdded(there: readonly ExistingColumn[], added: readonly NewColumn[]): readonly ExistingColumn[] {
  const [{ sql: { table = '' } = {} } = {}] = there;
  return [
    ...there,
    ...added
      .filter(({ name }) => !there.some(column => column.name === name))
      .map(({ name, declaration }) => ({ name, type: declaration, sql: { table, column: name } })),
  ];
}
