/** Every hostile file ends as its class says, in a process of its own, within its time and memory. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { objectUrl } from '../../domain/object/identity.ts';
import { HOSTILE_GROUPS } from './classes/groups.ts';
import type { HostileClass } from './hostile-class.ts';
import { type Ending, MEMORY_MIB, makeReaders, type Reader } from './readers.ts';

/** A message is one line of a log, and no text of the file's makes it longer. */
const LONGEST_MESSAGE = 1000;

let folder: string;
let reader: Reader;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dms-loader-hostile-'));
  reader = makeReaders(2);
});
afterAll(async () => {
  reader.close();
  await rm(folder, { recursive: true });
});

let files = 0;

async function endingOf({ bytes }: HostileClass, key: string): Promise<Ending> {
  files++;
  const path = join(folder, `${files}`);
  await writeFile(path, bytes());
  const ending = await reader.read({ path, key });
  await rm(path);
  return ending;
}

test('P11: there are more than sixty classes of hostile files that are refused, each with a name of its own', () => {
  const refused = HOSTILE_GROUPS.flatMap(({ title, classes }) =>
    classes.filter(({ ends }) => 'code' in ends).map(({ name }) => `${title}: ${name}`),
  );
  expect(new Set(refused).size).toBe(refused.length);
  expect(refused.length).toBeGreaterThan(60);
});

// Most take milliseconds; on a busy machine the largest wait for the processor.
describe.each(HOSTILE_GROUPS)('P11: $title', { timeout: 90_000 }, ({ key, classes }) => {
  // Two at a time: while one process reads, the file of the other is made.
  test.concurrent.each(classes)('P11: $name', async hostile => {
    const { peakMib, message, ...ending } = await endingOf(hostile, key);
    const { ends } = hostile;
    if ('code' in ends) {
      for (const words of [objectUrl({ bucket: 'landing', key }), ...ends.says]) {
        expect({ ...ending, message }).toMatchObject({ code: ends.code, message: expect.stringContaining(words) });
      }
      expect(message).not.toMatch(/\p{Cc}/u);
      expect(message?.length).toBeLessThan(LONGEST_MESSAGE);
    } else {
      expect({ ...ending, message }).toMatchObject({ ...ends, message: undefined });
    }
    expect(peakMib).toBeLessThan(MEMORY_MIB);
  });
});
