import { beforeEach, expect, test } from 'vitest';
import { consumeMessage } from '../../pipeline/consume-message.ts';
import { watchFailures } from '../../pipeline/watch-failures.ts';
import { memoryStore } from '../doubles/store.ts';
import { loadKey, productFile } from '../factories/dms-files.ts';
import { announcement, messageOf } from '../promises/support/messages.ts';
import { productLoader, useProducts } from '../promises/support/products.ts';

const products = useProducts();
beforeEach(() => products.empty());

test('a letter about a file that is written again has not ended because its former write is loaded', async () => {
  const database = products.connect();
  const store = memoryStore();
  const loader = productLoader(database, store);
  const consume = (body: string) => consumeMessage(messageOf(body), Date.now() + 60_000, loader);
  const place = store.put(loadKey(1), productFile([{ op: 'I', id: 1n }]));
  expect(await consume(announcement(store, loadKey(1)))).toMatchObject({ outcome: 'loaded' });
  store.put(loadKey(1), new Uint8Array(40));

  const watch = await watchFailures(database.letters, 20);
  const watched = watch.after([{ objects: [place], isDone: false }]);
  expect(await consume(announcement(store, loadKey(1)))).toMatchObject({ outcome: 'rejected' });
  expect(await watched).toBe('1 of 1 that ended have failed, which is more than 20 %');
  // One that was judged loaded has ended well whatever comes.
  const place2 = store.put(loadKey(2), productFile([{ op: 'I', id: 2n }]));
  const loaded = watch.after([{ objects: [place2], isDone: false }]);
  expect(await consume(announcement(store, loadKey(2)))).toMatchObject({ outcome: 'loaded' });
  expect(await loaded).toContain('1 of 2');
  expect(await watch.after([{ objects: [], isDone: true }])).toContain('1 of 3');
  expect(watch.remark()).toBeUndefined();
});
