import { findRemovals } from '../../../adapters/postgres/operations/find-removals.ts';
import { isoTime } from '../../../domain/iso-time.ts';
import { type Call, textOf } from '../command.ts';
import { pastTime } from '../given-time.ts';
import type { ExitCode } from '../output.ts';
import { type Clearing, runClearing, type Scene } from './clearing.ts';

/** `dms-loader truncate`: does to the target what a TRUNCATE did to the source, of which no file tells. */
export function runTruncate(call: Call): Promise<ExitCode> {
  const at = textOf(call.options['at']);
  const atMs = at === undefined ? Date.now() : pastTime('--at', at);
  return runClearing(call, async ({ table, database }: Scene): Promise<Clearing> => {
    const removals = await findRemovals(database.connection, table);
    const line =
      removals === undefined
        ? 'no removal of its files from a bucket is recorded'
        : `${removals.objects} of its files were removed from a bucket, ${removals.first} to ${removals.last}: look for the time of the TRUNCATE there`;
    return {
      action: 'truncate',
      older: { table, beforeMicros: BigInt(atMs) * 1000n, keptLoads: [] },
      lines: [line],
      detail: { removals: removals ?? null },
      options: ` --at ${isoTime(atMs)}`,
    };
  });
}
