import { describe, expect, test } from 'vitest';
import { LoaderError } from '../../domain/errors.ts';

describe('the sentence of a LoaderError', () => {
  test('P7: says place, value, reason and remedy', () => {
    const error = new LoaderError('ROW_BAD', {
      object: 's3://b/k',
      row: 3,
      column: 'PRICE',
      value: '1.234,50',
      reason: 'is no number',
      remedy: 'correct it',
    });
    expect(error.message).toBe('s3://b/k, row 3, column PRICE: "1.234,50" is no number; correct it');
  });

  test('P11: stays one line without commands, whatever its parts hold', () => {
    const hostile = 'a\r\nb\u001b[31mc\u0085d\u2028e\u202ef';
    const error = new LoaderError('ROW_BAD', {
      object: hostile,
      column: hostile,
      value: hostile,
      reason: hostile,
      remedy: hostile,
    });
    expect(error.message).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202e]/u);
    expect(error.message).toContain('a??b?[31mc?d?e?f');
  });
});
