/**
 * Text that jsonb cannot hold, and how it is kept all the same. JSON can write U+0000 and halves of surrogate pairs, but
 * PostgreSQL refuses both in jsonb (manual, "JSON Types").
 */

/** With the flag u, Cs is a half without its other half. */
const UNSAFE = /[\\\0\p{Cs}]/gu;
const NOT_HELD = /[\0\p{Cs}]/gu;
const ESCAPE = /\\(?:\\|u(?<code>[0-9a-f]{4}))/gu;

/** The same text with `\uXXXX` for each character that jsonb cannot hold, and `\\` for a backslash. */
export function escapedText(text: string): string {
  return text.replaceAll(UNSAFE, character =>
    character === '\\' ? '\\\\' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** What `escapedText` was given. */
export function plainText(escaped: string): string {
  return escaped.replaceAll(ESCAPE, (_, code?: string) =>
    code === undefined ? '\\' : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Text for people: what jsonb cannot hold is replaced. */
export function heldText(text: string): string {
  return text.replaceAll(NOT_HELD, '\ufffd');
}
