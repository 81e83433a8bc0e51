import type { MoveReport, RedriveReport } from '../../../domain/dead-letters/requests.ts';
import { oneLine } from '../../../domain/one-line.ts';
import { actorName } from '../actor.ts';
import type { Call } from '../command.ts';
import { counted } from '../counts.ts';
import { misuse } from '../misuse.ts';
import type { ExitCode } from '../output.ts';
import { atDesk, conditionTexts, MOST_LETTERS, mostOf, numberOf, type Scene } from './call.ts';
import { groupsText, letterDocument } from './report.ts';
import { chosenBy } from './where.ts';

/** `dms-loader dlq redrive`: sends letters back to the queue, those that are chosen or all. */
export function runRedrive(call: Call): Promise<ExitCode> {
  const texts = conditionTexts(call);
  const isAll = call.options['all'] === true;
  if (isAll === texts.length > 0) {
    throw misuse(
      isAll ? '--all' : 'dlq redrive',
      isAll ? 'is everything, and --where is less' : 'does not say which letters',
      'give --where <condition> (dms-loader dlq ls suggests some), or --all for everything',
    );
  }
  const most = mostOf(call);
  if (isAll && most !== undefined) {
    throw misuse('--all', 'is everything, and --most is less', 'leave one of them out');
  }
  const rate = numberOf(call, { name: 'rate', flag: '--rate', lowest: 1, highest: 500 });
  const percent = numberOf(call, { name: 'stopAtFailures', flag: '--stop-at-failures', lowest: 0, highest: 100 });
  const common = {
    ratePerSecond: rate,
    isRehearsal: call.options['dryRun'] === true,
    actor: actorName(),
    most: isAll ? MOST_LETTERS : most,
  };
  return atDesk(call, scene =>
    isAll && percent === undefined
      ? moveAll(call, scene, common)
      : redriveChosen(call, scene, { ...common, stopAtFailuresPercent: percent }),
  );
}

interface Common {
  readonly ratePerSecond: number | undefined;
  readonly isRehearsal: boolean;
  readonly actor: string;
  readonly most: number | undefined;
}

async function redriveChosen(
  call: Call,
  { desk, routes, signal }: Scene,
  common: Common & { readonly stopAtFailuresPercent: number | undefined },
): Promise<ExitCode> {
  const chosen = chosenBy(conditionTexts(call), routes);
  const progress = barOf(call, 'sent');
  const report = await desk.redrive({ ...common, chosen, signal, onProgress: progress.at }).finally(progress.end);
  const { letters, ...numbers } = report;
  const document = { action: 'redrive', isDone: !common.isRehearsal, ...numbers, letters: letters.map(letterDocument) };
  call.output.answer(redriveText(call, report, common.isRehearsal), { ...document, stopped: report.stopped ?? null });
  const isFine = common.isRehearsal ? !signal.aborted : report.left === 0 && report.stopped === undefined;
  return isFine && !(report.chosen === 0 && names(call)) ? 0 : 1;
}

/** A letter that was named and is not there is a slip. */
function names(call: Call): boolean {
  return conditionTexts(call).some(text => text.startsWith('id'));
}

function redriveText({ output }: Call, report: RedriveReport, isRehearsal: boolean): string {
  const { chosen, moved, left, refusalsCleared, stopped, notes, letters } = report;
  if (chosen === 0) {
    return 'no letter is chosen';
  }
  if (isRehearsal) {
    const head = [`would send ${counted(chosen, 'letter')} to the queue:`, ...notes.map(oneLine)];
    return [...head, '', groupsText(letters, output)].join('\n');
  }
  return [
    `sent ${moved} of ${counted(chosen, 'letter')} to the queue${left === 0 ? '' : `; ${left} are in the dead-letter queue still`}`,
    ...(refusalsCleared === 0 ? [] : [`${counted(refusalsCleared, 'refusal')} forgotten: their objects are read anew`]),
    ...(stopped === undefined ? [] : [`stopped: ${stopped}`]),
    ...notes,
    'written down in dms_loader.operator_action',
  ]
    .map(oneLine)
    .join('\n');
}

async function moveAll(call: Call, { desk, signal }: Scene, common: Common): Promise<ExitCode> {
  const progress = barOf(call, 'moved by SQS');
  const report = await desk.moveAll({ ...common, signal, onProgress: progress.at }).finally(progress.end);
  call.output.answer(moveText(report, common.isRehearsal), {
    action: 'redrive',
    isDone: !common.isRehearsal,
    ...report,
    stopped: report.stopped ?? null,
  });
  return report.stopped === undefined ? 0 : 1;
}

function moveText({ held, moved, refusalsCleared, isNative, stopped }: MoveReport, isRehearsal: boolean): string {
  if (held === 0) {
    return 'the dead-letter queue is empty';
  }
  if (isRehearsal) {
    return `would forget the refusals of all objects that about ${held} letters announce, and have SQS move everything back`;
  }
  return [
    `${isNative ? 'SQS moved' : 'sent'} ${counted(moved, 'letter')} of about ${held}`,
    ...(isNative ? [] : ['SQS has no tasks that move messages here: they were sent and deleted']),
    ...(refusalsCleared === 0 ? [] : [`${counted(refusalsCleared, 'refusal')} forgotten: their objects are read anew`]),
    ...(stopped === undefined ? [] : [`stopped: ${stopped}`]),
    'written down in dms_loader.operator_action',
  ]
    .map(oneLine)
    .join('\n');
}

/** How many there are shows with the first progress. */
function barOf({ output }: Call, label: string): { at(done: number, all: number): void; end(): void } {
  let bar: ReturnType<typeof output.bar> | undefined;
  return {
    at(done, all) {
      bar ??= output.bar(label, all);
      bar.at(done);
    },
    end: () => bar?.end(),
  };
}
