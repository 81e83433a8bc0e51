import { beforeAll, describe, expect, it } from 'vitest';
import { s3Notification, s3Record } from '../../factories/notification.ts';
import { productFile } from '../../factories/product-file.ts';
import { runCli } from '../run-cli.ts';
import { useStack } from '../stack.ts';
import { sendLetter } from './letters.ts';
import { useConsole } from './running-console.ts';

const stack = useStack();
const console = useConsole(stack);

const GOOD = 'dmstest/test_product/2026/03/01/20260301-010203456.parquet';
const BAD = 'dmstest/test_product/2026/03/01/20260301-020203456.parquet';
const HOSTILE = `dmstest/test_product/<img src=x onerror="alert('1')">&\u202e/20260301-030203456.parquet`;
const SHOWN = '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;?';

beforeAll(async () => {
  await stack().put(GOOD, productFile([{ id: 1n, name: 'one' }, { id: 2n }]));
  await stack().put(BAD, new Uint8Array(40));
  await stack().put(HOSTILE, productFile([{ id: 3n, registered: '<script>alert(2)</script>' }]));
  await runCli(['load', `s3://${stack().bucket}/dmstest/`], stack().environment);
  await sendLetter(stack(), s3Notification(s3Record({}, { key: '<script>alert(3)</script>' })));
  await sendLetter(stack(), '<script>alert(4)</script>');
});

function fileOf(key: string): string {
  return `/file?${new URLSearchParams({ url: `s3://${stack().bucket}/${key}` })}`;
}

describe('the overview', () => {
  it('has the verdict, the tables, what was loaded, and the queues', async () => {
    const page = await console().text('/');
    expect(page).toMatch(/<p class="verdict bad">failing: 2 files/u);
    expect(page).toMatch(
      /<th scope="row"><a href="\/loads\?table=dmstest\.test_product">dmstest\.test_product<\/a><\/th>/u,
    );
    expect(page).toContain('2 rows of 1 file applied in 24 hours.');
    expect(page).toMatch(/<rect [^>]*><title>[^<]*: 2 rows<\/title><\/rect>/u);
    expect(page).toContain('<span>Rows applied per 30 minutes</span> <span class="most">at most 2 rows</span>');
    expect(page).toContain('<a href="/failures">Look at the failures</a>');
    expect(page).toContain('<th scope="row">Dead letters</th><td class="number">2</td>');
  });

  it('has the numbers of its charts as tables', async () => {
    const page = await console().text('/?span=1h');
    expect(page).toMatch(
      /<caption>Throughput over time<\/caption>.*\n.*<td class="number">1<\/td><td class="number">2<\/td>/u,
    );
    expect(page).toContain('<caption>Delay over time</caption>');
  });
});

