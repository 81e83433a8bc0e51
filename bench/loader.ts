/** The loader as it runs: the object on S3, read by ranges, decoded, mapped, merged, recorded and committed; a fresh process each time. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { connectDatabase } from '../adapters/postgres/database.ts';
import { migrate } from '../adapters/postgres/migrate.ts';
import { startAws } from '../test/stack/aws.ts';
import { createDatabase } from '../test/stack/postgres.ts';
import { clientsFor } from '../test/stack/stack.ts';
import type { Contender, Measurement, Work } from './contender.ts';
import { runJson } from './run-json.ts';
import { benchProduct } from './table.ts';

const BUCKET = 'bench';
const CHILD = fileURLToPath(new URL('measured-load.ts', import.meta.url));

interface Answer {
  readonly outcome: string;
  readonly error?: string;
  readonly applied?: number;
  readonly seconds: number;
  readonly peakRssMib: number;
  readonly searchStatements: number;
}

export interface LoaderContender extends Contender {
  stop(): Promise<void>;
}

/** Starts S3 in this process; the bytes of an object come over HTTP from it. */
export async function makeLoaderContender(serverUrl: string): Promise<LoaderContender> {
  const databaseUrl = await createDatabase(serverUrl);
  await migrateTo(databaseUrl);
  const aws = await startAws();
  const { s3 } = clientsFor(aws);
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const environment = {
    DATABASE_URL: databaseUrl,
    AWS_REGION: aws.region,
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ACCESS_KEY_ID: aws.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.secretAccessKey,
  };
  return {
    name: 'loader',
    databaseUrl,
    async measure(work) {
      const place = { Bucket: BUCKET, Key: keyOf(work) };
      await s3.send(new PutObjectCommand({ ...place, Body: await readFile(work.path) }));
      const answer = await runJson<Answer>({
        file: process.execPath,
        args: [CHILD, BUCKET, place.Key, ...policyOf(work)],
        environment,
      });
      await s3.send(new DeleteObjectCommand(place));
      return checked(answer, work);
    },
    async stop() {
      s3.destroy();
      await aws.stop();
    },
  };
}

async function migrateTo(databaseUrl: string): Promise<void> {
  const database = connectDatabase({ url: databaseUrl });
  try {
    await migrate(database.connection, [benchProduct]);
  } finally {
    await database.close();
  }
}

/** Every object is another one: a full-load file, or a change file written a minute after it, so that its rows are newer. */
function keyOf({ task, rows, round }: Work): string {
  const folder = 'dmstest/test_product';
  const written = new Date(Date.now() + 60_000)
    .toISOString()
    .replaceAll(/[-:Z]/gu, '')
    .replace('T', '-')
    .replace('.', '');
  return task === 'full'
    ? `${folder}/LOAD${`${rows + round}`.padStart(8, '0')}.parquet`
    : `${folder}/${written}.parquet`;
}

function policyOf({ badRows }: Work): readonly string[] {
  return badRows === undefined ? [] : ['quarantine'];
}

/** @throws Error if the file was not loaded whole */
function checked(answer: Answer, { rows, badRows = 0 }: Work): Measurement {
  const { outcome, error, applied, seconds, peakRssMib, searchStatements } = answer;
  if (outcome !== 'loaded' || applied !== rows - badRows) {
    throw new Error(`the loader answered ${outcome}, ${applied ?? 0} of ${rows} rows applied; ${error ?? 'no error'}`);
  }
  return { seconds, peakRssMib, searchStatements };
}
