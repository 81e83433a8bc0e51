/** What `reconcile` found, for people and for programs. */
import { isoTime, isoTimeOrNull } from '../../../domain/iso-time.ts';
import { oneLine } from '../../../domain/one-line.ts';
import { type Finding, KINDS, type Kind, PROBLEMS } from '../../../domain/reconcile/finding.ts';
import type { RowsCheck } from '../../../pipeline/check-rows.ts';
import type { ReconcileTally } from '../../../pipeline/reconcile-tally.ts';
import { counted, grouped, withRest } from '../counts.ts';
import type { Output } from '../output.ts';
import type { ReconcileOptions } from './options.ts';

export interface ReconcileReport {
  readonly options: ReconcileOptions;
  readonly startedAtMs: number;
  readonly tally: ReconcileTally;
  /** Undefined where rows were not asked for. */
  readonly tables: readonly RowsCheck[] | undefined;
  /** Undefined where none were asked for. */
  readonly messages: number | undefined;
  readonly isFine: boolean;
}

export function reconcileText(report: ReconcileReport, { paint }: Pick<Output, 'paint'>): string {
  const { tally, tables = [], isFine } = report;
  const wrongRows = tables.flatMap(({ target, problems }) => problems.map(problem => `  ${target}: ${problem}`));
  const rows = wrongRows.length === 0 ? [] : [paint('red', 'rows that the ledger contradicts:'), ...wrongRows];
  const lines = [
    ...KINDS.filter(kind => tally.named[kind].length > 0).flatMap(kind => {
      const head = `${kind}: ${grouped(tally.counts[kind])}`;
      return [isProblem(kind) ? paint('red', head) : head, ...named(tally, kind)];
    }),
    ...rows,
    ...(report.tables === undefined ? [] : tables.map(rowsLine)),
    ...sentLine(report),
    paint(isFine ? 'green' : 'red', oneLine(summary(report))),
  ];
  return lines.join('\n');
}

/** One line that says it all, for the log of a schedule. */
function summary({ options, tally, tables = [], isFine }: ReconcileReport): string {
  const found = KINDS.filter(kind => tally.counts[kind] > 0);
  const counts = found.map(kind => `${grouped(tally.counts[kind])} ${kind}`);
  const wrong = tables.filter(({ problems }) => problems.length > 0).length;
  const verdict = isFine ? 'nothing is wrong' : 'something is wrong';
  const ofRows = wrong === 0 ? [] : [`rows of ${counted(wrong, 'table')} contradicted by the ledger`];
  const place = `s3://${options.bucket}/${options.prefix}`;
  return `${place}: ${verdict}; ${[counted(tally.objects, 'object'), ...counts, ...ofRows].join(', ')}`;
}

function named({ named: all, counts }: ReconcileTally, kind: Kind): readonly string[] {
  const lines = all[kind].map(finding => oneLine(`    ${lineOf(finding)}`));
  return withRest(lines, counts[kind], '    ');
}

function lineOf({ object, sinceMs, why, error }: Finding): string {
  const reason = error === undefined ? '' : `: ${error.message} (${error.code})`;
  return `${object}, ${isoTime(sinceMs)}: ${why}${reason}`;
}

function rowsLine({ target, found }: RowsCheck): string {
  return found === undefined
    ? `rows of ${target}: not read`
    : `rows of ${target}: ${counted(found.rows, 'row')} of ${counted(found.loads, 'load')}`;
}

function sentLine({ options, messages }: ReconcileReport): string[] {
  if (messages === undefined) {
    return [];
  }
  const what = counted(messages, 'message');
  return [
    options.isRehearsal
      ? `nothing was sent; --enqueue would send ${what}, one for each that is missing or changed`
      : `sent ${what}, one for each that is missing or changed; look again once they are consumed`,
  ];
}

function isProblem(kind: Kind): boolean {
  return PROBLEMS.some(problem => problem === kind);
}

export function documentOf(report: ReconcileReport): Readonly<Record<string, unknown>> {
  const { options, startedAtMs, tally, tables, messages, isFine } = report;
  const { bucket, prefix, graceMs, sinceMs, untilMs, isRehearsal } = options;
  return {
    place: `s3://${bucket}/${prefix}`,
    isFine,
    startedAt: isoTime(startedAtMs),
    graceSeconds: graceMs / 1000,
    since: isoTimeOrNull(sinceMs),
    until: isoTimeOrNull(untilMs),
    objects: tally.objects,
    sizeBytes: tally.sizeBytes,
    writes: tally.writes,
    problems: tally.problems,
    counts: tally.counts,
    findings: Object.fromEntries(KINDS.map(kind => [kind, tally.named[kind].map(asDocument)])),
    tables,
    enqueued: messages === undefined ? undefined : { isDone: !isRehearsal, messages },
  };
}

function asDocument({ object, eTag, sizeBytes, sinceMs, why, error }: Finding): Readonly<Record<string, unknown>> {
  return { object, eTag, sizeBytes, at: isoTime(sinceMs), why, error };
}
