import { timestampText } from '../../../adapters/postgres/timestamp-text.ts';
import { cellOf, type SourceValue } from '../../../domain/columns/column.ts';
import { textOf } from '../../../domain/columns/source-text.ts';
import { shown } from '../../../domain/errors.ts';
import { oneLine } from '../../../domain/one-line.ts';
import type { RowInFull } from '../../../domain/quarantine/quarantine.ts';
import { batchOfRow, columnsOfRow } from '../../../domain/quarantine/source-row.ts';
import type { Call } from '../command.ts';
import type { ExitCode } from '../output.ts';
import { textTable } from '../text-table.ts';
import { placeOf } from './options.ts';
import { rowDocument, rowText } from './rows.ts';
import { onQuarantineOf } from './scene.ts';

/** `dms-loader quarantine show`: one row that is set aside, whole. */
export async function runShow(call: Call): Promise<ExitCode> {
  const { options, output } = call;
  const place = placeOf(options) ?? { object: '', row: 0 };
  return await onQuarantineOf(call, async ({ quarantine }, table) => {
    const rows = await quarantine.full(table.target, place);
    const nothing = oneLine(`no row ${place.row} of ${place.object} is set aside`);
    output.answer(rows.length === 0 ? nothing : rows.map(fullText).join('\n'), { rows: rows.map(fullDocument) });
    return rows.length === 0 ? 1 : 0;
  });
}

interface Cell {
  readonly name: string;
  readonly type: string;
  /** As the file has it; null is NULL. */
  readonly value: string | null;
}

function cellsOf({ source }: RowInFull): readonly Cell[] {
  const columns = columnsOfRow(source);
  const batch = batchOfRow(
    source,
    columns.map(({ name }) => name),
  );
  return columns.map(({ name, type }, at) => {
    const value = cellOf(batch.columns[at] ?? { values: [] }, 0) as SourceValue | null;
    return { name, type: type.kind, value: value === null ? null : textOf(type)(value) };
  });
}

function fullText(row: RowInFull): string {
  const { load, writtenAtMicros } = row;
  const message =
    load?.messageId === undefined ? '' : `, brought by message ${load.messageId}, receive ${load.receiveCount}`;
  const cells = cellsOf(row).map(({ name, type, value }) => [
    oneLine(name),
    type,
    value === null ? null : shown(value),
  ]);
  return [
    rowText(row),
    oneLine(`    written ${timestampText(writtenAtMicros)}, load ${row.tableLoadId}${message}`),
    textTable(['column', 'type', 'value'], cells),
  ].join('\n');
}

function fullDocument(row: RowInFull): Readonly<Record<string, unknown>> {
  const { load, writtenAtMicros, source: _, ...aside } = row;
  const writtenAt = timestampText(writtenAtMicros);
  return { ...rowDocument(aside), writtenAt, message: load?.messageId ?? null, cells: cellsOf(row) };
}
