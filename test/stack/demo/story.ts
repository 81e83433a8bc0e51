/** How the demo speaks: numbered acts, lines, checks. Plain text in a log file; colours and a redrawn line on a terminal only. */
import { isDeepStrictEqual, styleText } from 'node:util';

export interface Story {
  /** Is there a terminal whose last line can be redrawn? */
  readonly isLive: boolean;
  act(title: string): void;
  say(text: string): void;
  /** A fact that was checked: ends the demo if it is not as expected. */
  check(fact: string, actual: unknown, expected: unknown): void;
  /** The line that is redrawn; nothing where there is no terminal. */
  status(text: string): void;
}

/** The demo came out otherwise than it should have. */
export class Surprise extends Error {
  override readonly name = 'Surprise';
}

const CLEAR_LINE = '\r\u001B[2K';
const INDENT = '   ';

export function tellStory(output: NodeJS.WriteStream): Story {
  const clear = output.isTTY ? CLEAR_LINE : '';
  let acts = 0;
  const line = (text: string): void => void output.write(`${clear}${text}\n`);
  return {
    isLive: output.isTTY,
    act(title) {
      acts += 1;
      line('');
      line(styleText('bold', `${acts}. ${title}`));
    },
    say(text) {
      for (const part of text.split('\n')) {
        line(part === '' ? '' : INDENT + part);
      }
    },
    check(fact, actual, expected) {
      if (!isDeepStrictEqual(actual, expected)) {
        throw new Surprise(`${fact}\nexpected:${asText(expected)}\ngot:${asText(actual)}`);
      }
      line(`${INDENT}${styleText('green', '✓')} ${fact}`);
    },
    status(text) {
      if (output.isTTY) {
        output.write(clear + (text === '' ? '' : INDENT + text));
      }
    },
  };
}

/** `50,000` */
export function grouped(number: number): string {
  return Math.round(number).toLocaleString('en-GB');
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** A list has a line for each of its items, so that rows can be compared by eye. */
function asText(value: unknown): string {
  return Array.isArray(value) ? value.map(item => `\n  ${JSON.stringify(item)}`).join('') : ` ${JSON.stringify(value)}`;
}
