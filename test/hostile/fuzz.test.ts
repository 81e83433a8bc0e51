import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';
import { makeReaders, type Reader } from './readers.ts';

let folder: string;
let reader: Reader;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dms-loader-fuzz-'));
  reader = makeReaders(2);
});
afterAll(async () => {
  reader.close();
  await rm(folder, { recursive: true });
});

test('P11: 400 files damaged at random are read or refused by name, within memory and time', {
  timeout: 120_000,
}, async () => {
  const { read, refused, findings } = await fuzz({ seed: 20_261_122, count: 400, folder, reader });
  expect(findings).toEqual([]);
  expect(read + refused).toBe(400);
  expect(refused).toBeGreaterThan(200);
  expect(read).toBeGreaterThan(20);
});
