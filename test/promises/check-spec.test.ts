import { describe, expect, it } from 'vitest';
import { faultsOf } from './check-spec.ts';

const SPEC = `
| | Promise |
|---|---|
| **P1** | **Once.** Each change ... |
| **P2** | **No claim outlives its holder.** P3 is not promised here. |
`;

/** Written apart, so that the check of this very file does not take it for a title. */
const title = (number: string) => `test('${number}: holds', () => {});`;

describe('the check of the promises', () => {
  it('is content when every promise has a test and every test a promise', () => {
    const tests = new Map([
      ['a.test.ts', title('P1')],
      ['b.test.ts', `it.each([1, 2])("${'P2'}: holds for %i", () => {}); it('P is no number: fine', () => {});`],
    ]);
    expect(faultsOf(SPEC, tests)).toEqual([]);
  });

  it('names a promise without a test; a number inside a title does not count', () => {
    const tests = new Map([['a.test.ts', `${title('P1')} test('shows P2: no', () => {});`]]);
    expect(faultsOf(SPEC, tests)).toEqual(['P2 of docs/spec.md has no test whose title begins with it']);
  });

  it('names a test of something that is not promised', () => {
    const tests = new Map([['a.test.ts', [title('P1'), title('P2'), title('P12')].join('\n')]]);
    expect(faultsOf(SPEC, tests)).toEqual(['a.test.ts has a test of P12, which docs/spec.md does not promise']);
  });

  it('does not take a specification without a table for one that is kept', () => {
    expect(faultsOf('# What it promises', new Map())).toHaveLength(1);
  });
});
