import { readdirSync, readFileSync } from 'node:fs';

const HERE = new URL('.', import.meta.url);

/** What pyarrow reads in a sample. */
export interface Expected {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly num_rows: number;
  readonly row_groups: readonly number[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Names of the samples that have their cells beside them. */
export const SAMPLES: readonly string[] = readdirSync(HERE)
  .filter(name => name.endsWith('.expected.json'))
  .map(name => name.replace('.expected.json', ''));

export function sampleBytes(name: string): Buffer {
  return readFileSync(new URL(`${name}.parquet`, HERE));
}

export function expectedOf(name: string): Expected {
  return JSON.parse(readFileSync(new URL(`${name}.expected.json`, HERE), 'utf8')) as Expected;
}
