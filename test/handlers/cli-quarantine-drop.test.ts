import { describe, expect, it } from 'vitest';
import { useCheckShop } from './check-shop.ts';

const shop = useCheckShop();
const HEADER = 'Op,ID,NAME,SIZE';
const FIRST = 's3://landing/shop/aside/20260201-000000000.csv';
const SECOND = 's3://landing/shop/aside/20260202-000000000.csv';
const WHY = 'no key, "lost" at the source';

/** Two files; rows 2 and 3 of the first, and row 1 of the second are bad, mostly for want of a key. */
async function load(): Promise<void> {
  const first = [HEADER, 'I,1,a,1', 'I,,b,2', 'I,3,c,many', 'I,4,d,4'];
  await shop.run('load', await shop.file('shop/aside/20260201-000000000.csv', ...first));
  await shop.run('load', await shop.file('shop/aside/20260202-000000000.csv', HEADER, 'I,,e,5', 'I,6,f,6'));
}

const drop = (options = {}) => shop.quarantine(['drop', 'shop.aside'], { reason: WHY, ...options });
const released = () =>
  shop.query(`select row_number::int as row, released_as from dms_loader.quarantined_row
  where (released_at is null) = (released_as is null) order by written_at, row_number`);
const actions = () =>
  shop.query(`select action, target_schema || '.' || target_table as target, actor <> '' as by,
  detail->>'reason' as reason, (detail->>'rows')::int as rows, detail->'loads' as loads from dms_loader.operator_action`);
const ledger = () =>
  shop.query(`select rows_read::int as read, rows_applied::int as applied,
  rows_quarantined::int as quarantined from dms_loader.table_load order by written_at`);

describe('dms-loader quarantine drop', () => {
  it('P12: P6: rehearses, then gives up all rows of a table, once, and writes down who, why and which', async () => {
    await load();
    const before = await shop.dump();
    for (const options of [{}, { dryRun: true, yes: true }]) {
      const { text, exitCode } = await drop(options);
      expect(text).toContain('would drop: 3 rows of shop.aside, for good\n');
      expect(text).toContain(`shop.aside: ${FIRST}, row 2, since 20`);
      expect(text).toContain(`to do it: dms-loader quarantine drop shop.aside --reason '${WHY}' --yes`);
      expect(exitCode).toBe(0);
    }
    expect(await shop.dump()).toEqual(before);

    expect(await drop({ yes: true })).toMatchObject({
      exitCode: 0,
      text: expect.stringMatching(/^dropped: 3 rows of shop\.aside/u),
    });
    expect(await released()).toEqual([2, 3, 1].map(row => ({ row, released_as: 'dropped' })));
    expect(await ledger()).toEqual([
      { read: 4, applied: 2, quarantined: 2 },
      { read: 2, applied: 1, quarantined: 1 },
    ]);
    const which = [
      { object: FIRST, load: expect.any(String), rows: [2, 3] },
      { object: SECOND, load: expect.any(String), rows: [1] },
    ];
    const action = { action: 'quarantine-drop', target: 'shop.aside', by: true, reason: WHY, rows: 3, loads: which };
    expect(await actions()).toEqual([action]);

    const after = await shop.dump();
    expect(await drop({ yes: true })).toMatchObject({ exitCode: 0, text: 'nothing of shop.aside is set aside' });
    expect(await shop.quarantine(['ls'])).toMatchObject({ text: 'nothing is set aside' });
    expect(await shop.quarantine(['retry', 'shop.aside'])).toMatchObject({ exitCode: 0 });
    expect(await shop.dump()).toEqual(after);
  });

  it('P12: drops one row of one file, and tells a row that is not there', async () => {
    await load();
    const one = { row: '2', object: FIRST };
    const rehearsed = await drop(one);
    expect(rehearsed.text).toContain('would drop: 1 row of shop.aside, for good\n');
    expect(rehearsed.text).toContain(`--row 2 --object ${FIRST} --yes`);
    const { exitCode, stdout } = await shop.cliAlone(
      ...['quarantine', 'drop', 'shop.aside', '--reason', WHY, '--row', '2', '--object', FIRST, '--yes', '--json'],
    );
    expect(JSON.parse(stdout)).toMatchObject({
      isDone: true,
      target: 'shop.aside',
      reason: WHY,
      rows: [{ object: FIRST, row: 2, faults: [{ column: 'ID' }] }],
    });
    expect(exitCode).toBe(0);
    expect(await released()).toEqual([
      { row: 2, released_as: 'dropped' },
      { row: 3, released_as: null },
      { row: 1, released_as: null },
    ]);
    const after = await shop.dump();
    const again = await drop({ ...one, yes: true });
    expect(again).toMatchObject({ exitCode: 1, text: `no row 2 of ${FIRST} is set aside` });
    expect(await shop.dump()).toEqual(after);
  });

  it.each([
    [{ reason: ' ' }, '"drop" needs a reason, for the audit table; add --reason'],
    [{ row: '2' }, '"--row" names no row by itself; give both'],
    [{ object: 's3://a/b' }, '"--object" names no row by itself; give both'],
    [{ row: '0', object: 's3://a/b' }, '"0" is no number of a row'],
    [{ row: '1', object: 'a/b' }, '"a/b" is no URL of S3'],
    [{ where: ['colum=ID'] }, '"colum" is nothing that --where knows; did you mean column?'],
    [{ where: ['age=12h'] }, 'compares age with =; write age>.. or age<..'],
    [{ where: ['age>soon'] }, '"soon" is no length of time for age'],
    [{ where: ['prefix=landing/'] }, '"landing/" is no URL of S3, as prefix is one; write it as prefix=s3://'],
  ])('refuses %j, and says the remedy', async (options, said) => {
    await expect(drop(options)).rejects.toMatchObject({
      code: 'COMMAND_INVALID',
      message: expect.stringContaining(said),
    });
  });
});

describe('dms-loader quarantine ls --rows', () => {
  it('P7: lists single rows with their files, numbers and faults, and since when', async () => {
    await load();
    const { text } = await shop.quarantine(['ls', 'shop.aside'], { rows: true });
    expect(text).toMatch(
      /^shop\.aside: s3:\S+20260201-000000000\.csv, row 3, since \d{4}-\S+Z\n {4}column SIZE "many" [^;]+; .+\n/mu,
    );
    const told = JSON.parse((await shop.cliAlone('quarantine', 'ls', '--rows', '--json')).stdout);
    expect(told.rows).toMatchObject([
      { target: 'shop.aside', object: FIRST, row: 2, faults: [{ column: 'ID' }] },
      { target: 'shop.aside', object: FIRST, row: 3, faults: [{ column: 'SIZE', value: 'many' }] },
      { target: 'shop.aside', object: SECOND, row: 1, since: expect.stringMatching(/^\d{4}-\S+Z$/u) },
    ]);
  });
});
