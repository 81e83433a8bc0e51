/** What `trace row --history` says: each change of a key, and what became of it. */
import { timestampText } from '../../../adapters/postgres/timestamp-text.ts';
import { shown } from '../../../domain/errors.ts';
import type { Fate } from '../../../domain/trace/fates.ts';
import type { HistoryLine, RowHistory } from '../../../pipeline/row-history.ts';
import { counted } from '../counts.ts';
import { codedMessage } from '../output.ts';

export function historyLines({ lines, files, hasOlder, unread }: RowHistory): readonly string[] {
  const older = hasOlder ? '; there are older ones: --files, --since' : '';
  return [
    `${counted(lines.length, 'change')} of it in ${counted(files, 'file')}${older}`,
    ...lines.map(
      line =>
        `    ${timestampText(line.writtenAtMicros)} ${what(line)}, row ${line.row} of ${line.object}: ${fateText(line.fate)}`,
    ),
    ...(unread.length === 0 ? [] : [`${counted(unread.length, 'file')} could not be looked into:`]),
    ...unread.map(({ error }) => `    ${codedMessage(error)}`),
  ];
}

function what({ op, from, to }: HistoryLine): string {
  if (from !== undefined) {
    return `${op} from ${from.map(shown).join(', ')}`;
  }
  return to === undefined ? op : `${op} to ${to.map(shown).join(', ')}`;
}

function fateText(fate: Fate): string {
  switch (fate.kind) {
    case 'superseded':
      return `superseded by ${timestampText(fate.by.writtenAtMicros)}, row ${fate.by.row}`;
    case 'not loaded':
      return `not loaded (${fate.state})`;
    case 'not there any more':
      return fate.floor === undefined ? fate.kind : `${fate.kind}, or below the floor (${fate.floor.reason})`;
    default:
      return fate.kind;
  }
}

export function historyDocument({ lines, files, hasOlder, unread }: RowHistory): Readonly<Record<string, unknown>> {
  return {
    files,
    hasOlder,
    changes: lines.map(({ object, eTag, row, op, from, to, fate, ...line }) => ({
      writtenAt: timestampText(line.writtenAtMicros),
      row,
      op,
      from: from ?? null,
      to: to ?? null,
      object,
      eTag,
      state: line.state,
      load: line.tableLoadId ?? null,
      fate: fate.kind,
      by: fate.kind === 'superseded' ? { writtenAt: timestampText(fate.by.writtenAtMicros), row: fate.by.row } : null,
    })),
    unread: unread.map(({ object, error }) => ({ object, error })),
  };
}
