import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFECTS, type Defect } from './defects.ts';
import { faultsUnpatched, judge } from './judge.ts';
import { copyTree, plant } from './patched-tree.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe.each(DEFECTS)('the defect "$name"', ({ file, find, replace, found }) => {
  test('has a place in the code as it is, and changes it', () => {
    expect(textOf(file).split(find)).toHaveLength(2);
    expect(replace).not.toBe(find);
  });

  test('names a file of tests', () => {
    expect(textOf(found.by)).toContain("from 'vitest'");
  });
});

test('there are twelve defects', () => {
  expect(DEFECTS).toHaveLength(12);
});

test('a copy links to node_modules where that is a link itself, which the pattern node_modules/ does not ignore', () => {
  const root = mkdtempSync(join(tmpdir(), 'dms-loader-test-'));
  try {
    execFileSync('git', ['init', '-q'], { cwd: root });
    writeFileSync(join(root, '.gitignore'), 'node_modules/\n');
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
    const tree = copyTree(root);
    try {
      expect(readdirSync(tree.folder).toSorted()).toEqual(['.gitignore', 'node_modules']);
      expect(readlinkSync(join(tree.folder, 'node_modules'))).toBe(join(root, 'node_modules'));
    } finally {
      tree.remove();
    }
  } finally {
    rmSync(root, { recursive: true });
  }
});

describe('planting', () => {
  function planted(content: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'dms-loader-test-'));
    try {
      mkdirSync(join(folder, 'a'));
      writeFileSync(join(folder, 'a/b.ts'), content);
      plant(folder, { file: 'a/b.ts', find: 'x < y', replace: 'x <= y' });
      return readFileSync(join(folder, 'a/b.ts'), 'utf8');
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test('changes the one place', () => {
    expect(planted('if (x < y) {')).toBe('if (x <= y) {');
  });

  test.each([
    ['no place', 'if (x > y) {', '0 times'],
    ['two places', 'x < y && x < y', '2 times'],
  ])('refuses a patch that has %s', (_, content, says) => {
    expect(() => planted(content)).toThrow(says);
  });
});

describe('the judgement of a run', () => {
  const defect = {
    name: 'a defect',
    found: { by: 'a.test.ts', title: 'P1: holds', says: /expected 1 to be 2/u },
  } as unknown as Defect;
  const run = (...failures: readonly string[]) => [
    { title: 'group P1: holds', state: failures.length > 0 ? 'failed' : 'passed', failures },
  ];

  test('is that a failed assertion of the named test is a find', () => {
    const verdict = { isFound: true, says: 'group P1: holds' };
    expect(judge(defect, run('AssertionError: expected 1 to be 2 // Object.is equality\n    at ...'))).toEqual(verdict);
  });

  test.each([
    ['a test that passed', run(), '1 tests passed'],
    ['a test that was not run', [], '0 tests passed'],
    ['a crash', run('TypeError: x is not a function'), 'failed otherwise: TypeError: x is not a function'],
    ['a time-out', run('Error: Test timed out in 30000ms.\nexpected 1 to be 2'), 'failed otherwise: Error: Test timed'],
    ['another assertion', run('AssertionError: expected 3 to be 4'), 'failed otherwise: AssertionError: expected 3'],
    [
      'a crash behind which an assertion fails',
      run('ReferenceError: x is not defined', 'AssertionError: expected 1 to be 2'),
      'failed otherwise: ReferenceError',
    ],
  ])('is that %s is none', (_, told, says) => {
    expect(judge(defect, told)).toEqual({ isFound: false, says: expect.stringContaining(says) });
  });

  test('wants every named test to be there, and green without the defect', () => {
    expect(faultsUnpatched([defect], run())).toEqual([]);
    expect(faultsUnpatched([defect], [])).toEqual(['a defect: a.test.ts has no test "P1: holds"']);
    expect(faultsUnpatched([defect], run('Error: no\nat'))).toEqual([
      'a defect: is red without the defect: group P1: holds: Error: no',
    ]);
  });
});
