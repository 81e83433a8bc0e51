import { describe, expect, it, test } from 'vitest';
import { CLOCK } from '../../../domain/doctor/clock-checks.ts';
import { CONNECTIONS } from '../../../domain/doctor/connection-checks.ts';
import { DATABASE } from '../../../domain/doctor/database-checks.ts';
import type { ConnectionFacts, DatabaseFacts } from '../../../domain/doctor/database-facts.ts';
import type { ConsumerFacts, MappingFacts } from '../../../domain/doctor/facts.ts';
import { LEDGER, TARGETS } from '../../../domain/doctor/ledger-checks.ts';
import { DATABASE_FACTS, FUNCTION_FACTS, MAPPING_FACTS, told, UNREAD } from '../../factories/wiring.ts';

describe('the server', () => {
  const look = (check: string, wrong: Partial<DatabaseFacts> = {}): string =>
    told(DATABASE, check, { database: { ...DATABASE_FACTS, ...wrong }, objectSeconds: 900 }).join('\n');

  it.each(['version', 'writable', 'synchronous-commit', 'timeouts', 'pooling', 'autovacuum'])(
    'is fine as it should be: %s',
    check => {
      expect(look(check)).toMatch(/^fine/);
    },
  );

  it.each<[string, Partial<DatabaseFacts>, RegExp]>([
    ['version', { version: 130_022 }, /^problem/],
    ['version', { version: 140_000 }, /^fine/],
    ['version', { version: 189_999 }, /^fine/],
    ['version', { version: 190_000 }, /^warning/],
    ['writable', { isReadOnly: true }, /^problem.*writer endpoint/],
    ['writable', { canMakeTemporary: false }, /^problem.*grant temporary on database/],
    ['synchronous-commit', { synchronousCommit: 'off' }, /^problem.*alter role "loader" set synchronous_commit = on$/],
    ['synchronous-commit', { synchronousCommit: 'local' }, /^fine/],
    ['timeouts', { timeouts: { statementMs: 0, transactionMs: 899_999 } }, /^problem.*transaction_timeout = 0$/],
    ['timeouts', { timeouts: { statementMs: 0, transactionMs: 900_000 } }, /^fine/],
    ['timeouts', { timeouts: { statementMs: 14_999, transactionMs: 0 } }, /^warning.*statement_timeout = '15s'$/],
    ['pooling', { pooling: 'session' }, /^warning/],
    ['pooling', { pooling: 'transaction' }, /^problem.*pool_mode = session/],
    ['autovacuum', { hasAutovacuum: false }, /^warning.*autovacuum = on/],
  ])('%s of %j is told', (check, wrong, text) => {
    expect(look(check, wrong)).toMatch(text);
  });
});

describe('ledger and targets', () => {
  const [target] = DATABASE_FACTS.targets;
  const { ledger } = DATABASE_FACTS;
  const ofTarget = (wrong: object): Partial<DatabaseFacts> => ({
    targets: [{ ...(target as NonNullable<typeof target>), ...wrong }],
  });

  it('are fine as they should be', () => {
    for (const check of ['version', 'rights']) {
      expect(told(LEDGER, check, DATABASE_FACTS).join()).toMatch(/^fine/);
    }
    for (const check of ['fit', 'rights']) {
      expect(told(TARGETS, check, DATABASE_FACTS).join()).toMatch(/^fine/);
    }
    expect(told(TARGETS, 'constraints', DATABASE_FACTS)).toEqual([]);
    expect(told(TARGETS, 'evolve', DATABASE_FACTS)).toEqual([]);
  });

  it.each<[string, Partial<DatabaseFacts>, RegExp]>([
    ['version', { ledger: { ...ledger, versions: [] } }, /^problem.*`dms-loader migrate`/],
    ['version', { ledger: { ...ledger, versions: [1, 3] } }, /^problem.*lacks migration 2 /],
    ['version', { ledger: { ...ledger, versions: [1, 2, 3, 4] } }, /^warning.*migration 4, of a newer package/],
    [
      'rights',
      { ledger: { ...ledger, missingRights: ['update on object_load'] } },
      /^problem.*may not update on object_load.*grant/,
    ],
  ])('the ledger is told of: %s %j', (check, wrong, text) => {
    expect(told(LEDGER, check, { ...DATABASE_FACTS, ...wrong }).join()).toMatch(text);
  });

  it.each<[string, object, RegExp]>([
    [
      'fit',
      { fault: { reason: 'table shop.item: no key', remedy: 'run: alter' } },
      /^problem \| table shop\.item: no key \| run: alter$/,
    ],
    ['constraints', { notes: ['shop.item: "name" is checked row by row'] }, /^warning.*row by row/],
    ['rights', { missingRights: ['delete'] }, /^problem.*grant delete on shop\.item to "loader"$/],
    ['evolve', { cannotEvolve: true }, /^warning.*alter table shop\.item owner/],
  ])('a target is told of: %s %j', (check, wrong, text) => {
    expect(told(TARGETS, check, { ...DATABASE_FACTS, ...ofTarget(wrong) }).join()).toMatch(text);
  });
});

describe('connections', () => {
  const consumers = (mostConcurrent: number | undefined, reserved?: number): ConsumerFacts => ({
    mappings: { facts: [{ ...MAPPING_FACTS, mostConcurrent } as MappingFacts] },
    functions: [{ facts: { ...FUNCTION_FACTS, reservedConcurrency: { facts: reserved } } }],
  });
  const look = (found: ConsumerFacts, limits: Partial<ConnectionFacts> = {}, workerConcurrency = 2): string =>
    told(CONNECTIONS, 'room', {
      connections: { ...DATABASE_FACTS.connections, ...limits },
      consumers: found,
      workerConcurrency,
    }).join();
  const worker: ConsumerFacts = { mappings: { facts: [] }, functions: [] };

  it.each<[string, string, RegExp]>([
    ['90 invocations, of 97 less 7 in use', look(consumers(90)), /^fine.*90 of 97 connections; others hold 7/],
    ['one more than are free', look(consumers(91)), /^warning.*MaximumConcurrency/],
    ['one more than there are', look(consumers(98)), /^problem.*MaximumConcurrency/],
    ['no bound but Lambda’s', look(consumers(undefined)), /^problem.*1000 invocations/],
    ['no bound but the function’s reserved concurrency', look(consumers(undefined, 20)), /^fine.*20 of 97/],
    ['a limit of the role', look(consumers(20), { limit: 10 }), /^problem.*20 connections, and the server has 10/],
    ['a worker', look(worker), /^fine.*worker’s 2 lanes/],
    ['a worker of many lanes', look(worker, { limit: 3 }, 4), /^problem.*LOADER_WORKER_CONCURRENCY/],
    ['mappings that may not be read', look({ mappings: UNREAD, functions: [] }), /^fine.*worker/],
  ])('are reckoned for all consumers: %s', (_, said, text) => {
    expect(said).toMatch(text);
  });
});

test('a clock may be 10 s off, either way', () => {
  const skew = (ms: number): string =>
    told(CLOCK, 'skew', {
      clocks: [
        { whose: 'S3', ahead: { facts: ms } },
        { whose: 'PostgreSQL', ahead: UNREAD },
      ],
    }).join();
  expect(skew(10_000)).toMatch(/^fine/);
  expect(skew(-10_000)).toMatch(/^fine/);
  expect(skew(10_600)).toMatch(/^warning.*S3 is 11 s ahead of/);
  expect(skew(-10_600)).toMatch(/^warning.*S3 is 11 s behind/);
});
