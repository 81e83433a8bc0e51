import { describe, expect, it } from 'vitest';
import { runTraceFile } from '../../handlers/cli/trace/file.ts';
import { runTraceRow } from '../../handlers/cli/trace/row.ts';
import { keptOutput } from '../doubles/output.ts';
import { useCheckShop } from './check-shop.ts';

const shop = useCheckShop();
const HEADER = 'Op,ID,NAME,SIZE';
const FIRST = 's3://landing/shop/item/20260201-000000000.csv';
const SECOND = 's3://landing/shop/item/20260202-000000000.csv';

async function load(): Promise<void> {
  await shop.run('load', await shop.file('shop/item/20260201-000000000.csv', HEADER, 'I,1,a,1', 'I,2,b,2'));
  await shop.run('load', await shop.file('shop/item/20260202-000000000.csv', HEADER, 'U,2,c,3', 'D,1,,'));
}

async function trace(command: 'file' | 'row', ...args: readonly string[]) {
  const { output, said } = keptOutput();
  const run = command === 'file' ? runTraceFile : runTraceRow;
  const exitCode = await run({ args, options: {}, environment: shop.environment(), output });
  return { exitCode, text: said.text, document: said.document };
}

describe('dms-loader trace row', () => {
  it('says which row of which file made a row, which message brought it, and the line of the ledger', async () => {
    await load();
    const { exitCode, text } = await trace('row', 'shop.item', '2');
    const [first, ...lines] = text.split('\n');
    expect(first).toMatch(
      /^shop\.item "2" stands, as row 1 of s3:\/\/landing\/shop\/item\/20260202-000000000\.csv made it, written 2026-02-02T00:00:00\.000000Z, loaded by message command-line, receive 1 at \d{4}-\S+Z$/u,
    );
    expect(lines[0]).toMatch(/^s3:\S+20260202-000000000\.csv: loaded; ETag \S+, \d+ bytes; first seen \d{4}-/u);
    expect(lines[1]).toContain(
      '    shop.item: 2 rows, 2 applied, 0 superseded; written 2026-02-02T00:00:00.000Z, loaded ',
    );
    expect(exitCode).toBe(0);
  });

  it('names the delete of a row that is gone, also by the name of its source', async () => {
    await load();
    const { exitCode, text } = await trace('row', 'SHOP.ITEM', '1');
    expect(text).toContain(`shop.item "1" is deleted, as row 2 of ${SECOND} made it`);
    expect(exitCode).toBe(0);
  });

  it('exits with 1 for a row of which nothing is known', async () => {
    expect(await trace('row', 'shop.item', '3')).toMatchObject({
      exitCode: 1,
      text: 'shop.item "3" is not there, and no delete of it is known',
      document: { target: 'shop.item', key: ['3'], state: 'absent', madeBy: null, file: null },
    });
  });

  it('says that a row was placed by a retry', async () => {
    const path = await shop.file('shop/aside/20260201-000000000.csv', HEADER, 'I,1,a,many');
    await shop.run('load', path);
    await shop.query(`update dms_loader.quarantined_row set source_row = jsonb_set(source_row, '{cells}',
      (select jsonb_agg(case c->>'name' when 'SIZE' then c || '{"value": "7"}' else c end)
        from jsonb_array_elements(source_row->'cells') c))`);
    expect((await trace('row', 'shop.aside', '1')).exitCode).toBe(1);
    expect((await shop.cliAlone('quarantine', 'retry', 'shop.aside')).exitCode).toBe(0);
    expect((await trace('row', 'shop.aside', '1')).text).toMatch(/; it was set aside first, and placed \d{4}-\S+Z\n/u);
  });

  it('prints one document for programs', async () => {
    await load();
    const { exitCode, stdout } = await shop.cliAlone('trace', 'row', 'shop.item', '2', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      target: 'shop.item',
      key: ['2'],
      state: 'present',
      madeBy: {
        writtenAt: '2026-02-02T00:00:00.000000Z',
        row: 1,
        load: { object: SECOND, message: 'command-line', receive: 1, releasedAt: null },
      },
      floor: null,
      file: { state: 'loaded', tables: [{ counts: { read: 2 } }], attempts: [{ outcome: 'loaded' }] },
    });
    expect(exitCode).toBe(0);
  });

  it.each([
    [['shop.itme', '1'], '"shop.itme" is no mapped table; did you mean shop.item?'],
    [['shop.item', 'one'], '"one" is no value of id, which is integer in shop.item'],
    [['shop.item', '1', '2'], '"1 2" has 2 of the 1 parts of the key of shop.item'],
    [['shop.log', '1'], '"shop.log" has no key'],
  ])('refuses %j with its remedy', async (args, said) => {
    await expect(trace('row', ...args)).rejects.toMatchObject({
      code: 'COMMAND_INVALID',
      message: expect.stringContaining(said),
    });
  });
});

describe('dms-loader trace file', () => {
  it('tells writes, attempts and counts, for people and for programs', async () => {
    await load();
    const { exitCode, text, document } = await trace('file', FIRST);
    expect(text).toMatch(/^s3:\S+: loaded; ETag /u);
    expect(text).toMatch(/\n {4}\d{4}-\S+Z message command-line, receive 1: loaded$/u);
    expect(document).toMatchObject({ object: FIRST, writes: [{ state: 'loaded', setAside: 0 }], removals: [] });
    expect(exitCode).toBe(0);
  });

  it('names the error of a file that failed, and the rows that wait', async () => {
    await shop.run('load', await shop.file('shop/item/20260203-000000000.csv', HEADER, 'I,1,a,many'));
    const { text } = await trace('file', 's3://landing/shop/item/20260203-000000000.csv');
    expect(text).toMatch(/csv: rejected; .*\n.*column SIZE: "many" .*\(ROW_BAD\)\n/u);
    await shop.run('load', await shop.file('shop/aside/20260201-000000000.csv', HEADER, 'I,1,a,many'));
    const aside = await trace('file', 's3://landing/shop/aside/20260201-000000000.csv');
    expect(aside.text).toContain('    1 row set aside still: ');
  });

  it('exits with 1 for an object that the ledger does not know', async () => {
    const { exitCode, text } = await trace('file', 's3://landing/shop/item/none.csv');
    expect(text).toBe(
      'the ledger does not know s3://landing/shop/item/none.csv: no message of it was received, or it was long ago',
    );
    expect(exitCode).toBe(1);
  });

  it.each(['landing/shop', 's3://landing', 's3://landing/shop/'])('refuses %s', async url => {
    await expect(trace('file', url)).rejects.toMatchObject({ code: 'COMMAND_INVALID' });
  });
});
