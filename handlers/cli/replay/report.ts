/** What `dms-loader replay` says: what is there, what a load of it would do or did, and how to go on. */
import { oneLine } from '../../../domain/one-line.ts';
import type { Survey } from '../../../pipeline/replay.ts';
import type { LeftOut } from '../../../pipeline/replay-files.ts';
import { closingLine } from '../acting.ts';
import { counted, countsText, grouped } from '../counts.ts';
import type { DoneWork } from './act.ts';
import type { RehearsedWork } from './rehearsal.ts';
import type { ReplayScene } from './scene.ts';

interface Replayed {
  readonly survey: Survey;
  readonly leftOut: LeftOut;
  readonly work: RehearsedWork | DoneWork;
}

export function tellReplay({ call, options, via }: ReplayScene, { survey, leftOut, work }: Replayed): void {
  const { url, force, command } = options;
  const { sample: _, ...counts } = survey;
  const { kind, problems, ...told } = work;
  const lines = [
    `replay of ${url}`,
    filesLine(survey, leftOut),
    dueLine(survey, force),
    ...(survey.due === 0 ? [] : workLines(work, { via, command })),
  ];
  call.output.answer(lines.map(oneLine).join('\n'), {
    action: 'replay',
    url,
    isDone: kind === 'done',
    via,
    force,
    ...counts,
    leftOut,
    rehearsal: kind === 'rehearsed' ? told : null,
    done: kind === 'done' ? told : null,
    problems,
    command,
  });
}

function filesLine({ files, states }: Survey, { others, outsideOfSpan }: LeftOut): string {
  const left = [
    ...(others === 0 ? [] : [`${counted(others, 'object')} that are no data of a mapped table`]),
    ...(outsideOfSpan === 0 ? [] : [`${counted(outsideOfSpan, 'file')} written at other times`]),
  ];
  return `${counted(files, 'file')}: ${numbers(states)} in the ledger${left.length === 0 ? '' : `; left out: ${left.join(', ')}`}`;
}

function dueLine({ due, states }: Survey, force: boolean): string {
  if (due === 0) {
    return 'nothing is to be done: all of them are loaded; after a mapper was mended, --force loads them once more';
  }
  const again = force ? `, ${counted(states.loaded ?? 0, 'file')} of them once more` : '';
  return `to be loaded: ${counted(due, 'file')}${again}`;
}

function workLines(work: Replayed['work'], { via, command }: { via: 'queue' | 'direct'; command: string }) {
  return work.kind === 'done' ? doneLines(work, { via, command }) : rehearsedLines(work, command);
}

function rehearsedLines({ files, outcomes, rows }: RehearsedWork, command: string): readonly string[] {
  const { inserted, updated, deleted, unchanged, superseded, quarantined } = rows;
  const effects = `${inserted} rows inserted, ${updated} updated, ${deleted} deleted`;
  const others = `${unchanged} unchanged, ${superseded} superseded, ${quarantined} quarantined`;
  return [
    ...(files === 0 ? [] : [`rehearsed: ${counted(files, 'file')}: ${numbers(outcomes)}; ${effects}; ${others}`]),
    closingLine(false, command),
  ];
}

function doneLines(work: DoneWork, { via, command }: { via: 'queue' | 'direct'; command: string }): readonly string[] {
  const { outcomes, rows, sent, refusalsCleared } = work;
  const cleared = refusalsCleared === 0 ? [] : [`forgotten: ${counted(refusalsCleared, 'refusal')}`];
  const what =
    via === 'queue'
      ? `announced: ${counted(sent, 'message')}; the consumers load them, dms-loader ledger says what became of them`
      : `loaded here: ${numbers(outcomes)}; ${countsText(rows)}`;
  return [...cleared, what, closingLine(true, command)];
}

/** `3 loaded, 1 failed` */
function numbers(counts: Readonly<Record<string, number | undefined>>): string {
  const parts = Object.entries(counts).map(([name, number]) => `${grouped(number ?? 0)} ${name}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}
