/** What errors of one kind have in common, so that a hundred of them are read as one. The ledger's common_text does the same in SQL. */

/** Messages are of one line, so that a space is the only white space but rare ones, on which JavaScript and SQL differ. */
const OBJECT = /s3:\/\/[^ ,:]+/gu;
const QUOTED = /"(?:[^"\\]|\\.)*"(?:\.\.\. \(\d+ characters\))?/gu;
const NUMBER = /\d+(?:[.,]\d+)*/gu;

/** The text of an error without what is its own: the object, quoted values, numbers. */
export function commonText(message: string): string {
  return message.replaceAll(QUOTED, '"…"').replaceAll(OBJECT, '…').replaceAll(NUMBER, '#');
}

/** The same for errors of one code and one text, `ROW_BAD-1f3a9c04`: 32 bits (FNV-1a) of the text. */
export function errorGroup(code: string, message: string): string {
  return groupOfText(code, commonText(message));
}

/** The same of a text that is common already. */
export function groupOfText(code: string, text: string): string {
  let hash = 0x81_1c_9d_c5;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01_00_01_93) >>> 0;
  }
  return `${code}-${hash.toString(16).padStart(8, '0')}`;
}

const GROUP = /^[A-Z_]+-[0-9a-f]{8}$/u;

/** Whether a text has the form of a group's name. */
export function isErrorGroup(text: string): boolean {
  return GROUP.test(text);
}
