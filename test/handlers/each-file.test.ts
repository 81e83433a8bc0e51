import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { connectDatabase } from '../../adapters/postgres/database.ts';
import { migrate } from '../../adapters/postgres/migrate.ts';
import { testProduct } from '../../domain/tables/test-product.ts';
import { eachFile } from '../../handlers/cli/files/each-file.ts';
import { toldOf } from '../../handlers/cli/files/load-report.ts';
import { keptOutput } from '../doubles/output.ts';
import { productFile } from '../factories/product-file.ts';
import { numbered, oneRunEach } from '../pipeline/runs-bench.ts';
import { useTestDatabase } from '../stack/test-database.ts';

const database = useTestDatabase();

it('P10: the command line goes on by itself with a file that takes longer than one attempt, and says how far it is', async () => {
  const migrating = connectDatabase({ url: database.url });
  await migrate(migrating.connection, [testProduct]);
  await migrating.close();
  const folder = await mkdtemp(join(tmpdir(), 'dms-loader-runs-'));
  const path = join(folder, 'large.parquet');
  await writeFile(path, productFile(numbered(250), 50));
  const told: string[] = [];
  const call = {
    args: [path],
    options: { as: 's3://archive/dmstest/test_product/20260301-010203456.parquet' },
    environment: { DATABASE_URL: database.url, LOADER_OBJECT_SECONDS: '60' },
    output: {
      ...keptOutput().output,
      progress: (line: string, remarks: readonly string[] = []) => void told.push(line.split(' ')[0] ?? '', ...remarks),
    },
  };
  const { results } = await eachFile(call, { loaderOf: oneRunEach, tell: toldOf });
  expect(results).toMatchObject([{ outcome: 'loaded', counts: { read: 250, applied: 250 } }]);
  expect(told.filter(text => !text.includes('is not in the file'))).toEqual([
    'continued',
    'rows 1 to 100 of the file are loaded (2 of 5 row groups)',
    'continued',
    'rows 1 to 200 of the file are loaded (4 of 5 row groups)',
    'loaded',
  ]);
  await rm(folder, { recursive: true });
});
