import { beforeAll, describe, expect, it } from 'vitest';
import { productFile } from '../../factories/product-file.ts';
import { runCli } from '../run-cli.ts';
import { useStack } from '../stack.ts';
import { announced, sendLetter } from './letters.ts';
import { useConsole } from './running-console.ts';

const stack = useStack();
const console = useConsole(stack);
const reader = useConsole(stack, { isReadOnly: true });

const KEYS = ['20260301-010203456', '20260302-010203456'].map(name => `dmstest/test_product/${name}.parquet`);

beforeAll(async () => {
  for (const [at, key] of KEYS.entries()) {
    const bytes = productFile([{ id: BigInt(at) }]);
    await stack().put(key, bytes);
    await sendLetter(stack(), announced(stack(), key, bytes.length));
  }
  await sendLetter(stack(), 'not for us');
  while ((await stack().receive(stack().queueUrl, 0)).length > 0) {
    // What the bucket announced by itself: hidden for longer than the test takes.
  }
  await console().post('/dlq', {});
});

async function rehearse(fields: Readonly<Record<string, string>>): Promise<string> {
  const answer = await console().post('/dlq/rehearsal', fields, '/dlq');
  return answer.headers.get('location') ?? '';
}

function idIn(path: string): string {
  return new URL(path, console().url).searchParams.get('id') ?? '';
}

function actions(): Promise<string[]> {
  return stack().query('select action, actor from dms_loader.operator_action order by operator_action_id');
}

describe('the letters of the last look', () => {
  it('are chosen by judgement, table, error, prefix and age', async () => {
    const prefix = `s3://${stack().bucket}/${KEYS[1]}`;
    for (const [query, chosen] of [
      ['', 3],
      ['judgement=transient', 2],
      ['judgement=poison', 0],
      ['table=dmstest.test_product', 2],
      [`prefix=${encodeURIComponent(prefix)}`, 1],
      ['age=1h', 0],
      ['judgement=not-ours', 1],
    ] as const) {
      expect(await console().text(`/dlq?${query}`)).toContain(`${chosen} of 3 letters are chosen`);
    }
  });

  it('are offered for a rehearsal, unless the console is read-only', async () => {
    expect(await console().text('/dlq')).toContain('Rehearse the redrive of these');
    const page = await reader().text('/dlq');
    expect(page).toContain('started with --read-only');
    expect(page).not.toContain('<form method="post"');
  });
});

describe('a rehearsal', () => {
  it('P12: shows what would move and the command that does the same, and moves nothing', async () => {
    const page = await console().text(await rehearse({ judgement: 'transient', table: 'dmstest.test_product' }));
    expect(page).toContain('Nothing was moved. 2 letters would be.');
    expect(page).toContain(
      '<code>dms-loader dlq redrive --where judgement=transient --where table=dmstest.test_product</code>',
    );
    for (const key of KEYS) {
      expect(page).toContain(`>s3://${stack().bucket}/${key}</a>`);
    }
    expect(page).not.toContain('not for us');
    expect(await stack().receive(stack().queueUrl, 0)).toEqual([]);
    expect(await actions()).toEqual([]);
  });

  it('of no letter offers no act', async () => {
    const page = await console().text(await rehearse({ judgement: 'poison' }));
    expect(page).toContain('0 letters would be');
    expect(page).not.toContain('action="/dlq/redrive"');
  });

  it('that is not kept is answered with 404', async () => {
    expect((await console().get('/dlq/redrive?id=absent')).status).toBe(404);
  });
});

describe('a redrive', () => {
  it('P12: without the confirmation does nothing', async () => {
    const path = await rehearse({ judgement: 'transient' });
    const answer = await console().post('/dlq/redrive', { id: idIn(path) }, path);
    expect(answer.status).toBe(400);
    expect(await actions()).toEqual([]);
  });

  it('of a read-only console is refused', async () => {
    expect((await reader().post('/dlq', {}, '/dlq')).status).toBe(403);
  });

  it('P12: leaves what is judged otherwise since it was rehearsed', async () => {
    const url = `s3://${stack().bucket}/${KEYS[1]}`;
    const path = await rehearse({ prefix: url });
    expect(await console().text(path)).toContain('1 letter would be');
    await runCli(['load', url], stack().environment);
    await console().post('/dlq/redrive', { id: idIn(path), isSure: 'yes' }, path);
    expect(await console().text(path)).toContain('0 of 0 letters moved');
    expect(await stack().receive(stack().queueUrl, 0)).toEqual([]);
  });

  it('P12: moves exactly what was rehearsed, once, and is written down', async () => {
    const [key = ''] = KEYS;
    const path = await rehearse({ prefix: `s3://${stack().bucket}/${key}` });
    const fields = { id: idIn(path), isSure: 'yes' };
    const { headers } = await console().post('/dlq/redrive', fields, path);
    expect(headers.get('location')).toBe(path);
    expect(await console().text(path)).toContain('1 of 1 letter moved');
    const moved = await stack().receive(stack().queueUrl);
    expect(moved.map(({ Body = '' }) => Body.includes(key))).toEqual([true]);
    expect((await actions()).at(-1)).toBe('{"action":"dlq-redrive","actor":"tester@here"}');
    expect((await console().post('/dlq/redrive', fields, '/dlq')).status).toBe(409);
    expect(await console().text('/dlq')).not.toContain('letters seen');
    await console().post('/dlq', {});
    expect(await console().text('/dlq')).toContain('2 letters seen');
  });
});
