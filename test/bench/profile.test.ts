import { describe, expect, it } from 'vitest';
import { sharesOf } from '../../bench/cpu-shares.ts';
import { phaseOf } from '../../bench/statement-phases.ts';

function node(id: number, functionName: string, [url, ...children]: readonly [string, ...number[]]) {
  return { id, callFrame: { functionName, url }, children };
}

it('gives the time of a sample to the part of the loader that was at work, and of what has no file to its caller', () => {
  const shares = sharesOf({
    nodes: [
      node(1, '(root)', ['', 2, 4, 6]),
      node(2, 'decodePage', ['file:///app/adapters/parquet/pages.ts', 3]),
      node(3, 'utf8Slice', ['']),
      node(4, 'mapBatch', ['file:///app/domain/table/map-batch.ts', 5]),
      node(5, '(garbage collector)', ['']),
      node(6, '(idle)', ['']),
    ],
    samples: [2, 3, 3, 4, 5, 6],
    timeDeltas: [1_000_000, 500_000, 500_000, 250_000, 125_000, 4_000_000],
  });

  expect(shares).toEqual({ decode: 2, map: 0.25, 'garbage collection': 0.125, waiting: 4 });
});

describe('phases by statement', () => {
  it.each([
    ['copy pg_temp.dms_stage ("a") from stdin (format binary)', 'COPY'],
    ['begin;\nselect pg_try_advisory_xact_lock(1);\ninsert into dms_loader.object_load as o', 'claim'],
    ['with upserted as (insert into "shop"."item" as t select 1) select 1', 'merge'],
    ['insert into dms_loader.table_load values (1);\ncommit', 'record and commit'],
    ['select 1', 'other statements'],
  ])('%s', (text, phase) => {
    expect(phaseOf(text)).toBe(phase);
  });
});
