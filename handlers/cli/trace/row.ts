import { shown } from '../../../domain/errors.ts';
import { oneLine } from '../../../domain/one-line.ts';
import type { RowTrace, Traces, WriteTrace } from '../../../domain/ports/traces.ts';
import { type Table, targetName } from '../../../domain/table/table.ts';
import { type RowHistory, rowHistory } from '../../../pipeline/row-history.ts';
import { readConfig } from '../../config.ts';
import { loadRoutes } from '../../tables.ts';
import { makeLoader, type OwnLoader, s3Store } from '../../wire.ts';
import { type Call, textOf } from '../command.ts';
import { timeOrAgo } from '../duration.ts';
import { parseUrl } from '../files/load-items.ts';
import { misuse } from '../misuse.ts';
import { namedTable } from '../named-table.ts';
import type { ExitCode } from '../output.ts';
import { makeTerminalLog } from '../terminal-log.ts';
import { wholeNumber } from '../whole-number.ts';
import { rowDocument, writeDocument } from './documents.ts';
import { historyDocument, historyLines } from './history-report.ts';
import { rowText, writeLines } from './report.ts';

/** `dms-loader trace row`: which change made a row what it is, and the ledger's line of its file; or all changes of its key. */
export async function runTraceRow(call: Call): Promise<ExitCode> {
  const { args, environment, output } = call;
  const [name = '', ...key] = args;
  const asked = historyAsked(call);
  const config = readConfig(environment, ['database']);
  const routes = await loadRoutes(config.tablesPath);
  const table = namedTable(routes, name);
  const loader = makeLoader(config, routes, { log: makeTerminalLog(output), store: s3Store() });
  try {
    const { traces } = loader.database;
    const trace = await traces.row(table, key);
    const file = await fileOf(traces, trace);
    const scene = { call, table, key, trace, loader, seconds: config.objectSeconds };
    const history = asked === undefined ? undefined : await read(asked, scene);
    const lines = [
      ...rowText(`${targetName(table)} ${key.map(shown).join(', ')}`, trace),
      ...(file === undefined ? [] : writeLines(file)),
      ...(history === undefined ? [] : historyLines(history)),
    ];
    output.answer(lines.map(oneLine).join('\n'), {
      target: targetName(table),
      key,
      ...rowDocument(trace),
      file: file === undefined ? null : writeDocument(file),
      ...(history === undefined ? {} : { history: historyDocument(history) }),
    });
    return trace.state === 'absent' && (history?.lines ?? []).length === 0 ? 1 : 0;
  } finally {
    await loader.close();
  }
}

interface HistoryAsked {
  readonly mostFiles: number;
  readonly sinceMs: number | undefined;
}

const USUAL_FILES = '50';

function historyAsked({ options }: Call): HistoryAsked | undefined {
  const files = textOf(options['files']);
  const since = textOf(options['since']);
  if (options['history'] !== true) {
    if (files !== undefined || since !== undefined) {
      throw misuse(files === undefined ? '--since' : '--files', 'is for --history', 'add --history, or leave it out');
    }
    return;
  }
  const mostFiles = wholeNumber('--files', files ?? USUAL_FILES, [1, 999_999]);
  return { mostFiles, sinceMs: since === undefined ? undefined : timeOrAgo('--since', since) };
}

interface Scene {
  readonly call: Call;
  readonly table: Table;
  readonly key: readonly string[];
  readonly trace: RowTrace;
  readonly loader: OwnLoader;
  readonly seconds: number;
}

async function read(asked: HistoryAsked, { call, loader, ...scene }: Scene): Promise<RowHistory> {
  let bar = call.output.bar('files', undefined);
  try {
    const onProgress = (done: number, all: number): void => {
      bar = done === 0 ? call.output.bar('files', all) : bar;
      bar.at(done);
    };
    return await rowHistory({ ...asked, ...scene, onProgress }, loader.database.traces, loader);
  } finally {
    bar.end();
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
