import { beforeAll, describe, expect, it } from 'vitest';
import { runLedger } from '../../handlers/cli/ledger/ledger.ts';
import { keptOutput, type Said } from '../doubles/output.ts';
import { runCli } from './run-cli.ts';
import { useStack } from './stack.ts';

const stack = useStack();

/** Lines of the ledger: their numbers are 1 to 4. */
beforeAll(async () => {
  await stack().query(`insert into dms_loader.object_load
  (bucket, object_key, etag, size_bytes, state, attempts, first_seen_at, changed_at, last_error_code, last_error_message) values
  ('landing', 'dmstest/test_product/20260131-120000000.parquet', 'a', 10, 'loaded', 2, '2026-01-31T12:00Z', '2026-01-31T12:00Z', 'DEADLINE_NEAR', 'slow'),
  ('landing', 'dmstest/test_product/20260131-130000000.parquet', 'b', 10, 'rejected', 1, '2026-01-31T13:00Z', '2026-01-31T13:00Z', 'ROW_BAD', 's3://landing/x, row 3: is bad; mend it'),
  ('landing', 'in/$(reboot)\u001b[2J/x.csv', 'c', 10, 'missing', 1, '2026-01-31T14:00Z', '2026-01-31T14:00Z', 'OBJECT_MISSING', 'is gone'),
  ('archive', 'old/table/20260131-150000000.parquet', 'd', 10, 'loaded', 1, '2026-01-31T15:00Z', '2026-01-31T15:00Z', null, null)`);
  await stack().query(`insert into dms_loader.table_load (object_load_id, target_schema, target_table, written_at, rows_read, rows_applied,
  rows_unchanged, rows_superseded, rows_quarantined, mapping_fingerprint, started_at, loaded_at) values
  (1, 'dmstest', 'test_product', '2026-01-31T12:00Z', 1060, 1000, 0, 60, 0, 'f', '2026-01-31T12:00Z', '2026-01-31T12:00Z'),
  (4, 'old', 'gone_table', 'epoch', 5, 5, 0, 0, 0, 'f', '2026-01-31T15:00Z', '2026-01-31T15:00Z')`);
});

async function ledger(options: Readonly<Record<string, unknown>>): Promise<Said & { readonly exitCode: number }> {
  const { output, said } = keptOutput();
  const call = { args: [], options: { limit: '50', ...options }, environment: stack().environment, output };
  const exitCode = await runLedger(call);
  return { ...said, exitCode };
}

async function ids(options: Readonly<Record<string, unknown>>): Promise<readonly number[]> {
  const { document } = await ledger(options);
  return (document as { loads: { objectLoadId: bigint }[] }).loads.map(load => Number(load.objectLoadId));
}

