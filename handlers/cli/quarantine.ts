import { LoaderError } from '../../domain/errors.ts';
import { retryQuarantine } from '../../pipeline/retry-quarantine.ts';
import { readConfig } from '../config.ts';
import { loadRoutes } from '../tables.ts';
import { makeLoader, s3Store } from '../wire.ts';
import { actorName } from './actor.ts';
import type { Call } from './command.ts';
import { namedTable } from './named-table.ts';
import type { ExitCode } from './output.ts';
import {
  groupDocument,
  groupText,
  isRetried,
  retryDocument,
  retryLine,
  retryRemarks,
  retrySummary,
} from './quarantine-report.ts';
import { makeTerminalLog } from './terminal-log.ts';

/** `dms-loader quarantine ls` and `retry`: what is set aside, and another try with it. */
export async function runQuarantine(call: Call): Promise<ExitCode> {
  const { args, options, environment, output } = call;
  const [action, name] = args;
  refuseMisuse(call);
  const config = readConfig(environment, ['database']);
  const routes = await loadRoutes(config.tablesPath);
  const table = name === undefined ? undefined : namedTable(routes, name);
  const loader = makeLoader(config, routes, { log: makeTerminalLog(output), store: s3Store() });
  const { quarantine } = loader.database;
  try {
    if (action === 'ls' || table === undefined) {
      const groups = await quarantine.list(table?.target);
      const text = groups.length === 0 ? 'nothing is set aside' : groups.map(groupText).join('\n');
      output.answer(text, { groups: groups.map(groupDocument) });
      return 0;
    }
    const isRehearsal = options['dryRun'] === true;
    const request = { table, seconds: config.objectSeconds, actor: actorName(), isRehearsal };
    const results = await retryQuarantine(request, quarantine, loader);
    for (const result of results) {
      output.progress(retryLine(result), retryRemarks(result));
    }
    output.answer(retrySummary(results, request), retryDocument(results, request));
    return results.every(isRetried) ? 0 : 1;
  } finally {
    await loader.close();
  }
}

function refuseMisuse({ args, options }: Call): void {
  const [action = '', table] = args;
  if (action !== 'ls' && action !== 'retry') {
    throw misuse(action, 'is nothing that can be done with rows that are set aside', 'write ls or retry');
  }
  if (action === 'retry' && table === undefined) {
    throw misuse(action, 'needs a table', 'name its target or source, schema.table');
  }
  if (action === 'ls' && options['dryRun'] === true) {
    throw misuse('--dry-run', 'is for what changes something, and ls does not', 'leave it out');
  }
}

function misuse(value: string, reason: string, remedy: string): LoaderError {
  return new LoaderError('COMMAND_INVALID', { value, reason, remedy });
}
