import { expect, it } from 'vitest';
import type { Finding } from '../../domain/status/findings.ts';
import { verdictLine } from '../../handlers/cli/status/verdict.ts';
import { situation, tableStatus } from '../factories/situation.ts';

const HOUR = 3_600_000;

it('says that all is well with the age of the newest change of all tables', () => {
  const tables = [
    tableStatus('dmstest.a', { newestWrittenAtMs: 0 }),
    tableStatus('dmstest.b'),
    tableStatus('dmstest.c'),
  ];
  expect(verdictLine([], situation({ tables }))).toBe('all well: 3 tables, the newest change is 12 s old');
});

it('says of nothing loaded and of dead letters that nobody can see', () => {
  const tables = [tableStatus('dmstest.a', { newestWrittenAtMs: undefined })];
  expect(verdictLine([], situation({ tables, deadLetters: { kind: 'unknown', reason: 'not set' } }))).toBe(
    'all well: 1 table, no change is loaded yet; dead letters are not known',
  );
});

it.each<[Finding, string]>([
  [
    { kind: 'failing', objects: 3, codes: ['ROW_BAD'], states: ['rejected'], targets: ['dmstest.test_product'] },
    'failing: 3 files of dmstest.test_product (ROW_BAD), see `dms-loader ledger --state rejected`',
  ],
  [
    { kind: 'failing', objects: 1, codes: ['A', 'B', 'C', 'D', 'E'], states: ['failed', 'missing'], targets: [] },
    'failing: 1 file (A, B, C and 2 more), see `dms-loader ledger --state failed --state missing`',
  ],
  [{ kind: 'dead-letters', letters: 12 }, '12 dead letters: `dms-loader dlq ls`'],
  [
    { kind: 'set-aside', rows: 1, targets: ['dmstest.x'] },
    'set aside: 1 row of dmstest.x, see `dms-loader quarantine ls dmstest.x`',
  ],
  [
    { kind: 'set-aside', rows: 2, targets: ['dmstest.x', 'dmstest.y'] },
    'set aside: 2 rows of dmstest.x, dmstest.y, see `dms-loader quarantine ls`',
  ],
  [
    { kind: 'late', targets: ['dmstest.x'], afterMs: 2 * HOUR, waiting: 40 },
    'late: nothing of dmstest.x written in the last 2 h, with 40 messages waiting',
  ],
  [
    { kind: 'late', targets: ['dmstest.x'], afterMs: 2 * HOUR, waiting: 0 },
    'late: nothing of dmstest.x written in the last 2 h, with nothing waiting: look at the DMS task, and at the notifications of the bucket',
  ],
  [
    { kind: 'late', targets: ['dmstest.x'], afterMs: 2 * HOUR, waiting: undefined },
    'late: nothing of dmstest.x written in the last 2 h',
  ],
])('says what is wrong, and where to look: %j', (finding, line) => {
  expect(verdictLine([finding], situation())).toBe(line);
});

it('says all that is wrong in one line, in the order of the findings', () => {
  const found: readonly Finding[] = [
    { kind: 'dead-letters', letters: 1 },
    { kind: 'late', targets: ['a.b\n'], afterMs: 90_000, waiting: undefined },
  ];
  expect(verdictLine(found, situation())).toBe(
    '1 dead letter: `dms-loader dlq ls`; late: nothing of a.b? written in the last 2 min',
  );
});
