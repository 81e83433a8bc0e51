/** What a shell takes as it is. */
const PLAIN = /^[\w@%+=:,./-]+$/u;

/**
 * A text as one word of a command that is shown to be copied. Keys of a bucket hold whatever somebody put there: unquoted,
 * `$(...)` in one would run on the operator's machine.
 */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
