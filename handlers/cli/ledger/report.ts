/** What `dms-loader ledger` says: a line for each write of a file, and a document for programs. */
import { errorGroup } from '../../../domain/error-group.ts';
import { isoSecond, isoTime, isoTimeOrNull } from '../../../domain/iso-time.ts';
import { isFinal } from '../../../domain/ledger.ts';
import { oneLine } from '../../../domain/one-line.ts';
import type { LoadLine, TableLine } from '../../../domain/ports/overview.ts';
import { shellWord } from '../../../domain/shell-word.ts';
import { grouped } from '../counts.ts';
import { textTable } from '../text-table.ts';

const COLUMNS = ['id', 'changed', 'state', 'tries', 'table', 'rows', 'applied', 'error', 'file'];

/** `next`: the number behind which the next page begins; undefined: this is the last. */
export function ledgerText(loads: readonly LoadLine[], next: bigint | undefined): string {
  const [first] = loads;
  if (first === undefined) {
    return 'the ledger has no such files';
  }
  return [
    textTable(COLUMNS, loads.map(cellsOf)),
    '',
    oneLine(`all about one of them: dms-loader trace file ${shellWord(first.object)}`),
    ...(next === undefined ? [] : [`there may be older ones: add --before-id ${next}`]),
  ].join('\n');
}

function cellsOf(load: LoadLine): readonly string[] {
  const { tables, error, state } = load;
  const [table] = tables;
  const others = tables.length > 1 ? ` and ${tables.length - 1} more` : '';
  return [
    `${load.objectLoadId}`,
    isoSecond(load.changedAtMs),
    `${state}${partText(load)}${load.givenUpAtMs === undefined ? '' : ', given up'}`,
    `${load.attempts}`,
    table === undefined ? '-' : `${table.target}${others}`,
    sumOf(tables, 'read'),
    sumOf(tables, 'applied'),
    // Of what is loaded, an error is history.
    error === undefined || isFinal(state) ? '' : error.code,
    load.object,
  ].map(oneLine);
}

function partText({ slices, state }: LoadLine): string {
  return slices === undefined || state !== 'partial' ? '' : ` ${slices.done}/${slices.all}`;
}

function sumOf(tables: readonly TableLine[], count: 'read' | 'applied'): string {
  return tables.length === 0 ? '-' : grouped(tables.reduce((sum, { counts }) => sum + counts[count], 0));
}

export function ledgerDocument(loads: readonly LoadLine[], next: bigint | undefined): unknown {
  return { loads: loads.map(loadDocument), next: next ?? null };
}

function loadDocument(load: LoadLine): Readonly<Record<string, unknown>> {
  const { lastModifiedMs, firstSeenAtMs, changedAtMs, givenUpAtMs, error, slices, tables, ...told } = load;
  return {
    ...told,
    lastModified: isoTimeOrNull(lastModifiedMs),
    firstSeenAt: isoTime(firstSeenAtMs),
    changedAt: isoTime(changedAtMs),
    givenUpAt: isoTimeOrNull(givenUpAtMs),
    error: error ?? null,
    group: error === undefined ? null : errorGroup(error.code, error.message),
    slices: slices ?? null,
    tables: tables.map(({ writtenAtMs, startedAtMs, loadedAtMs, ...table }) => ({
      ...table,
      // At the epoch stand full loads of which no row tells when it was written.
      writtenAt: writtenAtMs === 0 ? null : isoTime(writtenAtMs),
      startedAt: isoTime(startedAtMs),
      loadedAt: isoTime(loadedAtMs),
    })),
  };
}
