import { LoaderError } from '../domain/errors.ts';
import type { ObjectEvent } from '../domain/notification/announcement.ts';
import { objectUrl } from '../domain/object/identity.ts';
import { readKey } from '../domain/object/key.ts';
import { routeKey } from '../domain/object/route.ts';
import type { Attempt } from '../domain/ports/intent.ts';
import { shellWord } from '../domain/shell-word.ts';
import { type Table, targetName } from '../domain/table/table.ts';
import type { Ending, Loader } from './loader.ts';
import { asLoaderError } from './record-failure.ts';

/**
 * Records that an object was removed. Its rows stay: only a person knows why it went.
 *
 * DMS deletes all files of a table that is truncated or dropped at the source, and writes no other word of it (DMS User
 * Guide, "Using Amazon S3 as a target", limitations), so that a removal from the folder of a mapped table is a warning.
 */
export async function recordRemoval(event: ObjectEvent, attempt: Attempt, loader: Loader): Promise<Ending> {
  const { bucket, key, eventTime } = event;
  const object = objectUrl(event);
  const { messageId } = attempt;
  try {
    const table = tableOf(event, loader);
    await loader.database.recordRemoval({ bucket, key, eventTime, table, attempt });
    if (table === undefined) {
      loader.log.info('object', { object, outcome: 'removed', messageId });
    } else {
      loader.log.warn('source-removal', { object, outcome: 'removed', messageId, ...adviceOn(table) });
    }
    return { outcome: 'removed' };
  } catch (thrown) {
    const error = asLoaderError(thrown).at({ object });
    loader.log.error('object', { object, outcome: 'failed', error, messageId });
    return { outcome: 'failed', error };
  }
}

/** The mapped table in whose folder the object was, if it was in one, and was a file that holds rows. */
function tableOf({ bucket, key }: ObjectEvent, { routes }: Loader): Table | undefined {
  const read = readKey(key);
  const routed = read === undefined || read.kind === 'stray' ? undefined : routeKey(read, routes, bucket);
  return routed === undefined || routed instanceof LoaderError || routed.kind !== 'table' ? undefined : routed.table;
}

function adviceOn(table: Table) {
  const target = targetName(table);
  return {
    target,
    reason:
      'DMS removes the files of a table that was truncated or dropped at the source, or is about to be loaded again; its rows stay in the target',
    look: `select * from dms_loader.source_removal where target = '${target.replaceAll("'", "''")}'`,
    act: `dms-loader truncate ${shellWord(target)}`,
  };
}
