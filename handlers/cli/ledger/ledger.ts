import { mappedBy } from '../../../domain/object/mapped.ts';
import { readConfig } from '../../config.ts';
import { loadRoutes } from '../../tables.ts';
import type { Call } from '../command.ts';
import type { ExitCode } from '../output.ts';
import { withDatabase } from '../with-database.ts';
import { ledgerAsked, namedTarget } from './options.ts';
import { ledgerDocument, ledgerText } from './report.ts';

/** `dms-loader ledger`: what the ledger has on files, the newest first. */
export async function runLedger(call: Call): Promise<ExitCode> {
  const { table, ...filter } = ledgerAsked(call);
  const config = readConfig(call.environment, ['database']);
  const routes = await loadRoutes(config.tablesPath);
  const mapped = mappedBy(routes);
  return await withDatabase(config, async (database): Promise<ExitCode> => {
    const { overview } = database;
    const ledgerTargets = async (): Promise<readonly string[]> =>
      (await overview.tables(Date.now(), mapped)).map(known => known.target);
    const target = table === undefined ? undefined : await namedTarget(routes, table, ledgerTargets);
    const loads = await overview.loads({ ...filter, target }, mapped);
    const next = loads.length < filter.limit ? undefined : loads.at(-1)?.objectLoadId;
    call.output.answer(ledgerText(loads, next), ledgerDocument(loads, next));
    return 0;
  });
}
