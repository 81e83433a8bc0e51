/** TypeScript out of names of unknown origin: no name ends its string or its comment, or commands the terminal it is shown on. */
import { oneLine } from '../one-line.ts';

/** Line ends, control characters, marks that turn the direction of text, halves of pairs; and what ends a string. */
const NOT_IN_A_STRING = /[\p{C}\u2028\u2029'\\]/gu;

/** A string in single quotes. */
export function quotedText(text: string): string {
  return `'${text.replaceAll(NOT_IN_A_STRING, escaped)}'`;
}

function escaped(character: string): string {
  return character === "'" || character === '\\'
    ? `\\${character}`
    : `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`;
}

const PLAIN_PROPERTY = /^[A-Za-z_$][\w$]*$/u;

export function propertyName(name: string): string {
  return PLAIN_PROPERTY.test(name) ? name : quotedText(name);
}

/** Lines of this project are no longer. */
export const WIDEST_LINE = 120;

/** Line comments: whatever stands in the text, each ends with its line. */
export function comments(text: string, indent = ''): string[] {
  const lines: string[] = [];
  let line = `${indent}//`;
  for (const word of oneLine(text).split(' ')) {
    if (line.length + word.length >= WIDEST_LINE && !line.endsWith('//')) {
      lines.push(line);
      line = `${indent}//`;
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

/** A literal of plain data. */
export function literal(value: unknown): string {
  if (typeof value === 'string') {
    return quotedText(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(literal).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value).map(([name, part]) => `${propertyName(name)}: ${literal(part)}`);
    return `{ ${parts.join(', ')} }`;
  }
  return String(value);
}
