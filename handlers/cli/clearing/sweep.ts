import { loadFilesOf } from '../../../adapters/postgres/operations/load-files.ts';
import { makeS3Client } from '../../../adapters/s3/client.ts';
import { listObjects } from '../../../adapters/s3/list-keys.ts';
import { isoTime } from '../../../domain/iso-time.ts';
import { objectUrl } from '../../../domain/object/identity.ts';
import type { LoadFile } from '../../../domain/reload/generation.ts';
import { type SweepScope, sweepScope } from '../../../pipeline/sweep-scope.ts';
import { type Call, textOf } from '../command.ts';
import { counted, withRest } from '../counts.ts';
import { pastTime } from '../given-time.ts';
import type { ExitCode } from '../output.ts';
import { type Clearing, runClearing, type Scene } from './clearing.ts';

/** Lines for people; programs get all files. */
const MOST_NAMED = 20;

/** `dms-loader sweep`: removes the rows that the newest full load did not bring. */
export function runSweep(call: Call): Promise<ExitCode> {
  const before = textOf(call.options['before']);
  const beforeMs = before === undefined ? undefined : pastTime('--before', before);
  return runClearing(call, async ({ table, routes, database }: Scene): Promise<Clearing> => {
    const s3 = makeS3Client();
    const scope = await sweepScope({
      table,
      routes,
      beforeMs,
      ledger: loadFilesOf(database.connection, table),
      list: (bucket, prefix) => listObjects(s3, bucket, prefix),
    });
    return {
      action: 'sweep',
      older: { table, beforeMicros: scope.beforeMicros, keptLoads: scope.keptLoads },
      lines: linesOf(scope),
      detail: { files: scope.files.map(asDocument), stale: scope.stale.map(asDocument), remarks: scope.remarks },
      options: beforeMs === undefined ? '' : ` --before ${isoTime(beforeMs)}`,
    };
  });
}

function linesOf({ files, stale, remarks }: SweepScope): string[] {
  const left = `left out, as an earlier and longer load left them: ${counted(stale.length, 'file')}`;
  return [
    `the full load: ${counted(files.length, 'file')}, all loaded; be sure that DMS has completed it, files to come are not known here`,
    ...named(files),
    ...(stale.length === 0 ? [] : [left, ...named(stale)]),
    ...remarks,
  ];
}

function named(files: readonly LoadFile[]): readonly string[] {
  const lines = files.slice(0, MOST_NAMED).map(file => `    ${objectUrl(file)}, modified ${timeOf(file)}`);
  return withRest(lines, files.length, '    ');
}

function timeOf({ lastModifiedMs }: LoadFile): string {
  return isoTime(lastModifiedMs);
}

function asDocument(file: LoadFile): Readonly<Record<string, unknown>> {
  return { object: objectUrl(file), lastModified: timeOf(file) };
}
