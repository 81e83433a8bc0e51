import { connectDatabase } from '../../adapters/postgres/database.ts';
import { shown } from '../../domain/errors.ts';
import { oneLine } from '../../domain/one-line.ts';
import type { RowTrace, Traces, WriteTrace } from '../../domain/ports/traces.ts';
import { targetName } from '../../domain/table/table.ts';
import { readConfig } from '../config.ts';
import { loadRoutes } from '../tables.ts';
import type { Call } from './command.ts';
import { parseUrl } from './load-items.ts';
import { namedTable } from './named-table.ts';
import type { ExitCode } from './output.ts';
import { rowDocument, writeDocument } from './trace-documents.ts';
import { rowText, writeLines } from './trace-report.ts';

/** `dms-loader trace row`: which change made a row what it is, and the ledger's line of its file. */
export async function runTraceRow({ args, environment, output }: Call): Promise<ExitCode> {
  const [name = '', ...key] = args;
  const config = readConfig(environment, ['database']);
  const table = namedTable(await loadRoutes(config.tablesPath), name);
  const database = connectDatabase({ url: config.databaseUrl });
  try {
    const trace = await database.traces.row(table, key);
    const file = await fileOf(database.traces, trace);
    const target = targetName(table);
    const lines = [
      ...rowText(`${target} ${key.map(shown).join(', ')}`, trace),
      ...(file === undefined ? [] : writeLines(file)),
    ];
    output.answer(lines.map(oneLine).join('\n'), {
      target,
      key,
      ...rowDocument(trace),
      file: file === undefined ? null : writeDocument(file),
    });
    return trace.state === 'absent' ? 1 : 0;
  } finally {
    await database.close();
  }
}

async function fileOf(traces: Traces, { madeBy }: RowTrace): Promise<WriteTrace | undefined> {
  const load = madeBy?.load;
  if (load === undefined) {
    return;
  }
  const { writes } = await traces.file(parseUrl(load.object));
  return writes.find(({ objectLoadId }) => objectLoadId === load.objectLoadId);
}
