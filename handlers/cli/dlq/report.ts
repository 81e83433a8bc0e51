/** What the commands about dead letters say: documents for programs, lines for people. */
import { groupLetters, type LetterGroup } from '../../../domain/dead-letters/group-letters.ts';
import type { JudgedLetter, Judgement, SuggestedAct } from '../../../domain/dead-letters/judged.ts';
import type { Look } from '../../../domain/dead-letters/requests.ts';
import { isoTime } from '../../../domain/iso-time.ts';
import { oneLine } from '../../../domain/one-line.ts';
import { shellWord } from '../../../domain/shell-word.ts';
import { counted } from '../counts.ts';
import { ago } from '../duration.ts';
import type { Colour, Output } from '../output.ts';
import { textTable } from '../text-table.ts';

const COLOURS: Readonly<Record<string, Colour>> = { repair: 'red', redrive: 'yellow', drop: 'green' };

export function letterDocument(judged: JudgedLetter): Readonly<Record<string, unknown>> {
  const { letter, judgement, act, why, objects, error } = judged;
  const sentAt = isoTime(letter.sentAtMs);
  return { id: letter.id, sentAt, judgement, act, why, objects, error: error ?? null };
}

export function letterLine({ letter, judgement, why, objects }: JudgedLetter): string {
  const [first, ...others] = objects;
  const named = first === undefined ? '' : ` ${first.object}${others.length === 0 ? '' : ` and ${others.length} more`}`;
  return oneLine(
    `${letter.id}  ${judgement.padEnd(14)} ${ago(Date.now() - letter.sentAtMs).padStart(6)}${named}: ${why}`,
  );
}

/** What does as suggested with letters like these; of what destroys something the rehearsal. */
function commandFor({ judgement, act, error }: LetterGroup): string {
  return command(
    act,
    judgement,
    `--where judgement=${judgement} --where ${shellWord(`group=${error?.group ?? 'none'}`)}`,
  );
}

export function commandForOne({ judgement, act, letter }: JudgedLetter): string {
  return command(act, judgement, `--where ${shellWord(`id=${letter.id}`)}`);
}

function command(act: SuggestedAct, judgement: Judgement, which: string): string {
  return act === 'drop'
    ? `dms-loader dlq drop ${which} --reason ${shellWord(judgement.replaceAll('-', ' '))}`
    : `dms-loader dlq redrive ${which}`;
}

function groupDocument(group: LetterGroup): Readonly<Record<string, unknown>> {
  const { oldestSentAtMs, example, error, ...rest } = group;
  const { id } = example.letter;
  return {
    ...rest,
    oldestSentAt: isoTime(oldestSentAtMs),
    error: error === undefined ? null : { code: error.code, group: error.group, text: error.text },
    example: { id, object: example.objects[0]?.object ?? null, why: example.why },
    command: commandFor(group),
  };
}

export function lookDocument(
  { held, isComplete, letters: all }: Look,
  letters: readonly JudgedLetter[],
  isEach: boolean,
): Readonly<Record<string, unknown>> {
  const groups = groupLetters(letters).map(groupDocument);
  return { held, looked: all.length, isComplete, groups, ...(isEach ? { letters: letters.map(letterDocument) } : {}) };
}

/** A table of the groups, and for each its example and what to do. */
export function groupsText(letters: readonly JudgedLetter[], output: Pick<Output, 'paint'>): string {
  const groups = groupLetters(letters);
  const now = Date.now();
  const rows = groups.map(({ judgement, letters: number, oldestSentAtMs, error, act, targets }) => [
    judgement,
    String(number),
    ago(now - oldestSentAtMs),
    error?.group ?? '-',
    targets.length === 0 ? '-' : oneLine(targets.join(', ')),
    act,
  ]);
  const [names = '', rule = '', ...lines] = textTable(
    ['judgement', 'letters', 'oldest', 'error group', 'tables', 'do'],
    rows,
  ).split('\n');
  return [
    output.paint('bold', names),
    rule,
    ...lines.map((line, at) => output.paint(COLOURS[groups[at]?.act ?? ''] ?? 'dim', line)),
    ...groups.flatMap(group => ['', ...adviceOn(group)]),
  ].join('\n');
}

function adviceOn(group: LetterGroup): string[] {
  const { judgement, act, letters, example } = group;
  const first = act === 'repair' ? 'mend what the error names; then: ' : `${act}: `;
  return [
    `${judgement}, ${counted(letters, 'letter')}; for example ${example.letter.id}: ${example.why}`,
    `  ${first}${commandFor(group)}`,
  ].map(oneLine);
}

/** What a reader of the numbers has to know. */
export function lookRemarks({ letters, held, isComplete }: Look): string[] {
  if (!isComplete) {
    return [`looked at ${letters.length} of about ${held}: it was stopped, or --most ended it`];
  }
  return held > letters.length
    ? [
        `looked at ${letters.length} of about ${held}: the others are hidden by whoever received them, or SQS counts them late`,
      ]
    : [];
}
