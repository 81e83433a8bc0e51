import type { Quarantine } from '../../../domain/quarantine/quarantine.ts';
import type { Table } from '../../../domain/table/table.ts';
import { readConfig } from '../../config.ts';
import { loadRoutes } from '../../tables.ts';
import { makeLoader, type OwnLoader, s3Store } from '../../wire.ts';
import type { Call } from '../command.ts';
import { namedTable } from '../named-table.ts';
import type { ExitCode } from '../output.ts';
import { makeTerminalLog } from '../terminal-log.ts';

/** What a command about rows that are set aside works with. */
export interface QuarantineScene {
  readonly call: Call;
  readonly quarantine: Quarantine;
  readonly loader: OwnLoader;
  /** Time for a transaction. */
  readonly seconds: number;
}

/** Runs such a command over the table that it names; undefined if it names none. The connection is closed after it. */
export async function onQuarantine(
  call: Call,
  work: (scene: QuarantineScene, table: Table | undefined) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { args, environment, output } = call;
  const config = readConfig(environment, ['database']);
  const routes = await loadRoutes(config.tablesPath);
  const table = args[0] === undefined ? undefined : namedTable(routes, args[0]);
  const loader = makeLoader(config, routes, { log: makeTerminalLog(output), store: s3Store() });
  try {
    const { quarantine } = loader.database;
    return await work({ call, quarantine, loader, seconds: config.objectSeconds }, table);
  } finally {
    await loader.close();
  }
}

/** The same of a command that has to name one. */
export function onQuarantineOf(
  call: Call,
  work: (scene: QuarantineScene, table: Table) => Promise<ExitCode>,
): Promise<ExitCode> {
  return onQuarantine(call, (scene, table) => {
    if (table === undefined) {
      throw new RangeError('a command without its table was let through');
    }
    return work(scene, table);
  });
}
