import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { runLoad } from '../../handlers/cli/files/load.ts';
import { runReconcile } from '../../handlers/cli/reconcile/reconcile.ts';
import { keptOutput } from '../doubles/output.ts';
import { changesKey, loadKey, productFile } from '../factories/dms-files.ts';
import { useStack } from './stack.ts';

const stack = useStack();

interface Answer {
  readonly exitCode: number;
  readonly text: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly document: Document;
}

interface Document {
  readonly isFine: boolean;
  readonly objects: number;
  readonly findings: Readonly<Record<string, readonly { readonly object: string; readonly why: string }[]>>;
  readonly enqueued?: { readonly isDone: boolean; readonly messages: number };
  readonly tables?: readonly { readonly problems: readonly string[] }[];
}

/** In this process, whose environment is that of the stack; all is older than the grace unless it is said otherwise. */
async function reconcile(options: Readonly<Record<string, unknown>> = {}, place = ''): Promise<Answer> {
  const { output, said } = keptOutput();
  const { environment } = stack();
  const args = [url(place)];
  const exitCode = await runReconcile({ args, options: { grace: '0s', ...options }, environment, output });
  const document = said.document as Document & { counts: Record<string, number> };
  const counts = Object.fromEntries(Object.entries(document.counts).filter(([, count]) => count > 0));
  return { exitCode, text: said.text, counts, document };
}

const url = (objectKey: string): string => `s3://${stack().bucket}/${objectKey}`;
const file = (id: bigint) => productFile([{ op: 'I', id, name: `product ${id}` }]);
const key = (second: number) => changesKey(`20260131${100_000_000 + second * 1000}`);

async function load(...keys: string[]): Promise<void> {
  const { output } = keptOutput();
  await runLoad({ args: keys.map(url), options: {}, environment: stack().environment, output });
}

function remove(objectKey: string): Promise<unknown> {
  return stack().s3.send(new DeleteObjectCommand({ Bucket: stack().bucket, Key: objectKey }));
}

beforeEach(async () => {
  await stack().query(`truncate dmstest.test_product, dms_loader.object_slice, dms_loader.table_floor, dms_loader.operator_action,
    dms_loader.object_load, dms_loader.table_load, dms_loader.load_attempt, dms_loader.quarantined_row`);
  const { Contents: objects = [] } = await stack().s3.send(new ListObjectsV2Command({ Bucket: stack().bucket }));
  await Promise.all(objects.map(({ Key = '' }) => remove(Key)));
});

/** Sets a row of a loaded file aside, as a load would have. */
async function setAside(objectKey: string): Promise<void> {
  await stack().query(`with t as (
    update dms_loader.table_load t set rows_applied = 0, rows_quarantined = 1 from dms_loader.object_load o
    where o.object_load_id = t.object_load_id and o.object_key = '${objectKey}' returning t.*)
  insert into dms_loader.quarantined_row
    (object_load_id, table_load_id, target_schema, target_table, written_at, row_number, faults, source_row)
  select object_load_id, table_load_id, target_schema, target_table, written_at, 1, '[]', '{}' from t`);
}

