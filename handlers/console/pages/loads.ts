/** The ledger's lines: as a timeline, and as a table with filters, page by page. */
import { OBJECT_STATES, type ObjectState } from '../../../domain/ledger.ts';
import type { LoadLine } from '../../../domain/ports/overview.ts';
import { targetName } from '../../../domain/table/table.ts';
import { counted, grouped } from '../../cli/counts.ts';
import { misuse } from '../../cli/misuse.ts';
import { type Timeline, timeline } from '../charts/timeline.ts';
import { selectField, textField, URL_FORM } from '../fields.ts';
import { html, type Markup } from '../html.ts';
import { link } from '../layout.ts';
import type { Scene } from '../scene.ts';
import { type ShownSpan, spanField, spanOf } from '../spans.ts';
import { htmlTable } from '../table.ts';
import { type Page, pathTo, type Visit } from '../visit.ts';
import { bytesText, moment } from '../words.ts';

const PAGE_LINES = 50;
/** Drawn in the timeline; more would hide each other. */
const DRAWN_LINES = 500;

export async function loadsPage({ query }: Visit, scene: Scene): Promise<Page> {
  const span = spanOf(query, scene.now());
  const asked = askedOf(query);
  const lines = await scene.databases.use(({ overview }) =>
    overview.loads(
      {
        target: asked.table,
        states: asked.state === undefined ? undefined : [asked.state],
        prefix: asked.prefix,
        group: asked.group,
        sinceMs: span.sinceMs,
        beforeId: asked.before,
        limit: DRAWN_LINES + 1,
      },
      scene.mapped,
    ),
  );
  const shown = lines.slice(0, PAGE_LINES);
  const tables = [...scene.routes.tables.values()].map(targetName);
  const body = html`${filters(asked, span, tables)}
<section aria-labelledby="timeline"><h2 id="timeline">Timeline</h2>
<p>${drawnSentence(lines.length)}</p>
${timeline(drawn(lines, span))}</section>
<section aria-labelledby="lines"><h2 id="lines">Loads</h2>
${linesTable(shown)}
${paging(asked, span, lines.length > PAGE_LINES ? shown.at(-1) : undefined)}</section>`;
  return { kind: 'page', title: 'Loads', body };
}

interface Asked {
  readonly table: string | undefined;
  readonly state: ObjectState | undefined;
  readonly prefix: string | undefined;
  readonly group: string | undefined;
  readonly before: bigint | undefined;
}

const ID = /^\d{1,18}$/u;

function askedOf(query: URLSearchParams): Asked {
  const given = (name: string): string | undefined => query.get(name) || undefined;
  const state = given('state');
  const before = given('before');
  const known = OBJECT_STATES.find(one => one === state);
  if (state !== undefined && known === undefined) {
    throw misuse(state, 'is no state of an object', `choose one of ${OBJECT_STATES.join(', ')}`);
  }
  if (before !== undefined && !ID.test(before)) {
    throw misuse(before, 'is no number of a load', 'follow the links between the pages');
  }
  return {
    table: given('table'),
    state: known,
    prefix: given('prefix'),
    group: given('group'),
    before: before === undefined ? undefined : BigInt(before),
  };
}

function filters(asked: Asked, span: ShownSpan, tables: readonly string[]): Markup {
  const known = asked.table === undefined || tables.includes(asked.table) ? tables : [...tables, asked.table];
  return html`<form method="get" action="/loads" class="filters">
${selectField({ name: 'table', label: 'Table', value: asked.table, options: known, any: 'all' })}
${selectField({ name: 'state', label: 'State', value: asked.state, options: OBJECT_STATES, any: 'any' })}
${textField({ name: 'prefix', label: 'URL begins with', value: asked.prefix, placeholder: 's3://bucket/prefix', form: URL_FORM })}
${asked.group !== undefined && html`<input type="hidden" name="group" value="${asked.group}">`}
${spanField(span)}
<button>Show</button>
</form>
${asked.group !== undefined && html`<p>Only failures of the group <code>${asked.group}</code>. ${link('All loads', '/loads')}</p>`}`;
}

/** Where not all are drawn, the time that those take which are. */
function drawn(found: readonly LoadLine[], { sinceMs, untilMs }: ShownSpan): Timeline {
  const lines = found.slice(0, DRAWN_LINES);
  const starts = lines.flatMap(({ tables }) => tables.map(({ startedAtMs }) => startedAtMs));
  const isPart = found.length > DRAWN_LINES && starts.length > 0;
  return { lines, sinceMs: isPart ? Math.min(...starts) : sinceMs, untilMs };
}

function drawnSentence(found: number): string {
  if (found > DRAWN_LINES) {
    return `The newest ${grouped(DRAWN_LINES)} of more loads are drawn; choose a shorter time, or a table.`;
  }
  return found === 0
    ? 'No load of this time fits.'
    : `${counted(found, 'load')}, from start to end; one that failed has no end, and is in the table only.`;
}

function linesTable(lines: readonly LoadLine[]): Markup {
  return htmlTable({
    caption: 'Loads, the newest first',
    columns: [
      { name: 'Object', isText: true },
      { name: 'State' },
      { name: 'Changed (UTC)' },
      { name: 'Size', isNumber: true },
      { name: 'Attempts', isNumber: true },
      { name: 'Table and rows' },
      { name: 'Seconds', isNumber: true },
    ],
    rows: lines.map(line => [
      link(line.object, '/file', { url: line.object }),
      html`<span class="state ${line.state}">${line.state}</span>${line.slices !== undefined && html` ${line.slices.done} of ${line.slices.all} slices`}${line.givenUpAtMs !== undefined && ', given up'}${line.error !== undefined && html`<br>${link(line.error.code, '/code', { code: line.error.code })}`}`,
      moment(line.changedAtMs),
      bytesText(line.sizeBytes),
      grouped(line.attempts),
      line.tables.map(
        ({ target, counts }) =>
          html`<p>${target}: ${grouped(counts.read)} read, ${grouped(counts.applied)} applied${counts.quarantined > 0 && html`, <strong class="warn">${grouped(counts.quarantined)} set aside</strong>`}</p>`,
      ),
      secondsOf(line),
    ]),
    none: 'No load of this time fits.',
  });
}

function secondsOf({ tables }: LoadLine): string {
  if (tables.length === 0) {
    return '–';
  }
  const began = Math.min(...tables.map(({ startedAtMs }) => startedAtMs));
  const ended = Math.max(...tables.map(({ loadedAtMs }) => loadedAtMs));
  return ((ended - began) / 1000).toFixed(2);
}

function paging(asked: Asked, span: ShownSpan, last: LoadLine | undefined): Markup {
  const { table, state, prefix, group, before } = asked;
  const same = { table, state, prefix, group, span: span.key };
  return html`<nav aria-label="Pages of loads" class="paging">${before !== undefined && html`<a href="${pathTo('/loads', same)}">Newest</a>`}
${last !== undefined && html`<a href="${pathTo('/loads', { ...same, before: String(last.objectLoadId) })}" rel="next">Older</a>`}</nav>`;
}
