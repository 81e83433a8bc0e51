import { beforeEach, describe, expect, it } from 'vitest';
import { useCheckShop } from './check-shop.ts';

const shop = useCheckShop();
const HEADER = 'Op,ID,NAME,SIZE';
const FIRST = 's3://landing/shop/aside/20260201-000000000.csv';
const SECOND = 's3://landing/shop/aside/20260202-000000000.csv';

/** Bad are row 2 (no key) and 3 (SIZE) of the first file, and row 1 (SIZE) of the second, which is set aside since yesterday. */
beforeEach(async () => {
  const first = [HEADER, 'I,1,a,1', 'I,,b,2', 'I,3,"c, d",many', 'I,4,d,4'];
  await shop.run('load', await shop.file('shop/aside/20260201-000000000.csv', ...first));
  await shop.run('load', await shop.file('shop/aside/20260202-000000000.csv', HEADER, 'I,6,f,99999999999'));
  await shop.query(`update dms_loader.quarantined_row set quarantined_at = now() - interval '1 day'
    where object_load_id = (select max(object_load_id) from dms_loader.object_load)`);
});

const ALL = [2, 3, 1];
const open = async () =>
  (
    await shop.query(`select row_number::int as row from dms_loader.quarantined_row where released_at is null
  order by written_at, row_number`)
  ).map(({ row }) => row);
const rowsOf = (document: unknown) => (document as { rows: { row: number }[] }).rows.map(({ row }) => row);

describe('dms-loader quarantine ls --rows --where', () => {
  it.each([
    [['column=size'], [3, 1]],
    [['column!=SIZE'], [2]],
    [['reason=BELONGS TO THE KEY'], [2]],
    [['reason!=key'], [3, 1]],
    [[`object=${SECOND}`], [1]],
    [[`object!=${SECOND}`], [2, 3]],
    [['prefix=s3://landing/shop/aside/20260201'], [2, 3]],
    [['prefix!=s3://landing/shop/aside/20260201'], [1]],
    [['prefix=s3://landing/shop/aside/2026020_'], []],
    [['age>12h'], [1]],
    [['age<12h'], [2, 3]],
    [['column=SIZE', 'age<12h'], [3]],
    [["reason=' or true --"], []],
  ])('%j: %j', async (where, rows) => {
    expect(rowsOf((await shop.quarantine(['ls', 'shop.aside'], { rows: true, where })).document)).toEqual(rows);
  });

  it('chooses groups, too, and says where nothing is so', async () => {
    const { text } = await shop.quarantine(['ls'], { where: ['age>12h'] });
    expect(text).toMatch(/^shop\.aside: 1 row of 1 file since \S+: column SIZE "99999999999" /u);
    expect(await shop.quarantine(['ls'], { where: ['age>2d'] })).toMatchObject({
      exitCode: 0,
      text: 'nothing that is set aside is as --where says',
    });
  });
});

describe('dms-loader quarantine retry --where', () => {
  it('P12: tries those rows only, and writes down which', async () => {
    await shop.query(`update dms_loader.quarantined_row set source_row = jsonb_set(source_row, '{cells}',
      (select jsonb_agg(case c->>'name' when 'SIZE' then c || '{"value": "7"}' else c end)
        from jsonb_array_elements(source_row->'cells') c))`);
    const { exitCode, text } = await shop.quarantine(['retry', 'shop.aside'], {
      where: [`object=${FIRST}`, 'column=SIZE'],
    });
    expect(text).toBe('shop.aside: 1 file, 1 row, 1 applied, 0 superseded');
    expect(exitCode).toBe(0);
    expect(await open()).toEqual([2, 1]);
    expect(await shop.query('select id, size from shop.aside where id in (3, 6)')).toEqual([{ id: 3, size: 7 }]);
    expect(await shop.query("select detail->'where' as which from dms_loader.operator_action")).toEqual([
      {
        which: [
          { field: 'object', isNot: false, text: FIRST },
          { field: 'column', isNot: false, text: 'SIZE' },
        ],
      },
    ]);
  });

  it('names the faults of those rows only', async () => {
    const { exitCode, document } = await shop.quarantine(['retry', 'shop.aside'], { where: ['reason=key'] });
    expect(document).toMatchObject({ isDone: false, loads: [{ rows: 1, faults: [{ row: 2 }] }] });
    expect(exitCode).toBe(1);
    expect(await open()).toEqual(ALL);
  });
});

describe('dms-loader quarantine drop --where', () => {
  it('P12: rehearses, then drops those rows only', async () => {
    const options = { reason: 'no key', where: ['column=ID', 'age<1h'] };
    const rehearsed = await shop.quarantine(['drop', 'shop.aside'], options);
    expect(rehearsed.text).toContain('would drop: 1 row of shop.aside, for good\n');
    expect(rehearsed.text).toContain("--reason 'no key' --where column=ID --where 'age<1h' --yes");
    expect(await open()).toEqual(ALL);
    expect((await shop.quarantine(['drop', 'shop.aside'], { ...options, yes: true })).exitCode).toBe(0);
    expect(await open()).toEqual([3, 1]);
    expect(await shop.quarantine(['drop', 'shop.aside'], { ...options, yes: true })).toMatchObject({
      exitCode: 0,
      text: 'nothing of shop.aside where column=ID and age<1h is set aside',
    });
  });

  it('is one command line', async () => {
    const args = [
      'quarantine',
      'drop',
      'shop.aside',
      '--reason',
      'x',
      '--where',
      'column=ID',
      '--where',
      'age<1h',
      '--yes',
    ];
    expect(await shop.cliAlone(...args)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await open()).toEqual([3, 1]);
  });
});

describe('dms-loader quarantine show', () => {
  it('P7: shows all cells of a row as its file has them, its faults with their remedies, and its message', async () => {
    const { exitCode, text, document } = await shop.quarantine(['show', 'shop.aside'], { object: FIRST, row: '3' });
    const [first, fault, origin, ...cells] = text.split('\n');
    expect(first).toMatch(/^shop\.aside: s3:\S+20260201-000000000\.csv, row 3, since \d{4}-\S+Z$/u);
    expect(fault).toMatch(/^ {4}column SIZE "many" [^;]+; .+$/u);
    expect(origin).toMatch(
      /^ {4}written 2026-02-01T00:00:00\.000000Z, load \d+, brought by message command-line, receive 1$/u,
    );
    expect(cells).toEqual([
      'column  type  value',
      '------  ----  ------',
      'Op      text  "I"',
      'ID      text  "3"',
      'NAME    text  "c, d"',
      'SIZE    text  "many"',
    ]);
    expect(document).toMatchObject({
      rows: [{ object: FIRST, row: 3, message: 'command-line', cells: { 3: { name: 'SIZE', value: 'many' } } }],
    });
    expect(exitCode).toBe(0);
  });

  it('exits with 1 for a row that is not set aside', async () => {
    expect(await shop.quarantine(['show', 'shop.aside'], { object: FIRST, row: '1' })).toMatchObject({
      exitCode: 1,
      text: `no row 1 of ${FIRST} is set aside`,
      document: { rows: [] },
    });
  });
});
