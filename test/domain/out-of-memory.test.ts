import { expect, it } from 'vitest';
import { outOfMemory } from '../../domain/out-of-memory.ts';

function zlibError(code: string): Error {
  return Object.assign(new Error('zlib says so'), { code });
}

it.each([
  ['an array buffer', new RangeError('Array buffer allocation failed')],
  ['zlib', zlibError('Z_MEM_ERROR')],
])('P8: memory that %s did not get is worth another try', (_, error) => {
  expect(outOfMemory(error)).toMatchObject({ code: 'UNEXPECTED', verdict: 'failed' });
});

it.each([
  new RangeError('Offset is outside the bounds of the DataView'),
  new RangeError('Invalid typed array length: 5000000000'),
  zlibError('Z_DATA_ERROR'),
  'Array buffer allocation failed',
])('any other error is none of memory: %s', error => {
  expect(outOfMemory(error)).toBeUndefined();
});