describe('reconcile', () => {
  it('tells of each key whether it is loaded, missing, changed, gone, stuck or set aside', async () => {
    for (const second of [1, 2, 3, 4]) {
      await stack().put(key(second), file(BigInt(second)));
    }
    await stack().put(loadKey(1), productFile([{ id: 10n }]));
    await stack().put(key(5), new TextEncoder().encode('no Parquet'));
    await stack().put(key(6), new TextEncoder().encode('no Parquet either'));
    await load('dmstest/');
    await setAside(key(4));
    await stack().put(key(2), file(22n));
    await remove(key(3));
    await remove(key(6));
    await stack().put(key(7), file(7n));
    await stack().put('dmstest/test_product/readme.txt', file(8n));
    await stack().put('other/table/20260131-100008000.parquet', file(9n));

    const { exitCode, text, counts, document } = await reconcile();
    expect(counts).toEqual({
      loaded: 3,
      missing: 1,
      changed: 1,
      gone: 1,
      'gone-unloaded': 1,
      stuck: 1,
      quarantined: 1,
      unmapped: 1,
      'no-data': 1,
    });
    expect(exitCode).toBe(1);
    expect(document).toMatchObject({ isFine: false, objects: 8, problems: 5, writes: 7 });
    const objects = Object.entries(document.findings).flatMap(([kind, all]) => all.map(({ object }) => [kind, object]));
    expect(Object.fromEntries(objects)).toEqual({
      missing: url(key(7)),
      changed: url(key(2)),
      gone: url(key(3)),
      'gone-unloaded': url(key(6)),
      stuck: url(key(5)),
      quarantined: url(key(4)),
      unmapped: url('other/table/20260131-100008000.parquet'),
      'no-data': url('dmstest/test_product/readme.txt'),
    });
    expect(text).toMatch(
      /stuck: 1\n {4}s3:\/\/landing\/\S+000\.parquet, \S+Z: was refused: .*\(PARQUET_NOT_PARQUET\)/u,
    );
    expect(text).toContain('quarantined: 1');
    expect(text.split('\n').at(-1)).toBe(
      's3://landing/: something is wrong; 8 objects, 1 missing, 1 changed, 1 gone-unloaded, 1 stuck, 1 quarantined, 3 loaded, 1 gone, 1 unmapped, 1 no-data',
    );
  });

  it('P5: takes a LOAD file that was written again, with equal bytes, for another one', async () => {
    await stack().put(loadKey(1), productFile([{ id: 1n }]));
    await load('dmstest/');
    expect((await reconcile()).counts).toEqual({ loaded: 1 });
    await stack().query(`update dms_loader.object_load set last_modified = last_modified - interval '1 day'`);
    expect((await reconcile()).counts).toEqual({ changed: 1 });
  });

  it('leaves what is younger than the grace alone, and what was written at another time', async () => {
    await stack().put(key(1), new TextEncoder().encode('no Parquet'));
    await stack().put(key(2), new TextEncoder().encode('no Parquet'));
    await load('dmstest/');
    await remove(key(2));
    await stack().put(key(3), file(3n));
    const young = await reconcile({ grace: '15m' });
    expect(young.counts).toEqual({ 'on-its-way': 3 });
    expect(young.exitCode).toBe(0);
    expect(young.text).toContain('nothing is wrong');
    expect((await reconcile({ until: '1h' })).counts).toEqual({ outside: 3 });
    expect((await reconcile({ since: '1h' })).counts).toEqual({ missing: 1, stuck: 1, 'gone-unloaded': 1 });
  });

  it('misses nothing that was written below the floor of its table', async () => {
    await stack().put(key(1), file(1n));
    await stack().put(key(2), file(2n));
    await stack().query(`insert into dms_loader.table_floor (target_schema, target_table, written_at, row_number, reason)
      values ('dmstest', 'test_product', '2026-01-31T10:00:02Z', 0, 'truncate')`);
    expect((await reconcile()).counts).toEqual({ pruned: 1, missing: 1 });
  });

  it('looks below its prefix only', async () => {
    await stack().put(key(1), file(1n));
    await stack().put('dmstest/test_product/2026/20260131-100001000.parquet', file(2n));
    await load('dmstest/');
    const { counts, text } = await reconcile({}, 'dmstest/test_product/2026/');
    expect(counts).toEqual({ loaded: 1 });
    expect(text).toBe('s3://landing/dmstest/test_product/2026/: nothing is wrong; 1 object, 1 loaded');
    expect((await reconcile({}, 'dmst')).counts).toEqual({ loaded: 2 });
    expect((await reconcile({}, key(1))).counts).toEqual({ loaded: 1 });
  });
});

describe('reconcile --rows', () => {
  it('finds what rows of the target and the ledger say against each other', async () => {
    await stack().put(
      key(1),
      productFile([
        { op: 'I', id: 1n },
        { op: 'I', id: 2n },
      ]),
    );
    await stack().put(
      key(2),
      productFile([
        { op: 'U', id: 2n },
        { op: 'D', id: 1n },
        { op: 'I', id: 3n },
      ]),
    );
    await load('dmstest/');
    const fine = await reconcile({ rows: true });
    expect(fine.document.tables).toMatchObject([{ target: 'dmstest.test_product', found: { rows: 2, loads: 1 } }]);
    expect(fine.exitCode).toBe(0);

    await stack().query('delete from dmstest.test_product where product_id = 3');
    const short = await reconcile({ rows: true });
    expect(short.exitCode).toBe(1);
    expect(short.text).toMatch(/of the 3 changes of the newest load \(_dms_load \d+, s3:\S+\) 2 are there/u);

    await stack().query(`insert into dmstest.test_product (product_id, _dms_written_at, _dms_row, _dms_load)
      select 10 + n, now(), n, (select max(_dms_load) from dmstest.test_product) from generate_series(1, 9) n`);
    expect((await reconcile({ rows: true })).text).toMatch(
      /1 loads have more rows than they brought, such as _dms_load/u,
    );
    await stack().query('update dmstest.test_product set _dms_load = 999999 where product_id > 10');
    expect((await reconcile({ rows: true })).text).toContain('9 rows are of loads that the ledger does not have');

    await stack().query('alter table dmstest.test_product rename to moved');
    const lacking = await reconcile({ rows: true });
    await stack().query('alter table dmstest.moved rename to test_product');
    expect(lacking.text).toContain('(TARGET_NOT_MIGRATED)');
    expect(lacking.exitCode).toBe(1);
  });
});
