import { oneLine } from '../../domain/one-line.ts';
import type { Quarantine, RowAside } from '../../domain/quarantine/quarantine.ts';
import { shellWord } from '../../domain/shell-word.ts';
import { targetName } from '../../domain/table/table.ts';
import { actorName } from './actor.ts';
import { counted } from './counts.ts';
import type { ExitCode } from './output.ts';
import type { QuarantineWork } from './quarantine-options.ts';
import { rowDocument, rowText } from './quarantine-rows.ts';

/** Lines for people; programs get all rows. */
const MOST_NAMED = 20;

/** `dms-loader quarantine drop`: gives up rows that no retry will ever place. */
export async function runDrop(work: QuarantineWork, quarantine: Quarantine): Promise<ExitCode> {
  const { call, asked, table, seconds } = work;
  const { reason, place } = asked;
  const isActing = call.options['yes'] === true && call.options['dryRun'] !== true;
  const rows = isActing
    ? await quarantine.drop({ table, place, reason, actor: actorName(), seconds })
    : await quarantine.rows({ target: table.target, place });
  tell(work, rows, isActing);
  // A table may be clean; a row that was named and is not there is a slip.
  return rows.length === 0 && place !== undefined ? 1 : 0;
}

function tell({ call, asked, table }: QuarantineWork, rows: readonly RowAside[], isDone: boolean): void {
  const target = targetName(table);
  const { reason, place } = asked;
  const chosen = place === undefined ? '' : ` --row ${place.row} --object ${shellWord(place.object)}`;
  const command = `dms-loader quarantine drop ${shellWord(target)} --reason ${shellWord(reason)}${chosen} --yes`;
  const which = place === undefined ? `nothing of ${target}` : `no row ${place.row} of ${place.object}`;
  const text = rows.length === 0 ? oneLine(`${which} is set aside`) : textOf({ target, rows, isDone, command });
  call.output.answer(text, { action: 'drop', target, isDone, reason, rows: rows.map(rowDocument), command });
}

interface Told {
  readonly target: string;
  readonly rows: readonly RowAside[];
  readonly isDone: boolean;
  readonly command: string;
}

function textOf({ target, rows, isDone, command }: Told): string {
  const rest = rows.length - MOST_NAMED;
  const what = `${counted(rows.length, 'row')} of ${target}`;
  return [
    `${isDone ? 'dropped' : 'would drop'}: ${what}, for good`,
    ...rows.slice(0, MOST_NAMED).map(rowText),
    ...(rest > 0 ? [`and ${rest} more`] : []),
    isDone
      ? 'done, and written down in dms_loader.operator_action'
      : oneLine(`nothing was changed; to do it: ${command}`),
  ].join('\n');
}
