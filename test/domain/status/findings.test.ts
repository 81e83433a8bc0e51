import { expect, it } from 'vitest';
import { findings } from '../../../domain/status/findings.ts';
import { failureGroup, NOW, queueOf, situation, tableStatus } from '../../factories/situation.ts';

const HOUR = 3_600_000;

it('finds nothing where nothing fails, waits as a dead letter, or is set aside, however much the queue has', () => {
  expect(findings(situation({ queue: queueOf(1000) }))).toEqual([]);
});

it('names the worst first: failing files, dead letters, rows set aside, late tables', () => {
  const tables = [
    tableStatus('dmstest.a', { failing: 2 }),
    tableStatus('dmstest.b', { quarantined: 5 }),
    tableStatus('dmstest.c', { newestWrittenAtMs: NOW - 3 * HOUR }),
  ];
  const failures = [failureGroup('ROW_BAD', { rejected: 1 }), failureGroup('DEADLINE_NEAR', { failed: 1 })];
  const found = findings(
    situation({
      tables,
      failures,
      queue: queueOf(40),
      deadLetters: queueOf(11, { inFlight: 1 }),
      lateAfterMs: 2 * HOUR,
    }),
  );
  expect(found).toEqual([
    {
      kind: 'failing',
      objects: 2,
      codes: ['ROW_BAD', 'DEADLINE_NEAR'],
      states: ['failed', 'rejected'],
      targets: ['dmstest.a'],
    },
    { kind: 'dead-letters', letters: 12 },
    { kind: 'set-aside', rows: 5, targets: ['dmstest.b'] },
    { kind: 'late', targets: ['dmstest.c'], afterMs: 2 * HOUR, waiting: 40 },
  ]);
});

it('names no table for failing files among which are some of nobody knows which table', () => {
  const tables = [tableStatus('dmstest.a', { failing: 1 })];
  expect(findings(situation({ tables, failures: [failureGroup('ROW_BAD', { rejected: 2 })] }))).toMatchObject([
    { objects: 2, targets: [] },
  ]);
});

it('puts the code of most files first, whatever groups they are in', () => {
  const failures = [
    failureGroup('ROW_BAD', { rejected: 3 }),
    failureGroup('OBJECT_MISSING', { missing: 2 }),
    failureGroup('OBJECT_MISSING', { missing: 2 }),
  ];
  expect(findings(situation({ failures }))).toMatchObject([{ codes: ['OBJECT_MISSING', 'ROW_BAD'] }]);
});

it('calls no table late unless it is asked after how long', () => {
  const tables = [tableStatus('dmstest.a', { newestWrittenAtMs: NOW - 900 * HOUR })];
  expect(findings(situation({ tables }))).toEqual([]);
});

it('calls a table late that nothing was loaded into, and not one whose loads do not tell when they were written', () => {
  const never = { newestWrittenAtMs: undefined };
  const tables = [tableStatus('dmstest.a', { ...never, lastLoadedAtMs: undefined }), tableStatus('dmstest.b', never)];
  const deadLetters = { kind: 'unknown', reason: 'not set' } as const;
  expect(findings(situation({ tables, queue: deadLetters, deadLetters, lateAfterMs: HOUR }))).toEqual([
    { kind: 'late', targets: ['dmstest.a'], afterMs: HOUR, waiting: undefined },
  ]);
});

it('calls a table whose newest change is just as old as it may be not late', () => {
  const tables = [tableStatus('dmstest.a', { newestWrittenAtMs: NOW - HOUR })];
  expect(findings(situation({ tables, lateAfterMs: HOUR }))).toEqual([]);
});
