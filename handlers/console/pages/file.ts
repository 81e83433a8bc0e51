/** The history of an object: each of its writes, what became of it, attempt by attempt. */
import type { AttemptLine, WriteTrace } from '../../../domain/ports/traces.ts';
import { grouped } from '../../cli/counts.ts';
import { misuse } from '../../cli/misuse.ts';
import { textField, URL_FORM } from '../fields.ts';
import { html, type Markup } from '../html.ts';
import { link } from '../layout.ts';
import type { Scene } from '../scene.ts';
import { facts, htmlTable } from '../table.ts';
import type { Page, Visit } from '../visit.ts';
import { bytesText, moment } from '../words.ts';

const FORM = /^s3:\/\/(?<bucket>[^/]+)\/(?<key>.+)$/su;

export async function filePage({ query }: Visit, scene: Scene): Promise<Page> {
  const url = query.get('url') ?? '';
  const body = html`<form method="get" action="/file" class="filters">
${textField({ name: 'url', label: 'URL of the object', value: url, placeholder: 's3://bucket/schema/table/20260131-120000000.parquet', isRequired: true, form: URL_FORM })}
<button>Trace</button></form>
${url !== '' && (await trace(url, scene))}`;
  return { kind: 'page', title: 'Trace a file', body };
}

async function trace(url: string, { databases }: Scene): Promise<Markup> {
  const { bucket, key } = FORM.exec(url)?.groups ?? {};
  if (bucket === undefined || key === undefined) {
    throw misuse(url, 'is no URL of an object', 'write s3://bucket/key');
  }
  const { writes, removals } = await databases.use(({ traces }) => traces.file({ bucket, key }));
  if (writes.length === 0 && removals.length === 0) {
    return html`<p class="none">The ledger knows no such object: it was never announced, or its history was pruned. To load it: <code>dms-loader load</code>.</p>`;
  }
  return html`${writes.map((write, at) => writeCard(write, { at, all: writes.length }))}
${removals.length > 0 && html`<h2>Removals</h2>${historyTable('Removals of the object', removals)}`}`;
}

function writeCard(write: WriteTrace, { at, all }: { at: number; all: number }): Markup {
  const { error, slices, tables, history, lastModifiedMs } = write;
  return html`<article class="card"><h2>${all === 1 ? 'The write' : `Write ${at + 1} of ${all}`}: <span class="state ${write.state}">${write.state}</span></h2>
${facts([
  ['Object', write.object],
  ['ETag', html`<code>${write.eTag}</code>`],
  ['Size', `${bytesText(write.sizeBytes)} (${grouped(write.sizeBytes)} bytes)`],
  ...(lastModifiedMs === undefined ? [] : ([['Last modified', moment(lastModifiedMs)]] as const)),
  ['First seen', moment(write.firstSeenAtMs)],
  ['Changed', moment(write.changedAtMs)],
  ...(write.givenUpAtMs === undefined ? [] : ([['Given up', moment(write.givenUpAtMs)]] as const)),
  ['Attempts', grouped(write.attempts)],
  ...(slices === undefined ? [] : ([['Slices', `${slices.done} of ${slices.all}`]] as const)),
  ...(write.setAside === 0 ? [] : ([['Rows set aside still', grouped(write.setAside)]] as const)),
  ...(error === undefined
    ? []
    : ([['Last error', html`${link(error.code, '/code', { code: error.code })}<br>${error.message}`]] as const)),
])}
${tables.length > 0 && countsTable(write)}
${historyTable('Attempts', history)}</article>`;
}

function countsTable({ tables }: WriteTrace): Markup {
  return htmlTable({
    caption: 'What went where',
    columns: [
      { name: 'Table' },
      { name: 'Load', isNumber: true },
      { name: 'Written (UTC)' },
      { name: 'Loaded (UTC)' },
      { name: 'Seconds', isNumber: true },
      ...['Read', 'Applied', 'Unchanged', 'Superseded', 'Set aside'].map(name => ({ name, isNumber: true })),
    ],
    rows: tables.map(({ target, tableLoadId, writtenAtMs, startedAtMs, loadedAtMs, counts }) => [
      target,
      String(tableLoadId),
      moment(writtenAtMs),
      moment(loadedAtMs),
      ((loadedAtMs - startedAtMs) / 1000).toFixed(2),
      ...[counts.read, counts.applied, counts.unchanged, counts.superseded, counts.quarantined].map(grouped),
    ]),
    none: '',
  });
}

function historyTable(caption: string, lines: readonly AttemptLine[]): Markup {
  return htmlTable({
    caption,
    columns: [
      { name: 'Ended (UTC)' },
      { name: 'Seconds', isNumber: true },
      { name: 'Outcome' },
      { name: 'Message' },
      { name: 'Receive', isNumber: true },
      { name: 'Rows' },
      { name: 'Error', isText: true },
    ],
    rows: lines.map(({ startedAtMs, endedAtMs, outcome, messageId, receiveCount, run, error }) => [
      moment(endedAtMs),
      ((endedAtMs - startedAtMs) / 1000).toFixed(2),
      outcome,
      html`<code>${messageId}</code>`,
      grouped(receiveCount),
      run === undefined ? '–' : `${grouped(run.fromRow)} to ${grouped(run.beforeRow - 1)}, slice ${run.slice}`,
      error === undefined ? '–' : html`${link(error.code, '/code', { code: error.code })}<br>${error.message}`,
    ]),
    none: 'No attempt is recorded.',
  });
}
