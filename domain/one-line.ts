/** Characters that break a line of a log, command a terminal, or turn the direction of text. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Text of unknown origin as it may stand in a log or on a terminal: one line, no control characters. */
export function oneLine(text: string): string {
  return text.replaceAll(UNPRINTABLE, '?');
}
