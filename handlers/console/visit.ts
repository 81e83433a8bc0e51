/** What a page is asked with, and what it may answer. */
import type { Markup } from './html.ts';

export interface Visit {
  readonly query: URLSearchParams;
  /** Fields of a form that was sent; empty for GET. */
  readonly form: URLSearchParams;
  /** For the forms of the page: belongs to this session. */
  readonly formToken: string;
}

export type Reply = Page | Redirect;

export interface Page {
  readonly kind: 'page';
  readonly status?: number;
  readonly title: string;
  readonly body: Markup;
}

/** To a page of the console: what a form did is not done again when the page is loaded again. */
export interface Redirect {
  readonly kind: 'redirect';
  readonly to: string;
}

/** Path and query of a page of the console; parts without a value are left out. */
export function pathTo(
  path: string,
  query: Readonly<Record<string, string | readonly string[] | undefined>> = {},
): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : (value ?? []))
      .filter(text => text !== '')
      .map((text): [string, string] => [name, text]),
  );
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs)}`;
}
