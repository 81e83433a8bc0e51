/** The explanation of an error, by its code. */
import { explained } from '../explained.ts';
import { html } from '../html.ts';
import { refused } from '../refusal.ts';
import { facts } from '../table.ts';
import type { Page, Visit } from '../visit.ts';
import { prose } from '../words.ts';

export async function codePage({ query }: Visit): Promise<Page> {
  const entry = explained(query.get('code') ?? '');
  if (entry === undefined) {
    throw refused(404, 'This version of dms-loader knows no such error.');
  }
  const body = html`${facts([
    ['Cause', prose(`${entry.cause}.`)],
    ['What became of the data', prose(`${entry.data}.`)],
    ['What to do', prose(`${entry.remedy}.`)],
    ['What the loader does', prose(`${entry.next}.`)],
  ])}`;
  return { kind: 'page', title: entry.code, body };
}
