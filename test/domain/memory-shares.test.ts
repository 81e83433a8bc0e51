import { expect, it } from 'vitest';
import { memoryMibFor, memoryShares } from '../../domain/memory-shares.ts';

const MEBIBYTE = 1024 * 1024;

it.each([320, 512, 1024, 3008, 10_240])('P10: the shares of a process of %i MiB leave it 192 of its own', memoryMib => {
  const { fetchBytes, pageBytes, dictionaryBytes, batchBytes } = memoryShares(memoryMib);
  // Two reads, pages and their texts of up to two bytes a character, and a COPY of as much as a page.
  const held = 2 * fetchBytes + 3 * pageBytes + dictionaryBytes + batchBytes + pageBytes;
  expect(held / MEBIBYTE).toBeLessThanOrEqual(memoryMib - 192);
});

it('P10: readers that work at the same time divide it', () => {
  const alone = memoryShares(1216);
  expect(alone.pageBytes).toBe(128 * MEBIBYTE);
  expect(memoryShares(1216, 4).pageBytes).toBe(32 * MEBIBYTE);
});

it('tells with how much memory bytes would fit', () => {
  const bytes = 100 * MEBIBYTE + 1;
  for (const readers of [1, 3]) {
    const memoryMib = memoryMibFor(bytes, { readers });
    expect(memoryShares(memoryMib, readers).pageBytes).toBeGreaterThanOrEqual(bytes);
    expect(memoryShares(memoryMib - 8 * readers, readers).pageBytes).toBeLessThan(bytes);
  }
});
