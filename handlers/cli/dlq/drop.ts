import type { DropReport } from '../../../domain/dead-letters/requests.ts';
import { shellWord } from '../../../domain/shell-word.ts';
import { closingLine, isActing } from '../acting.ts';
import { actorName } from '../actor.ts';
import { type Call, textOf } from '../command.ts';
import { counted } from '../counts.ts';
import { misuse } from '../misuse.ts';
import type { ExitCode } from '../output.ts';
import { atDesk, conditionTexts, mostOf } from './call.ts';
import { groupsText, letterDocument } from './report.ts';
import { chosenBy } from './where.ts';

/** `dms-loader dlq drop`: deletes letters that nobody needs; with `--yes` only. */
export function runDrop(call: Call): Promise<ExitCode> {
  const texts = conditionTexts(call);
  const reason = textOf(call.options['reason'])?.trim() ?? '';
  if (texts.length === 0) {
    throw misuse('dlq drop', 'does not say which letters', 'give --where <condition>; dms-loader dlq ls suggests some');
  }
  if (reason === '') {
    throw misuse('dlq drop', 'does not say why', 'give --reason "<text>", for the audit table');
  }
  const isRehearsal = !isActing(call.options);
  const conditions = texts.map(text => `--where ${shellWord(text)}`).join(' ');
  const command = `dms-loader dlq drop ${conditions} --reason ${shellWord(reason)} --yes`;
  return atDesk(call, async ({ desk, routes, signal }) => {
    const request = {
      chosen: chosenBy(texts, routes),
      reason,
      isRehearsal,
      actor: actorName(),
      most: mostOf(call),
      signal,
    };
    const report = await desk.drop(request);
    const { letters, stopped, ...numbers } = report;
    call.output.answer(textFor(call, report, { isRehearsal, command }), {
      action: 'drop',
      isDone: !isRehearsal,
      reason,
      ...numbers,
      stopped: stopped ?? null,
      letters: letters.map(letterDocument),
      command,
    });
    const isNamed = texts.some(text => text.startsWith('id'));
    const isFine = isRehearsal ? !signal.aborted : report.left === 0 && stopped === undefined;
    return isFine && !(report.chosen === 0 && isNamed) ? 0 : 1;
  });
}

function textFor(
  { output }: Call,
  { chosen, dropped, left, givenUp, stopped, letters }: DropReport,
  { isRehearsal, command }: { isRehearsal: boolean; command: string },
): string {
  if (chosen === 0) {
    return 'no letter is chosen';
  }
  if (isRehearsal) {
    const head = `would drop ${counted(chosen, 'letter')}, for good:`;
    const after =
      givenUp === 0 ? [] : [`and give up ${counted(givenUp, 'file')} that failed, as dms-loader give-up does`];
    return [head, '', groupsText(letters, output), '', ...after, closingLine(false, command)].join('\n');
  }
  return [
    `dropped ${dropped} of ${counted(chosen, 'letter')}${left === 0 ? '' : `; ${left} are in the dead-letter queue still`}`,
    ...(givenUp === 0
      ? []
      : [
          `given up: ${counted(givenUp, 'file')} that failed, until something tries ${givenUp === 1 ? 'it' : 'them'} again`,
        ]),
    ...(stopped === undefined ? [] : [`stopped: ${stopped}`]),
    'written down, with their bodies, in dms_loader.operator_action',
  ].join('\n');
}
