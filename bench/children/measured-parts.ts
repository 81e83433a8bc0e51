/**
 * A part of the loader alone, without a database: `measured-parts.ts <file> <part>`. It does its work twice, first as a fresh
 * process does it, then warm. Prints the seconds of both as JSON.
 */
import { encodeRows } from '../../adapters/postgres/copy/rows.ts';
import type { ChangeBatch } from '../../domain/change/change.ts';
import { makeLocalLoader, planLocalFile } from '../planned-file.ts';

const [path = '', part = ''] = process.argv.slice(2);
const loader = makeLocalLoader('postgres://nobody@127.0.0.1:1/none');
const { file, plan, changes, close } = await planLocalFile(path, 'load', loader);

/** Each gives something of what it made, so that nothing of it can be left out. */
const PARTS: Readonly<Record<string, () => Promise<() => Promise<number>>>> = {
  async reader() {
    return async () => {
      let rows = 0;
      for await (const batch of file.read(plan.reads)) {
        rows += batch.rowCount;
      }
      return rows;
    };
  },
  async 'reader and mapper'() {
    return async () => {
      let rows = 0;
      for await (const batch of changes()) {
        rows += batch.rowCount;
      }
      return rows;
    };
  },
  async encoder() {
    const batches = await Array.fromAsync(changes());
    return async () => batches.reduce((bytes, batch) => bytes + encode(batch), 0);
  },
};

function encode({ columns, rowCount }: ChangeBatch): number {
  const types = plan.targets.map(({ type }) => type.sql);
  let bytes = 0;
  for (const buffer of encodeRows(types, columns, rowCount)) {
    bytes += buffer.length;
  }
  return bytes;
}

const work = await PARTS[part]?.();
const seconds: number[] = [];
let made = 0;
for (let pass = 0; pass < 2 && work !== undefined; pass += 1) {
  const start = performance.now();
  made += await work();
  seconds.push((performance.now() - start) / 1000);
}
await close();
console.log(JSON.stringify({ seconds, made }));
