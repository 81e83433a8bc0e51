/** Tables of HTML that can be scrolled by keyboard where they are wider than the screen. */
import { html, type Markup, type Part } from './html.ts';

export interface HtmlColumn {
  readonly name: string;
  readonly isNumber?: boolean;
  /** Sentences, or URLs, that may break anywhere. */
  readonly isText?: boolean;
}

interface HtmlTable {
  /** Says what the table is about; shown above it. */
  readonly caption: string;
  readonly columns: readonly HtmlColumn[];
  /** The first cell of a row is its heading. */
  readonly rows: readonly (readonly Part[])[];
  /** Instead of a table without rows. */
  readonly none: string;
}

export function htmlTable({ caption, columns, rows, none }: HtmlTable): Markup {
  if (rows.length === 0) {
    return html`<p class="none">${none}</p>`;
  }
  const kind = (at: number): Markup | undefined => kindOf(columns[at]);
  const head = columns.map(({ name }, at) => html`<th scope="col"${kind(at)}>${name}</th>`);
  const body = rows.map(
    ([first, ...rest]) =>
      html`<tr><th scope="row"${kind(0)}>${first}</th>${rest.map((cell, at) => html`<td${kind(at + 1)}>${cell}</td>`)}</tr>
`,
  );
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
<table><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>
${body}</tbody></table></div>`;
}

function kindOf({ isNumber = false, isText = false }: Partial<HtmlColumn> = {}): Markup | undefined {
  if (isNumber) {
    return html` class="number"`;
  }
  return isText ? html` class="text"` : undefined;
}

/** Names and what they stand for. */
export function facts(pairs: readonly (readonly [string, Part])[]): Markup {
  return html`<dl>${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
