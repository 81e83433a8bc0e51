import type { Call } from '../command.ts';
import { counted } from '../counts.ts';
import type { ExitCode } from '../output.ts';
import { atDesk, conditionTexts, mostOf } from './call.ts';
import { groupsText, letterLine, lookDocument, lookRemarks } from './report.ts';
import { chosenBy } from './where.ts';

/** `dms-loader dlq ls`: what is in the dead-letter queue, and what to do about it. */
export function runList(call: Call): Promise<ExitCode> {
  const { options, output } = call;
  return atDesk(call, async ({ desk, routes, signal }) => {
    const chosen = chosenBy(conditionTexts(call), routes);
    const bar = output.bar('looking', undefined);
    const look = await desk.look({ most: mostOf(call), signal, onProgress: bar.at }).finally(bar.end);
    const letters = look.letters.filter(chosen);
    const isEach = options['letters'] === true;
    const texts = isEach ? letters.map(letterLine) : [groupsText(letters, output)];
    const head = `${counted(look.letters.length, 'letter')} judged${letters.length === look.letters.length ? '' : `, ${letters.length} chosen`}`;
    const text = [head, ...lookRemarks(look), ...(letters.length === 0 ? [] : ['', ...texts])].join('\n');
    output.answer(
      look.letters.length === 0 && look.isComplete ? emptyText(look.held) : text,
      lookDocument(look, letters, isEach),
    );
    return signal.aborted ? 1 : 0;
  });
}

function emptyText(held: number): string {
  return held === 0
    ? 'the dead-letter queue is empty'
    : `the dead-letter queue shows nothing; about ${held} of its letters are hidden by whoever received them`;
}
