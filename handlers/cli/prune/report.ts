/** What `dms-loader prune` says: lines for people, fields for programs. */
import type { Pruned } from '../../../adapters/postgres/operations/prune.ts';
import type { PrunePlan, TargetPlan } from '../../../adapters/postgres/operations/prune-plan.ts';
import { oneLine } from '../../../domain/one-line.ts';
import { targetName } from '../../../domain/table/table.ts';
import { closingLine } from '../acting.ts';
import { counted, grouped } from '../counts.ts';
import { textTable } from '../text-table.ts';
import type { PruneWork } from './options.ts';

/** Open failures of a target; undefined: of which no mapping tells the table. */
export interface FailuresOfTarget {
  readonly target: string | undefined;
  readonly objects: number;
  readonly folders: PrunePlan['failures'];
}

export interface PruneReport {
  readonly work: PruneWork;
  readonly plan: PrunePlan;
  readonly failures: readonly FailuresOfTarget[];
  /** Undefined: nothing was done. */
  readonly pruned: Pruned | undefined;
}

export function pruneDocument(report: PruneReport): Readonly<Record<string, unknown>> {
  const { work, plan, pruned } = report;
  return {
    action: 'prune',
    isDone: pruned !== undefined,
    before: work.asked.cutoff,
    targets: plan.targets.map(({ table, floor, waiting, ...counts }) => ({
      target: targetName(table),
      ...counts,
      floor: floor === undefined ? null : isoOf(floor),
      waiting: waiting === undefined ? null : { ...waiting, at: isoOf(waiting.at) },
      failures: failuresOf(report, targetName(table)),
    })),
    kept: work.kept,
    all: plan.all,
    old: plan.old,
    failures: { objects: failuresIn(report), ofNoTable: failuresOf(report, undefined), isChosen: work.isWithFailures },
    pruned: pruned ?? null,
    command: commandOf(work),
  };
}

export function pruneText(report: PruneReport): string {
  const { work, plan, pruned } = report;
  const lines = [
    `prune of what was written and loaded before ${work.asked.cutoff}`,
    textTable(
      HEADINGS,
      plan.targets.map(one => cellsOf(one, report)),
    ),
    ...plan.targets.flatMap(heldBack),
    ...work.kept.map(({ target, reason }) => `kept: ${target} ${reason}`),
    ...oldLines(report),
    ...(pruned === undefined ? warnings(report) : [doneLine(pruned)]),
    closingLine(pruned !== undefined, commandOf(work)),
  ];
  return lines
    .flatMap(line => line.split('\n'))
    .map(oneLine)
    .join('\n');
}

const HEADINGS = [
  'target',
  'objects',
  'loads',
  'attempts',
  'released rows',
  'new floor',
  'tombstones',
  'open failures',
];

function cellsOf(plan: TargetPlan, report: PruneReport): readonly string[] {
  const { table, objects, loads, attempts, released, floor, tombstones } = plan;
  const [before, after] = [
    [objects, loads, attempts, released],
    [tombstones, failuresOf(report, targetName(table))],
  ].map(numbers => numbers.map(grouped));
  return [targetName(table), ...(before ?? []), floor === undefined ? 'as it is' : isoOf(floor), ...(after ?? [])];
}

function heldBack({ table, waiting }: TargetPlan): readonly string[] {
  if (waiting === undefined) {
    return [];
  }
  const { at, partial, aside } = waiting;
  const what = [
    ...(partial === 0 ? [] : [counted(partial, 'unfinished file')]),
    ...(aside === 0 ? [] : [`${counted(aside, 'row')} set aside`]),
  ].join(' and ');
  return [`held back: ${targetName(table)} at ${isoOf(at)}, by ${what}; load, retry or drop them, then prune again`];
}

function oldLines({ work, plan, failures }: PruneReport): readonly string[] {
  const { asked, isWithFailures } = work;
  const objects = failures.reduce((sum, one) => sum + one.objects, 0);
  return [
    `in all: ${counted(plan.all.objects, 'object')}, ${counted(plan.all.loads, 'load')}, ${counted(plan.all.attempts, 'attempt')}`,
    ...(asked.attemptsCutoff === undefined ? [] : [`and ${counted(plan.old.attempts, 'older attempt')} of what stays`]),
    ...(asked.releasedCutoff === undefined ? [] : [`and ${counted(plan.old.released, 'released row')} of what stays`]),
    ...(objects === 0
      ? []
      : [
          `open failures that old: ${counted(objects, 'object')}; ${isWithFailures ? 'they go, too' : 'they stay, without --failures'}`,
        ]),
  ];
}

function warnings({ plan }: PruneReport): readonly string[] {
  return plan.targets.every(({ floor }) => floor === undefined)
    ? []
    : [
        'a file below its new floor that was never loaded inserts no row any more: look for such first, with `dms-loader reconcile s3://<bucket>/<prefix>`',
      ];
}

function doneLine({ objects, loads, attempts, released, tombstones, failures, old }: Pruned): string {
  const lines = [
    counted(objects, 'object'),
    counted(failures, 'failure'),
    counted(loads, 'load'),
    counted(attempts + old.attempts, 'attempt'),
    counted(released + old.released, 'released row'),
    counted(tombstones, 'tombstone'),
  ];
  return `pruned: ${lines.join(', ')}`;
}

function failuresOf({ failures }: PruneReport, target: string | undefined): number {
  return failures.find(one => one.target === target)?.objects ?? 0;
}

function failuresIn({ failures }: PruneReport): number {
  return failures.reduce((sum, { objects }) => sum + objects, 0);
}

function commandOf({ options }: PruneWork): string {
  return `dms-loader prune ${options} --yes`;
}

/** As the session writes times: ISO style, UTC. */
const ZONE = /\+00$/u;

function isoOf(text: string): string {
  return text.replace(' ', 'T').replace(ZONE, 'Z');
}
