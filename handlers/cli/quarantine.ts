import type { Quarantine } from '../../domain/quarantine/quarantine.ts';
import type { Table } from '../../domain/table/table.ts';
import type { Loader } from '../../pipeline/loader.ts';
import { retryQuarantine } from '../../pipeline/retry-quarantine.ts';
import { readConfig } from '../config.ts';
import { loadRoutes } from '../tables.ts';
import { makeLoader, s3Store } from '../wire.ts';
import { actorName } from './actor.ts';
import type { Call } from './command.ts';
import { namedTable } from './named-table.ts';
import type { ExitCode } from './output.ts';
import { runDrop } from './quarantine-drop.ts';
import { type QuarantineWork, quarantineAsked } from './quarantine-options.ts';
import {
  groupDocument,
  groupText,
  isRetried,
  retryDocument,
  retryLine,
  retryRemarks,
  retrySummary,
} from './quarantine-report.ts';
import { rowDocument, rowText } from './quarantine-rows.ts';
import { makeTerminalLog } from './terminal-log.ts';

/** `dms-loader quarantine ls`, `retry` and `drop`: what is set aside, another try with it, and an end of it. */
export async function runQuarantine(call: Call): Promise<ExitCode> {
  const { environment, output } = call;
  const asked = quarantineAsked(call);
  const config = readConfig(environment, ['database']);
  const routes = await loadRoutes(config.tablesPath);
  const table = asked.table === undefined ? undefined : namedTable(routes, asked.table);
  const loader = makeLoader(config, routes, { log: makeTerminalLog(output), store: s3Store() });
  const { quarantine } = loader.database;
  try {
    if (asked.action === 'ls' || table === undefined) {
      return await list(call, table?.target, quarantine);
    }
    const work: QuarantineWork = { call, asked, table, seconds: config.objectSeconds };
    return await (asked.action === 'retry' ? retry(work, quarantine, loader) : runDrop(work, quarantine));
  } finally {
    await loader.close();
  }
}

const NOTHING = 'nothing is set aside';

async function list(
  { options, output }: Call,
  target: Table['target'] | undefined,
  quarantine: Quarantine,
): Promise<ExitCode> {
  if (options['rows'] === true) {
    const rows = await quarantine.rows({ target });
    output.answer(rows.length === 0 ? NOTHING : rows.map(rowText).join('\n'), { rows: rows.map(rowDocument) });
    return 0;
  }
  const groups = await quarantine.list(target);
  const text = groups.length === 0 ? NOTHING : groups.map(groupText).join('\n');
  output.answer(text, { groups: groups.map(groupDocument) });
  return 0;
}

async function retry(
  { call, table, seconds }: QuarantineWork,
  quarantine: Quarantine,
  loader: Loader,
): Promise<ExitCode> {
  const { options, output } = call;
  const request = { table, seconds, actor: actorName(), isRehearsal: options['dryRun'] === true };
  const results = await retryQuarantine(request, quarantine, loader);
  for (const result of results) {
    output.progress(retryLine(result), retryRemarks(result));
  }
  output.answer(retrySummary(results, request), retryDocument(results, request));
  return results.every(isRetried) ? 0 : 1;
}
