import { describe, expect, test } from 'vitest';
import { parseJson, valueAt } from '../../../domain/notification/json.ts';

describe('valueAt', () => {
  test('finds what a message holds, step by step', () => {
    expect(valueAt({ s3: { object: { size: 0 } } }, 's3', 'object', 'size')).toBe(0);
    expect(valueAt({ s3: null }, 's3', 'object')).toBeUndefined();
    expect(valueAt(['a'], '0')).toBeUndefined();
    expect(valueAt('text', 'length')).toBeUndefined();
  });

  test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('P11: finds no inherited %s', name => {
    expect(valueAt({}, name)).toBeUndefined();
  });

  test('P11: takes an own __proto__ for a field like any other', () => {
    expect(valueAt(parseJson('{"__proto__":{"key":1}}'), 'key')).toBeUndefined();
    expect(valueAt(parseJson('{"__proto__":{"key":1}}'), '__proto__', 'key')).toBe(1);
  });
});
