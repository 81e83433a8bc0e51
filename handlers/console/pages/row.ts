/** Which change made a row what it is. */
import { timestampText } from '../../../adapters/postgres/timestamp-text.ts';
import type { ChangeTrace, RowTrace } from '../../../domain/ports/traces.ts';
import { shellWord } from '../../../domain/shell-word.ts';
import { isAppendOnly, type Table, targetName } from '../../../domain/table/table.ts';
import { grouped } from '../../cli/counts.ts';
import { namedTable } from '../../cli/named-table.ts';
import { selectField } from '../fields.ts';
import { html, type Markup } from '../html.ts';
import { link } from '../layout.ts';
import type { Scene } from '../scene.ts';
import { facts } from '../table.ts';
import { type Told, told } from '../told.ts';
import type { Page, Visit } from '../visit.ts';
import { moment } from '../words.ts';

export async function rowPage({ query }: Visit, scene: Scene): Promise<Page> {
  const tables = [...scene.routes.tables.values()].filter(one => !isAppendOnly(one));
  const name = query.get('table') ?? (tables.length === 1 && tables[0] !== undefined ? targetName(tables[0]) : '');
  const table = name === '' ? undefined : namedTable(scene.routes, name);
  const key = query.getAll('key');
  const isAsked = table !== undefined && key.length === table.key.length && key.every(text => text !== '');
  const { result: trace, wrong } = isAsked
    ? await told(scene.databases.use(({ traces }) => traces.row(table, key)))
    : NOT_ASKED;
  const body = html`<form method="get" action="/row" class="filters">
${selectField({ name: 'table', label: 'Table', value: name, options: [...new Set(tables.map(targetName))] })}
${table?.key.map((column, at) => keyField(column, { at, value: key[at], isWrong: wrong !== undefined }))}
<button>${table === undefined ? 'Choose the table' : 'Trace'}</button></form>
${table !== undefined && tables.length > 1 && html`<p>After another table is chosen, its key is asked for.</p>`}
${wrong !== undefined && html`<p class="wrong" id="key-wrong" role="alert">${wrong}</p>`}
${isAsked && trace !== undefined && rowTrace(trace, { table, key })}`;
  return { kind: 'page', status: wrong === undefined ? 200 : 400, title: 'Trace a row', body };
}

const NOT_ASKED: Told<RowTrace> = { result: undefined, wrong: undefined };

interface KeyField {
  readonly at: number;
  readonly value: string | undefined;
  readonly isWrong: boolean;
}

/** Columns of a key have one name, in the order of the key. */
function keyField(column: string, { at, value, isWrong }: KeyField): Markup {
  return html`<div><label for="key-${at}">${column}</label><input id="key-${at}" name="key" value="${value}"${isWrong && html` aria-invalid="true" aria-describedby="key-wrong"`} autocomplete="off" spellcheck="false"></div>`;
}

interface AskedRow {
  readonly table: Table;
  readonly key: readonly string[];
}

const STATES: Readonly<Record<RowTrace['state'], string>> = {
  present: 'The row is there.',
  deleted: 'The row was deleted.',
  absent: 'There is no such row, and no delete of it is remembered.',
};

function rowTrace({ state, madeBy, floor }: RowTrace, { table, key }: AskedRow): Markup {
  return html`<article class="card"><h2>${STATES[state]}</h2>
${madeBy === undefined ? state === 'present' && html`<p>It is older than the loader: it has no position.</p>` : change(madeBy)}
${
  floor !== undefined &&
  html`<p>At or below ${timestampText(floor.writtenAtMicros)}, row ${floor.rowNumber}, no change may insert a row of ${targetName(table)} (${floor.reason}).</p>`
}
<p>Its other changes, and what became of them: <code>dms-loader trace row ${shellWord(targetName(table))} ${key.map(shellWord).join(' ')} --history</code></p></article>`;
}

function change({ writtenAtMicros, row, load }: ChangeTrace): Markup {
  const position = [
    ['Written at the source', timestampText(writtenAtMicros)],
    ['Row of its file', grouped(row)],
  ] as const;
  if (load === undefined) {
    return html`${facts(position)}<p>The ledger does not know its load any more.</p>`;
  }
  return facts([
    ...position,
    ['File', link(load.object, '/file', { url: load.object })],
    ['ETag', html`<code>${load.eTag}</code>`],
    ['Message', messageOf(load)],
    ['Loaded', html`${moment(load.loadedAtMs)} UTC, load ${load.tableLoadId}`],
    ...(load.releasedAtMs === undefined
      ? []
      : ([['Set aside, and brought by a retry', moment(load.releasedAtMs)]] as const)),
    ['Mapping', html`<code>${load.mappingFingerprint}</code>`],
  ]);
}

function messageOf({ messageId, receiveCount }: NonNullable<ChangeTrace['load']>): Markup | string {
  return messageId === undefined
    ? 'The ledger does not know its attempt any more'
    : html`<code>${messageId}</code>, receive ${receiveCount}`;
}
