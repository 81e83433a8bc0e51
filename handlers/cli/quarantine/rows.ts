/** Single rows that are set aside, as `quarantine ls --rows` and `quarantine drop` tell them. */
import { shown } from '../../../domain/errors.ts';
import { isoTime } from '../../../domain/iso-time.ts';
import { oneLine } from '../../../domain/one-line.ts';
import type { RowAside } from '../../../domain/quarantine/quarantine.ts';

/** A line for the row, and one for each of its faults. */
export function rowText({ target, object, row, sinceMs, faults }: RowAside): string {
  const lines = faults.map(({ column, value, reason, remedy }) => {
    const said = value === undefined ? '' : ` ${shown(value)}`;
    return `    column ${column}${said} ${reason}; ${remedy}`;
  });
  return [`${target}: ${object}, row ${row}, since ${isoTime(sinceMs)}`, ...lines].map(oneLine).join('\n');
}

export function rowDocument({ sinceMs, tableLoadId, faults, ...told }: RowAside): Readonly<Record<string, unknown>> {
  const since = isoTime(sinceMs);
  return { ...told, load: tableLoadId, since, faults: faults.map(({ row: _, ...fault }) => fault) };
}
