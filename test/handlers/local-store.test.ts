import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeLocalStore } from '../../handlers/cli/files/local-store.ts';
import { BUCKET, memoryStore } from '../doubles/store.ts';

it('a store of local files closes each that it opened, and opens it again when it is asked to', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dms-loader-store-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const items = ['one', 'two'].map(key => ({ bucket: BUCKET, key, path: join(folder, key), isNamed: true }));
  await Promise.all(items.map(({ path }) => writeFile(path, '0123456789')));
  const elsewhere = memoryStore();
  elsewhere.put('three', Buffer.from('abc'));
  const store = makeLocalStore(items, elsewhere);

  const files = await Promise.all(['one', 'two', 'three'].map(key => store.open({ bucket: BUCKET, key })));
  await store.closeFiles();
  const reads = await Promise.allSettled(files.map(file => file.read(0, 3)));
  expect(reads.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);

  const again = await store.open({ bucket: BUCKET, key: 'one' });
  expect(Buffer.from(await again.read(0, 3)).toString()).toBe('012');
  await store.closeFiles();
});
