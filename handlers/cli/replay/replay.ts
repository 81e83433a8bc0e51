/** `dms-loader replay`: the files of a bucket once more, as far as there is something to do; said first, done with --yes. */
import { makeS3Client } from '../../../adapters/s3/client.ts';
import { listObjects } from '../../../adapters/s3/list-keys.ts';
import type { Routes } from '../../../domain/object/route.ts';
import type { ListedObject } from '../../../domain/ports/store.ts';
import { type Survey, surveyReplay } from '../../../pipeline/replay.ts';
import { type LeftOut, replayFiles } from '../../../pipeline/replay-files.ts';
import { readConfig } from '../../config.ts';
import { loadRoutes } from '../../tables.ts';
import { makeLoader, s3Store } from '../../wire.ts';
import type { Call } from '../command.ts';
import { misuse } from '../misuse.ts';
import type { ExitCode } from '../output.ts';
import { makeTerminalLog } from '../terminal-log.ts';
import { actOn } from './act.ts';
import { type ReplayOptions, replayOptions } from './options.ts';
import { rehearseFiles } from './rehearsal.ts';
import { tellReplay } from './report.ts';
import type { ReplayScene } from './scene.ts';

export async function runReplay(call: Call): Promise<ExitCode> {
  const options = replayOptions(call);
  const config = readConfig(call.environment, options.via === 'queue' ? ['database', 'queue'] : ['database']);
  const { queueUrl, objectSeconds } = config;
  const routes = await loadRoutes(config.tablesPath);
  const loader = makeLoader(config, routes, { log: makeTerminalLog(call.output), store: s3Store() });
  const via = options.via ?? (queueUrl === '' ? 'direct' : 'queue');
  try {
    // Fails at once, and once, where every file would.
    await loader.database.connection.client();
    const request = { files: () => filesOf(options, routes), ledger: loader.database, force: options.force };
    const scene = { call, options, via, queueUrl, objectSeconds, loader, request } as const;
    const { survey, leftOut } = await lookAt(scene);
    const work = await (options.isActing ? actOn(scene, survey) : rehearseFiles(scene, survey));
    tellReplay(scene, { survey, leftOut, work });
    return work.problems === 0 ? 0 : 1;
  } finally {
    await loader.close();
  }
}

function filesOf(options: ReplayOptions, routes: Routes, leftOut: LeftOut = nothing()) {
  return replayFiles({ ...options, objects: listed(options), routes }, leftOut);
}

/** One file is listed, too: its size and ETag tell the write that the ledger is asked for. */
async function* listed({ bucket, key, isOneFile }: ReplayOptions): AsyncGenerator<ListedObject> {
  for await (const object of listObjects(makeS3Client(), bucket, key)) {
    if (!isOneFile || object.key === key) {
      yield object;
    }
  }
}

async function lookAt({ call, options, loader, request }: ReplayScene) {
  const leftOut = nothing();
  const bar = call.output.bar('listed', undefined);
  let seen = 0;
  async function* counted() {
    for await (const file of filesOf(options, loader.routes, leftOut)) {
      seen += 1;
      bar.at(seen);
      yield file;
    }
  }
  const survey = await surveyReplay({ ...request, files: counted }, options.sample ?? 0);
  bar.end();
  refuseNothing(options, survey, leftOut);
  return { survey, leftOut };
}

function nothing(): LeftOut {
  return { others: 0, outsideOfSpan: 0 };
}

function refuseNothing({ url }: ReplayOptions, { files }: Survey, { others, outsideOfSpan }: LeftOut): void {
  if (files > 0) {
    return;
  }
  if (outsideOfSpan > 0) {
    throw misuse(url, `has ${outsideOfSpan} files, all written outside of the time span`, 'mend --since or --until');
  }
  throw others > 0
    ? misuse(
        url,
        `has ${others} objects, and none is a data file of a mapped table`,
        'give another prefix, or add a mapping',
      )
    : misuse(
        url,
        'has nothing below it',
        'give a prefix as S3 has it, s3://bucket/schema/table/, or the key of a file',
      );
}