describe('the loads', () => {
  it('are drawn and listed, and what is in a key is shown as text', async () => {
    const page = await console().text('/loads');
    expect(page).toContain('3 loads, from start to end');
    expect(page).toContain(`>s3://landing/${GOOD}</a>`);
    expect(page).toContain(SHOWN);
    expect(page).not.toContain('<img');
    expect(page).toContain('dmstest.test_product: 2 read, 2 applied');
  });

  it.each([
    ['a state', 'state=loaded', [GOOD]],
    ['a prefix', `prefix=${encodeURIComponent(`s3://landing/${BAD}`)}`, [BAD]],
    ['a table', 'table=dmstest.test_product', [GOOD, BAD]],
    ['a table that nobody has', 'table=other.table', []],
    ['an earlier line', 'before=1', []],
  ])('can be had by %s', async (_case, query, keys) => {
    const page = await console().text(`/loads?${query}`);
    for (const key of [GOOD, BAD]) {
      expect(page.includes(`>s3://landing/${key}</a>`)).toBe(keys.includes(key));
    }
  });

  it('P11: show a filter as it was given, and nothing else of it', async () => {
    const page = await console().text(`/loads?${new URLSearchParams({ prefix: '"><script>', table: '"><script>' })}`);
    expect(page).toContain('value="&quot;&gt;&lt;script&gt;"');
    expect(page).not.toContain('<script');
  });
});

describe('the failures', () => {
  it('are grouped, each with an example and what to do; what is in a value is shown as text', async () => {
    const page = await console().text('/failures');
    expect(page).toContain('2 objects in 2 groups');
    expect(page).toContain('<h2>PARQUET_NOT_PARQUET: 1 object</h2>');
    expect(page).toContain('<h2>ROW_BAD: 1 object</h2>');
    expect(page).toContain('Set the DMS endpoint to DataFormat=parquet');
    expect(page).toContain('&lt;script&gt;alert(2)&lt;/script&gt;');
    expect(page).not.toContain('<script');
  });

  it('lead to the explanation of their code', async () => {
    expect(await console().text('/code?code=PARQUET_NOT_PARQUET')).toContain('The name says Parquet, the bytes are');
    expect((await console().get('/code?code=<script>')).status).toBe(404);
  });
});

describe('the trace of a file', () => {
  it('has its counts and its attempts', async () => {
    const page = await console().text(fileOf(GOOD));
    expect(page).toContain('<h2>The write: <span class="state loaded">loaded</span></h2>');
    expect(page).toMatch(/<caption>What went where<\/caption>/u);
    expect(page).toMatch(/<caption>Attempts<\/caption>/u);
  });

  it('of a refused one has the error, with a link to its explanation', async () => {
    const page = await console().text(fileOf(BAD));
    expect(page).toContain('<a href="/code?code=PARQUET_NOT_PARQUET">PARQUET_NOT_PARQUET</a>');
  });

  it('P11: is found by a hostile key, which is shown as text', async () => {
    const page = await console().text(fileOf(HOSTILE));
    expect(page).toContain('<span class="state rejected">rejected</span>');
    expect(page).toContain(SHOWN);
    expect(page).not.toMatch(/<img|<script/u);
  });

  it('of one that the ledger does not know says so', async () => {
    expect(await console().text(fileOf('absent'))).toContain('The ledger knows no such object');
  });
});

describe('the trace of a row', () => {
  it('names the file and the row that made it', async () => {
    const page = await console().text('/row?table=dmstest.test_product&key=2');
    expect(page).toContain('<h2>The row is there.</h2>');
    expect(page).toContain(`>s3://landing/${GOOD}</a>`);
    expect(page).toContain('<dt>Row of its file</dt><dd>2</dd>');
    expect(page).toContain('2026-03-01T01:02:03.456000Z');
  });

  it('of one that is not there says so', async () => {
    expect(await console().text('/row?table=dmstest.test_product&key=99')).toContain('There is no such row');
  });

  it('P11: says at the field what is wrong with a key, and shows it as text', async () => {
    const answer = await console().get(
      `/row?${new URLSearchParams({ table: 'dmstest.test_product', key: '<script>' })}`,
    );
    expect(answer.status).toBe(400);
    const page = await answer.text();
    expect(page).toContain('value="&lt;script&gt;" aria-invalid="true" aria-describedby="key-wrong"');
    expect(page).toMatch(/id="key-wrong" role="alert">[^<]*&lt;script&gt;[^<]* is no value of product_id/u);
    expect(page).not.toContain('<script>');
  });
});

describe('the dead letters', () => {
  it('P11: are shown as text, whatever is in them', async () => {
    const sent = await console().post('/dlq', {});
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '/dlq']);
    const page = await console().text('/dlq');
    expect(page).toContain('2 letters seen');
    expect(page).toContain('not-ours');
    expect(page).toContain('&lt;script&gt;alert(3)&lt;/script&gt;');
    expect(page).not.toContain('<script');
  });
});

describe('looking at pages', () => {
  it('changes nothing: neither ledger, nor rows, nor queues', async () => {
    const state = async (): Promise<string[]> => [
      ...(await stack().query('select o::text from dms_loader.object_load o order by object_load_id')),
      ...(await stack().query('select a::text from dms_loader.load_attempt a order by load_attempt_id')),
      ...(await stack().query('select p::text from dmstest.test_product p order by product_id')),
      ...(await stack().query('select count(*) from dms_loader.operator_action')),
    ];
    const before = await state();
    for (const path of [
      '/',
      '/loads',
      '/failures',
      '/dlq',
      '/dlq/rehearsal',
      '/dlq/redrive?id=x',
      fileOf(GOOD),
      '/row?key=1',
    ]) {
      await console().get(path);
    }
    expect(await state()).toEqual(before);
  });
});
