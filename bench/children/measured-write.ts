/**
 * The write path alone: `measured-write.ts <file> <full|upsert>` with DATABASE_URL. The rows are read, mapped and held in memory
 * before, and the encoder has run over some of them; from connecting to the known commit is measured. Prints JSON.
 */
import { encodeRows } from '../../adapters/postgres/copy/rows.ts';
import type { ChangeBatch } from '../../domain/change/change.ts';
import { intentFor, makeLocalLoader, planLocalFile } from '../planned-file.ts';

const WARMING_BATCHES = 5;

const [path = '', task = ''] = process.argv.slice(2);
const isFull = task === 'full';
const loader = makeLocalLoader(process.env['DATABASE_URL'] ?? '');
const planned = await planLocalFile(path, isFull ? 'load' : 'cdc', loader);
const batches = await Array.fromAsync(planned.changes());
const types = planned.plan.targets.map(({ type }) => type.sql);
for (const { columns, rowCount } of batches.slice(0, WARMING_BATCHES)) {
  Array.from(encodeRows(types, columns, rowCount));
}

const start = performance.now();
const applied = await write(batches);
const seconds = (performance.now() - start) / 1000;
await planned.close();
await loader.close();
console.log(JSON.stringify({ seconds, applied }));

async function write(changes: readonly ChangeBatch[]): Promise<number> {
  const intent = intentFor(planned, { key: `${task}-${Date.now()}`, isFull });
  const load = await loader.database.beginLoad(intent);
  if ('kind' in load) {
    return 0;
  }
  for (const batch of changes) {
    await load.add({ ...batch, writtenAtMicros: intent.writtenAtMicros });
  }
  const committed = await load.commit();
  return committed.kind === 'loaded' ? committed.counts.applied : 0;
}
