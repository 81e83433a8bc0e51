import { describe, expect, it } from 'vitest';
import { generationOf, type LoadFile } from '../../../domain/reload/generation.ts';

const HOUR = 3_600_000;

/** A file by its name below the table's folder, last modified at an hour. */
function file([name, hour]: readonly [name: string, hour: number]): LoadFile {
  return { bucket: 'landing', key: `shop/item/${name}`, eTag: name, sizeBytes: 1, lastModifiedMs: hour * HOUR };
}

function namesOf(files: readonly LoadFile[]): string[] {
  return files.map(({ key }) => key.slice('shop/item/'.length));
}

describe('the newest full load', () => {
  it.each<[string, [string, number][], string[], string[]]>([
    [
      'all files of the only load',
      [
        ['LOAD00000001.csv', 1],
        ['LOAD00000002.csv', 2],
      ],
      ['LOAD00000001.csv', 'LOAD00000002.csv'],
      [],
    ],
    [
      'what a reload wrote, without what an earlier, longer load left',
      [
        ['LOAD00000001.csv', 9],
        ['LOAD00000002.csv', 10],
        ['LOAD00000003.csv', 3],
        ['LOAD00000004.csv', 4],
      ],
      ['LOAD00000001.csv', 'LOAD00000002.csv'],
      ['LOAD00000003.csv', 'LOAD00000004.csv'],
    ],
    [
      'files written within the second of the first',
      [
        ['LOAD00000001.csv', 9],
        ['LOAD00000002.csv', 9],
      ],
      ['LOAD00000001.csv', 'LOAD00000002.csv'],
      [],
    ],
    [
      'fact 1: numbers in hexadecimal, of any width, in whatever order they are listed',
      [
        ['LOAD10.csv', 12],
        ['LOAD0000000A.csv', 11],
        ['LOAD9.csv', 10],
        ['LOAD1.csv', 9],
        ['LOAD11.csv', 2],
      ],
      ['LOAD1.csv', 'LOAD9.csv', 'LOAD0000000A.csv', 'LOAD10.csv'],
      ['LOAD11.csv'],
    ],
    [
      'fact 1: each segment, which counts from 1 by itself',
      [
        ['SEGMENT1_LOAD00000001.csv', 9],
        ['SEGMENT2_LOAD00000001.csv', 8],
        ['SEGMENT2_LOAD00000002.csv', 1],
      ],
      ['SEGMENT1_LOAD00000001.csv', 'SEGMENT2_LOAD00000001.csv'],
      ['SEGMENT2_LOAD00000002.csv'],
    ],
    [
      'fact 1: each segment, of which an older one makes no file of another part of the newest load',
      [
        ['SEGMENT1_LOAD00000001.csv', 9],
        ['SEGMENT1_LOAD00000002.csv', 2],
        ['SEGMENT2_LOAD00000001.csv', 3],
        ['SEGMENT2_LOAD00000002.csv', 4],
      ],
      ['SEGMENT1_LOAD00000001.csv', 'SEGMENT2_LOAD00000001.csv', 'SEGMENT2_LOAD00000002.csv'],
      ['SEGMENT1_LOAD00000002.csv'],
    ],
    [
      'fact 1: each partition folder, which counts from 1 by itself',
      [
        ['p1/LOAD00000001.csv', 9],
        ['p1/LOAD00000002.csv', 1],
        ['p2/LOAD00000001.csv', 10],
      ],
      ['p1/LOAD00000001.csv', 'p2/LOAD00000001.csv'],
      ['p1/LOAD00000002.csv'],
    ],
    [
      'a file in the midst of it that was uploaded sooner than the first: only a tail can be left behind',
      [
        ['LOAD00000001.csv', 9],
        ['LOAD00000002.csv', 8],
        ['LOAD00000003.csv', 10],
      ],
      ['LOAD00000001.csv', 'LOAD00000002.csv', 'LOAD00000003.csv'],
      [],
    ],
    [
      'all files of a group whose first is gone: in doubt less is swept',
      [
        ['LOAD00000002.csv', 8],
        ['LOAD00000003.csv', 3],
      ],
      ['LOAD00000002.csv', 'LOAD00000003.csv'],
      [],
    ],
    [
      'all files of a load in two formats: in doubt less is swept',
      [
        ['LOAD00000001.csv', 1],
        ['LOAD00000002.csv', 2],
        ['LOAD00000001.parquet', 9],
      ],
      ['LOAD00000001.csv', 'LOAD00000001.parquet', 'LOAD00000002.csv'],
      [],
    ],
    ['nothing of files of changes', [['20260131-120000000.csv', 9]], [], []],
  ])('has %s', (_case, found, files, stale) => {
    const generation = generationOf(found.map(file));
    expect(namesOf(generation.files)).toEqual(files);
    expect(namesOf(generation.stale)).toEqual(stale);
  });

  it('has as many files as there are: a group takes no time that grows with its square', () => {
    const found = Array.from({ length: 100_000 }, (_, at) => file([`LOAD${(at + 1).toString(16)}.csv`, 9]));
    expect(generationOf(found).files).toHaveLength(100_000);
  });
});
