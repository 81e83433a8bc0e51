import { objectUrl } from '../domain/object/identity.ts';
import type { Attempt } from '../domain/ports/intent.ts';
import { targetName } from '../domain/table/table.ts';
import { type Ending, type Loader, type LoadResult, toldTables } from './loader.ts';

/** The line of the log on what became of an object. */
export function tellObject(
  result: LoadResult,
  { messageId, receiveCount, startedAtMs }: Attempt,
  loader: Loader,
): void {
  loader.log[levelOf(result)]('object', {
    object: objectUrl(result.identity),
    outcome: result.outcome,
    target: result.table === undefined ? undefined : targetName(result.table),
    ...result.counts,
    ...toldTables(result),
    error: result.error,
    notes: result.notes.length === 0 ? undefined : result.notes,
    messageId,
    receiveCount,
    milliseconds: loader.clock.now() - startedAtMs,
  });
}

/** A load that set rows aside is done, and leaves somebody something to do. */
function levelOf({ error, counts }: Ending): 'info' | 'warn' | 'error' {
  if (error !== undefined) {
    return 'error';
  }
  return counts === undefined || counts.quarantined === 0 ? 'info' : 'warn';
}