describe('dms-loader ledger', () => {
  it('lists files, the newest first, with their rows and the error that they stand on', async () => {
    const [head, , ...lines] = (await ledger({ prefix: 's3://landing/dmstest' })).text.split('\n');
    expect(head).toMatch(/^id +changed +state +tries +table +rows +applied +error +file$/u);
    expect(lines).toEqual([
      expect.stringMatching(
        /^2 +2026-01-31T13:00:00Z +rejected +1 +- +- +- +ROW_BAD +s3:\/\/landing\/dmstest\/test_product\/20260131-130000000\.parquet$/u,
      ),
      expect.stringMatching(/^1 +\S+ +loaded +2 +dmstest\.test_product +1,060 +1,000 +s3:\/\/landing\/dmstest\/\S+$/u),
      '',
      'all about one of them: dms-loader trace file s3://landing/dmstest/test_product/20260131-130000000.parquet',
    ]);
  });

  it.each<[Readonly<Record<string, unknown>>, readonly number[]]>([
    [{}, [4, 3, 2, 1]],
    [{ table: 'dmstest.test_product' }, [2, 1]],
    [{ table: 'Dmstest.Test_Product' }, [2, 1]],
    [{ table: 'old.gone_table' }, [4]],
    [{ state: ['REJECTED', 'missing'] }, [3, 2]],
    [{ error: 'row_bad' }, [2]],
    [{ since: '2026-01-31T13:00:00Z', until: '2026-01-31T15:00:00Z' }, [3, 2]],
    [{ limit: '2', beforeId: '4' }, [3, 2]],
  ])('chooses by %j', async (options, expected) => {
    expect(await ids(options)).toEqual(expected);
  });

  it('finds the files of a group of errors by the name that status gives it', async () => {
    const { stdout } = await runCli(['status', '--json'], stack().environment);
    const group = JSON.parse(stdout).failures.find((one: { code: string }) => one.code === 'ROW_BAD').group;
    expect(await ids({ group })).toEqual([2]);
    const { loads } = JSON.parse((await runCli(['ledger', '--group', group, '--json'], stack().environment)).stdout);
    expect(loads).toMatchObject([{ objectLoadId: '2', group, error: { code: 'ROW_BAD' } }]);
  });

  it('says how to go on where there may be more, and nothing of it at the end', async () => {
    const first = await ledger({ limit: '2' });
    expect(first.text).toContain('\nthere may be older ones: add --before-id 3');
    expect(first.document).toMatchObject({ next: 3n });
    const last = await ledger({ limit: '3', beforeId: '3' });
    expect(last.text).not.toContain('--before-id');
    expect(last.document).toMatchObject({ next: null });
  });

  it('P11: shows what stands in a key as text, and as one word of the command to copy', async () => {
    const { text } = await ledger({ state: ['missing'] });
    expect(text).not.toContain('\u001b');
    expect(text).toContain("dms-loader trace file 's3://landing/in/$(reboot)?[2J/x.csv'");
  });

  it('says so where there is nothing', async () => {
    expect(await ledger({ prefix: 's3://nowhere/' })).toMatchObject({
      exitCode: 0,
      text: 'the ledger has no such files',
      document: { loads: [], next: null },
    });
  });

  it('prints times, counts and identity for programs', async () => {
    const { stdout, exitCode } = await runCli(['ledger', '--limit', '1', '--json'], stack().environment);
    expect(JSON.parse(stdout)).toEqual({
      loads: [
        {
          objectLoadId: '4',
          object: 's3://archive/old/table/20260131-150000000.parquet',
          eTag: 'd',
          sizeBytes: 10,
          lastModified: null,
          state: 'loaded',
          attempts: 1,
          firstSeenAt: '2026-01-31T15:00:00.000Z',
          changedAt: '2026-01-31T15:00:00.000Z',
          givenUpAt: null,
          error: null,
          group: null,
          slices: null,
          tables: [
            {
              target: 'old.gone_table',
              tableLoadId: '2',
              writtenAt: null,
              startedAt: '2026-01-31T15:00:00.000Z',
              loadedAt: '2026-01-31T15:00:00.000Z',
              mappingFingerprint: 'f',
              counts: { read: 5, applied: 5, unchanged: 0, superseded: 0, quarantined: 0 },
            },
          ],
        },
      ],
      next: '4',
    });
    expect(exitCode).toBe(0);
  });

  it.each([
    [['--state', 'rejectd'], '"rejectd" is no state of a file; did you mean rejected?'],
    [['--state', 'wild'], 'write one of failed, rejected, missing, partial, loaded, overwritten'],
    [['--table', 'dmstest.test_produkt'], 'did you mean dmstest.test_product?'],
    [['--table', 'old.gone_tabel'], 'did you mean old.gone_table?'],
    [['--error', 'ROW_BED'], '"ROW_BED" is no code of an error; did you mean ROW_BAD?'],
    [['--group', 'ROW_BAD'], '"ROW_BAD" is no group of errors; copy it from `dms-loader status`'],
    [['--prefix', 'landing/x'], '"landing/x" is no URL of S3; write it as s3://bucket/prefix'],
    [['--limit', '0'], '"0" is no number for --limit; write a whole number from 1 to 10000'],
    [['--limit', '10001'], '"10001" is no number for --limit'],
    [['--before-id', 'x'], '"x" is no number for --before-id'],
    [['--until', 'soon'], '"soon" is no time for --until; write it with its zone, as in 2026-01-31T12:00:00Z'],
    [['--since', '5x'], 'or as how long ago it was, 2h'],
    [['--since', '999999w'], '"999999w" is too long for --since: it reaches back before 1970; give a shorter one'],
    [['--since', '1h', '--until', '2h'], '"2h" is a time for --until that is not behind --since'],
  ])('refuses %j with its remedy', async (args, said) => {
    const { exitCode, stderr } = await runCli(['ledger', ...args], stack().environment);
    expect(stderr).toContain(said);
    expect(exitCode).toBe(2);
  });
});
