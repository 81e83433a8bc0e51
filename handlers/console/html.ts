/**
 * HTML by construction: whatever is put into a template is escaped, unless it was made by a template itself. There is no
 * other way to make `Markup`. Attribute values stand in double quotes, everywhere.
 */
import { oneLine } from '../../domain/one-line.ts';

const TEXT: unique symbol = Symbol('markup');

/** HTML that was made by `html`. */
export interface Markup {
  readonly [TEXT]: string;
}

/** What may stand in a template; nothing is shown for undefined and false. */
export type Part = string | number | bigint | Markup | undefined | false | readonly Part[];

export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const made = texts.map((text, at) => text + (at < parts.length ? rendered(parts[at]) : ''));
  return { [TEXT]: made.join('') };
}

/** As it is sent. */
export function htmlText(markup: Markup): string {
  return markup[TEXT];
}

function rendered(part: Part): string {
  if (part === undefined || part === false) {
    return '';
  }
  if (typeof part === 'object') {
    return isMany(part) ? part.map(rendered).join('') : part[TEXT];
  }
  return escaped(String(part));
}

function isMany(part: Markup | readonly Part[]): part is readonly Part[] {
  return Array.isArray(part);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Without what turns the direction of text, too: a key could show itself as another one. */
function escaped(text: string): string {
  return oneLine(text).replaceAll(/[&<>"']/gu, character => ENTITIES[character] ?? '');
}
