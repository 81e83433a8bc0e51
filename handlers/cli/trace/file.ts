import { objectUrl } from '../../../domain/object/identity.ts';
import { oneLine } from '../../../domain/one-line.ts';
import { readConfig } from '../../config.ts';
import type { Call } from '../command.ts';
import { parseUrl } from '../files/load-items.ts';
import { misuse } from '../misuse.ts';
import type { ExitCode } from '../output.ts';
import { withDatabase } from '../with-database.ts';
import { attemptDocument, writeDocument } from './documents.ts';
import { fileText } from './report.ts';

/** `dms-loader trace file`: all that the ledger has on an object. */
export async function runTraceFile({ args, environment, output }: Call): Promise<ExitCode> {
  const [url = ''] = args;
  const object = parseUrl(url);
  if (object.key === '' || object.key.endsWith('/')) {
    throw misuse(url, 'names no object', 'write the whole key of one, s3://bucket/key');
  }
  return await withDatabase(readConfig(environment, ['database']), async (database): Promise<ExitCode> => {
    const trace = await database.traces.file(object);
    const lines = fileText(trace);
    const unknown = `the ledger does not know ${objectUrl(object)}: no message of it was received, or it was long ago`;
    output.answer((lines.length === 0 ? [unknown] : lines).map(oneLine).join('\n'), {
      object: objectUrl(object),
      writes: trace.writes.map(writeDocument),
      removals: trace.removals.map(attemptDocument),
    });
    return lines.length === 0 ? 1 : 0;
  });
}
