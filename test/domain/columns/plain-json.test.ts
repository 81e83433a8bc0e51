import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitsJsonb } from '../../../domain/columns/jsonb-limits.ts';
import { isPlainJson } from '../../../domain/columns/plain-json.ts';

const PLAIN = [
  '{}',
  '[]',
  'null',
  'true',
  'false',
  '0',
  '-0',
  '-12.50',
  '""',
  '"Größe, 서울"',
  '{"a":{"b":[1,2.5,{"c":null}]},"d":"e"}',
  '{ "a" : 1 ,\n\t"b" : [ ] ,\r "c" : { } }',
  `${'['.repeat(30)}${']'.repeat(30)}`,
  `"${'a'.repeat(2046)}"`,
];

const NOT_PLAIN = [
  '',
  ' ',
  '{',
  '}',
  '{"a"}',
  '{"a":}',
  '{"a":1,}',
  '{"a":1}}',
  '{"a":1 "b":2}',
  '{a:1}',
  '[1,]',
  '[,]',
  '[1',
  '[1 2]',
  '[1}',
  '"a',
  'tru',
  'nulls',
  '01',
  '-',
  '-a',
  '1.',
  '.5',
  '+1',
  '1 2',
  '"a\0b"',
  '{}\0',
  '"a\nb"',
  // JSON, but of the kinds that are left to others.
  '1e5',
  '1E5',
  '"\\n"',
  '"\\u0000"',
  '"half \ud83d of a pair"',
  '"\ufffd"',
  `${'['.repeat(31)}${']'.repeat(31)}`,
  `"${'a'.repeat(2047)}"`,
];

/** Pieces of JSON, whole and broken, in any order: most are none, and those that are differ from what is written elsewhere. */
const PIECES = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ':',
  ',',
  '"a"',
  '"a":',
  '0',
  '1',
  '-',
  '.',
  'e',
  'true',
  'null',
  ' ',
  '\\',
  'é',
  '\ud83d',
];

describe('plain JSON', () => {
  it.each(PLAIN)('is %s', text => {
    expect(isPlainJson(text)).toBe(true);
  });

  it.each(NOT_PLAIN)('is not %s', text => {
    expect(isPlainJson(text)).toBe(false);
  });

  it('P4: is JSON that jsonb can hold, whatever its pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }), pieces => {
        const text = pieces.join('');
        if (isPlainJson(text)) {
          expect(() => JSON.parse(text)).not.toThrow();
          expect(fitsJsonb(text)).toBe(true);
        }
      }),
      { numRuns: 20_000 },
    );
  });

  it('is what JSON.stringify writes of values without escapes and exponents', () => {
    const word = fc.stringMatching(/^[a-z ]{0,8}$/u);
    const { value } = fc.letrec(tie => ({
      value: fc.oneof(word, fc.integer(), fc.boolean(), fc.constant(null), tie('list'), tie('object')),
      list: fc.array(tie('value'), { maxLength: 3 }),
      object: fc.dictionary(word, tie('value'), { maxKeys: 3 }),
    }));

    fc.assert(
      fc.property(value, any => {
        expect(isPlainJson(JSON.stringify(any))).toBe(true);
        expect(isPlainJson(JSON.stringify(any, null, 2))).toBe(true);
      }),
    );
  });
});
