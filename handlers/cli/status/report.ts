/** What `dms-loader status` says: lines for people, and a document for programs. */

import { isoSecond, isoTimeOrNull } from '../../../domain/iso-time.ts';
import { oneLine } from '../../../domain/one-line.ts';
import type { QueueDepth } from '../../../domain/ports/depth.ts';
import type { FailureGroup, TableStatus } from '../../../domain/ports/overview.ts';
import { findings } from '../../../domain/status/findings.ts';
import { messagesIn, type QueueLook, type Situation } from '../../../domain/status/situation.ts';
import { counted, grouped } from '../counts.ts';
import { ago } from '../duration.ts';
import type { Output } from '../output.ts';
import { textTable } from '../text-table.ts';
import { verdictLine } from './verdict.ts';

/** A look, and from when on its files and rows count. */
export interface StatusLook extends Situation {
  readonly sinceMs: number;
}

const COLUMNS = [
  'table',
  'newest change',
  'age',
  'last load',
  'files',
  'rows',
  'in flight',
  'in part',
  'failing',
  'set aside',
];

export function statusText(look: StatusLook, paint: Output['paint']): string {
  const found = findings(look);
  return [
    paint(found.length === 0 ? 'green' : 'red', verdictLine(found, look)),
    '',
    textTable(
      COLUMNS,
      look.tables.map(table => cellsOf(table, look.atMs)),
    ),
    paint('dim', `as of ${isoSecond(look.atMs)}; files and rows since ${isoSecond(look.sinceMs)}`),
    ...failuresText(look.failures),
    '',
    queueText('queue', look.queue),
    queueText('dead-letter queue', look.deadLetters),
  ].join('\n');
}

/** More groups are counted only. */
const MOST_GROUPS = 5;

function failuresText(failures: readonly FailureGroup[]): readonly string[] {
  const rest = failures.length - MOST_GROUPS;
  return failures.length === 0
    ? []
    : [
        '',
        ...failures
          .slice(0, MOST_GROUPS)
          .map(group => oneLine(`${counted(group.objects, 'file')} of ${group.group}: ${group.text}`)),
        `${rest > 0 ? `and ${counted(rest, 'group')} more; ` : ''}the files of one: dms-loader ledger --group ${failures[0]?.group}`,
      ];
}

function cellsOf(table: TableStatus, atMs: number): readonly string[] {
  const { newestWrittenAtMs: newest, lastLoadedAtMs: last } = table;
  const numbers = [table.filesToday, table.rowsToday, table.inFlight, table.partial, table.failing, table.quarantined];
  return [
    oneLine(table.target),
    newest === undefined ? NOBODY_KNOWS : isoSecond(newest),
    newest === undefined ? NOBODY_KNOWS : ago(atMs - newest),
    last === undefined ? 'never' : `${ago(atMs - last)} ago`,
    ...numbers.map(grouped),
  ];
}

const NOBODY_KNOWS = '-';

function queueText(name: string, look: QueueLook): string {
  return oneLine(`${name}: ${look.kind === 'unknown' ? `not known: ${look.reason}` : depthText(look)}`);
}

function depthText(look: QueueLook & { readonly depth: QueueDepth }): string {
  const { waiting, inFlight, delayed, oldestAgeMs } = look.depth;
  if (messagesIn(look) === 0) {
    return 'empty';
  }
  const age = oldestAgeMs === undefined ? 'the age of the oldest is not known' : `the oldest ${ago(oldestAgeMs)} old`;
  return `${counted(waiting, 'message')} waiting, ${inFlight} in flight, ${delayed} delayed; ${age}`;
}

export function statusDocument(look: StatusLook): unknown {
  const found = findings(look);
  return {
    verdict: verdictLine(found, look),
    isWell: found.length === 0,
    findings: found,
    at: isoTimeOrNull(look.atMs),
    since: isoTimeOrNull(look.sinceMs),
    tables: look.tables.map(table => ({
      target: table.target,
      newestWrittenAt: isoTimeOrNull(table.newestWrittenAtMs),
      ageSeconds: table.newestWrittenAtMs === undefined ? null : (look.atMs - table.newestWrittenAtMs) / 1000,
      lastLoadedAt: isoTimeOrNull(table.lastLoadedAtMs),
      files: table.filesToday,
      rows: table.rowsToday,
      inFlight: table.inFlight,
      partial: table.partial,
      failing: table.failing,
      quarantined: table.quarantined,
    })),
    failures: look.failures.map(({ firstAtMs, lastAtMs, ...group }) => ({
      ...group,
      firstAt: isoTimeOrNull(firstAtMs),
      lastAt: isoTimeOrNull(lastAtMs),
    })),
    queue: queueDocument(look.queue),
    deadLetters: queueDocument(look.deadLetters),
  };
}

function queueDocument(look: QueueLook): unknown {
  if (look.kind === 'unknown') {
    return { url: look.url ?? null, problem: look.reason };
  }
  const { oldestAgeMs, ...numbers } = look.depth;
  return { url: look.url, ...numbers, oldestAgeSeconds: oldestAgeMs === undefined ? null : oldestAgeMs / 1000 };
}
