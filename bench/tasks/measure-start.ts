/** A cold start: a fresh process imports the Lambda's handler, as it is bundled, and is handed the message of a small file. */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { testProduct } from '../../domain/tables/test-product.ts';
import { s3Notification, s3Record } from '../../test/factories/notification.ts';
import { productFile } from '../../test/factories/product-file.ts';
import { asEvent } from '../../test/stack/lambda-event.ts';
import { type Announced, type Bucket, changeKey } from '../bucket.ts';
import { startQueryRelay } from '../query-relay.ts';
import { median } from '../report/lines.ts';
import type { ColdStart } from '../report/results.ts';
import { runJson } from '../run-json.ts';
import { createLoaderDatabase } from '../server.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CHILD = fileURLToPath(new URL('../children/measured-start.ts', import.meta.url));
const BUNDLE = 'dist/lambda/index.mjs';
const SOURCE = 'handlers/lambda.ts';
const ROWS = 100;

interface Times {
  readonly startedAt: number;
  readonly importAt: number;
  readonly importedAt: number;
  readonly firstQueryAt: number;
  readonly doneAt: number;
}

export async function measureStart(
  serverUrl: string,
  bucket: Bucket,
  { starts, tell }: { readonly starts: number; tell(progress: string): void },
): Promise<ColdStart> {
  const entry = existsSync(join(ROOT, BUNDLE)) ? BUNDLE : SOURCE;
  const relay = await startQueryRelay(await createLoaderDatabase(serverUrl, testProduct));
  const environment = {
    ...bucket.environment,
    DATABASE_URL: relay.url,
    QUEUE_URL: 'http://127.0.0.1:1/none',
    LOADER_LOG_LEVEL: 'error',
  };
  const folder = mkdtempSync(join(tmpdir(), 'dms-loader-start-'));
  const path = join(folder, 'changes.parquet');
  writeFileSync(
    path,
    productFile(Array.from({ length: ROWS }, (_, row) => ({ id: BigInt(row), name: `Gear ${row}` }))),
  );
  const all: Times[] = [];
  try {
    for (let start = 0; start < starts; start += 1) {
      tell(`cold start ${start + 1} of ${starts}: ${entry}`);
      const announced = await bucket.put(changeKey(Date.now() + start), path);
      const args = [CHILD, pathToFileURL(join(ROOT, entry)).href, JSON.stringify(eventOf(announced))];
      const { failures, ...times } = await runJson<Omit<Times, 'firstQueryAt'> & { failures: number }>({
        file: process.execPath,
        args,
        environment,
      });
      all.push({ ...times, firstQueryAt: failures === 0 ? (relay.takeFirstQueryAt() ?? Number.NaN) : Number.NaN });
    }
  } finally {
    relay.close();
    rmSync(folder, { recursive: true });
  }
  return { entry, ...sizeOf(entry), ...mediansOf(all), rows: ROWS };
}

function eventOf({ key, eTag, size }: Announced) {
  const Body = s3Notification(s3Record({}, { key, eTag, size }));
  return asEvent([{ MessageId: '1', ReceiptHandle: '1', Body, Attributes: { ApproximateReceiveCount: '1' } }]);
}

function mediansOf(all: readonly Times[]): Pick<ColdStart, 'importMs' | 'firstQueryMs' | 'committedMs'> {
  const between = (from: keyof Times, to: keyof Times): number =>
    median(all.map(times => times[to] - times[from])) ?? Number.NaN;
  return {
    importMs: between('importAt', 'importedAt'),
    firstQueryMs: between('importAt', 'firstQueryAt'),
    committedMs: between('startedAt', 'doneAt'),
  };
}

/** Of the bundle, its lazily loaded pieces among it, without source maps. */
function sizeOf(entry: string): Pick<ColdStart, 'bundleBytes'> {
  if (entry !== BUNDLE) {
    return {};
  }
  const folder = join(ROOT, BUNDLE, '..');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  const code = files.filter(file => file.isFile() && !file.name.endsWith('.map'));
  const sizes = code.map(({ parentPath, name }) => statSync(join(parentPath, name)).size);
  return { bundleBytes: sizes.reduce((sum, size) => sum + size, 0) };
}
