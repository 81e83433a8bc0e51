import { oneLine } from '../../../domain/one-line.ts';
import type { RowAside, WhichRows } from '../../../domain/quarantine/quarantine.ts';
import { shellWord } from '../../../domain/shell-word.ts';
import { targetName } from '../../../domain/table/table.ts';
import { closingLine, isActing } from '../acting.ts';
import { actorName } from '../actor.ts';
import { type Call, textOf } from '../command.ts';
import { counted, withRest } from '../counts.ts';
import { misuse } from '../misuse.ts';
import type { ExitCode } from '../output.ts';
import { placeOf, whereOf } from './options.ts';
import { rowDocument, rowText } from './rows.ts';
import { onQuarantineOf } from './scene.ts';

/** Lines for people; programs get all rows. */
const MOST_NAMED = 20;

/** `dms-loader quarantine drop`: gives up rows that no retry will ever place. */
export async function runDrop(call: Call): Promise<ExitCode> {
  const { options } = call;
  const reason = reasonOf(options);
  const place = placeOf(options);
  const where = whereOf(options);
  const isDone = isActing(options);
  return await onQuarantineOf(call, async ({ quarantine, seconds }, table) => {
    const rows = isDone
      ? await quarantine.drop({ table, place, where, reason, actor: actorName(), seconds })
      : await quarantine.rows({ target: table.target, place, where });
    tell(call, { target: targetName(table), reason, place, rows, isDone });
    // A table may be clean; a row that was named and is not there is a slip.
    return rows.length === 0 && place !== undefined ? 1 : 0;
  });
}

function reasonOf({ reason }: Call['options']): string {
  const text = textOf(reason)?.trim() ?? '';
  if (text === '') {
    throw misuse('drop', 'needs a reason, for the audit table', 'add --reason "<text>"');
  }
  return text;
}

interface Told {
  readonly target: string;
  readonly reason: string;
  readonly place: WhichRows['place'];
  readonly rows: readonly RowAside[];
  readonly isDone: boolean;
}

function tell({ options, output }: Call, told: Told): void {
  const { target, reason, place, rows, isDone } = told;
  const conditions = (options['where'] ?? []) as readonly string[];
  const chosen = [
    ...(place === undefined ? [] : ['--row', String(place.row), '--object', place.object]),
    ...conditions.flatMap(condition => ['--where', condition]),
  ];
  const words = ['dms-loader', 'quarantine', 'drop', target, '--reason', reason, ...chosen, '--yes'];
  const command = words.map(shellWord).join(' ');
  const which = place === undefined ? nothingOf(target, conditions) : `no row ${place.row} of ${place.object}`;
  const text = rows.length === 0 ? oneLine(`${which} is set aside`) : textOfRows(told, command);
  output.answer(text, { action: 'drop', target, isDone, reason, rows: rows.map(rowDocument), command });
}

function nothingOf(target: string, conditions: readonly string[]): string {
  return conditions.length === 0 ? `nothing of ${target}` : `nothing of ${target} where ${conditions.join(' and ')}`;
}

function textOfRows({ target, rows, isDone }: Told, command: string): string {
  const what = `${counted(rows.length, 'row')} of ${target}`;
  return [
    `${isDone ? 'dropped' : 'would drop'}: ${what}, for good`,
    ...withRest(rows.slice(0, MOST_NAMED).map(rowText), rows.length),
    closingLine(isDone, command),
  ].join('\n');
}
