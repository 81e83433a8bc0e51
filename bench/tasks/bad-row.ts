/**
 * What does one row cost that only the database refuses? The same file goes twice into the same empty target, under the same
 * policy: once a CHECK refuses no row, once it refuses one. Both go over the stage, as the target has a say in what is bad.
 */
import type { Contender, Measurement } from '../contenders/contender.ts';
import { productFile } from '../files/product-file.ts';
import type { Place } from '../options.ts';
import { median } from '../report/lines.ts';
import { prepare, withClient } from '../server.ts';

export interface BadRowLine {
  readonly rows: number;
  readonly place: Place;
  readonly statements: number;
  /** 2 log2 of the rows. */
  readonly mostStatements: number;
  readonly cleanSeconds: number;
  readonly seconds: number;
  /** Median of the ratios of each round. */
  readonly ratio: number;
}

const MOST_RATIO = 3;

export function isWithinBounds({ statements, mostStatements, ratio }: BadRowLine): boolean {
  return statements <= mostStatements && ratio < MOST_RATIO;
}

export function sentenceOf(line: BadRowLine): string {
  const { rows, place, statements, mostStatements, cleanSeconds, seconds, ratio } = line;
  const counted = `${statements} statements (2 log2(n) is ${mostStatements.toFixed(1)})`;
  const times = `${seconds.toFixed(2)} s, clean ${cleanSeconds.toFixed(2)} s: ${ratio.toFixed(2)} times`;
  return `${rows.toLocaleString('en')} rows, the bad one ${place}: ${counted}, ${times}`;
}

export async function measureBadRow(
  loader: Contender,
  { rows, rounds, place }: { rows: number; rounds: number; place: Place },
): Promise<BadRowLine> {
  const path = productFile(rows, { number: 1, op: 'I' });
  const bad = { first: 1, middle: Math.ceil(rows / 2), last: rows }[place];
  const measured: { readonly clean: Measurement; readonly dirty: Measurement }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const work = { task: 'full', rows, path, round } as const;
    await refuse(loader, 0);
    const clean = await loader.measure({ ...work, badRows: 0 });
    await refuse(loader, bad);
    measured.push({ clean, dirty: await loader.measure({ ...work, badRows: 1 }) });
  }
  return {
    rows,
    place,
    statements: Math.max(...measured.map(({ dirty }) => dirty.searchStatements ?? Number.NaN)),
    mostStatements: 2 * Math.log2(rows),
    cleanSeconds: median(measured.map(({ clean }) => clean.seconds)) ?? Number.NaN,
    seconds: median(measured.map(({ dirty }) => dirty.seconds)) ?? Number.NaN,
    ratio: median(measured.map(({ clean, dirty }) => dirty.seconds / clean.seconds)) ?? Number.NaN,
  };
}

/** Empties the target and has it refuse the product of a number; there is none of number 0. */
async function refuse({ databaseUrl }: Contender, id: number): Promise<void> {
  await withClient(databaseUrl, client =>
    client.query(`alter table dmstest.test_product drop constraint if exists not_this_one,
      add constraint not_this_one check (product_id <> ${id}) not valid`),
  );
  await prepare(databaseUrl, true);
}
