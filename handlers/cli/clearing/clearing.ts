/** What `sweep` and `truncate` have in common: rows that were written before a time are counted, and on demand cleared. */

import type { PostgresDatabase } from '../../../adapters/postgres/database.ts';
import {
  clearOlderRows,
  countOlderRows,
  type OlderRows,
  type OlderThan,
} from '../../../adapters/postgres/operations/clear-older.ts';
import { timestampText } from '../../../adapters/postgres/timestamp-text.ts';
import type { Routes } from '../../../domain/object/route.ts';
import { oneLine } from '../../../domain/one-line.ts';
import { shellWord } from '../../../domain/shell-word.ts';
import { type Table, targetName } from '../../../domain/table/table.ts';
import { readConfig } from '../../config.ts';
import { loadRoutes } from '../../tables.ts';
import { closingLine, isActing } from '../acting.ts';
import { actorName } from '../actor.ts';
import type { Call } from '../command.ts';
import { counted } from '../counts.ts';
import { namedTable } from '../named-table.ts';
import type { ExitCode } from '../output.ts';
import { withDatabase } from '../with-database.ts';

export interface Clearing {
  readonly action: 'sweep' | 'truncate';
  readonly older: OlderThan;
  /** What it rests on, as lines for people and as fields for programs; the fields go into the audit table as well. */
  readonly lines: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
  /** The options that make the rehearsed command the same one when it acts. */
  readonly options: string;
}

/** What such a command works on. */
export interface Scene {
  readonly table: Table;
  readonly routes: Routes;
  readonly database: PostgresDatabase;
}

/** Finds the table that is named, lets `plan` say what is to go, and counts or clears it. */
export async function runClearing(call: Call, plan: (scene: Scene) => Promise<Clearing>): Promise<ExitCode> {
  const config = readConfig(call.environment, ['database']);
  const routes = await loadRoutes(config.tablesPath);
  const table = namedTable(routes, call.args[0] ?? '');
  return await withDatabase(config, async (database): Promise<ExitCode> => {
    const clearing = await plan({ table, routes, database });
    const { action, older, detail } = clearing;
    const isDone = isActing(call.options);
    const seconds = config.objectSeconds;
    const rows = isDone
      ? await clearOlderRows(database.connection, older, { action, detail, actor: actorName(), seconds })
      : await countOlderRows(database.connection, older, seconds);
    tell(call, clearing, { rows, isDone });
    return 0;
  });
}

function tell({ output }: Call, clearing: Clearing, { rows, isDone }: { rows: OlderRows; isDone: boolean }): void {
  const { action, older, lines, detail, options } = clearing;
  const target = targetName(older.table);
  const before = timestampText(older.beforeMicros);
  const command = `dms-loader ${action} ${shellWord(target)}${options} --yes`;
  const text = [`${action} of ${target}`, ...lines, sentence(clearing, { rows, isDone }), closingLine(isDone, command)]
    .map(oneLine)
    .join('\n');
  output.answer(text, { action, target, isDone, before, rows, ...detail, command });
}

function sentence({ older }: Clearing, { rows, isDone }: { rows: OlderRows; isDone: boolean }): string {
  const { placed, unplaced, oldest, newest } = rows;
  const verb = older.table.onDelete === 'mark' ? 'mark as deleted' : 'remove';
  const done = older.table.onDelete === 'mark' ? 'marked as deleted' : 'removed';
  const range = placed === 0 ? '' : `, the oldest of ${oldest}, the newest of ${newest}`;
  const others = unplaced === 0 ? '' : `; and ${unplaced} that are older than the loader, without a position`;
  return `${isDone ? done : `would ${verb}`}: ${counted(placed, 'row')} written before ${timestampText(older.beforeMicros)}${range}${others}`;
}
