/** How it stands: the verdict, each table, what was loaded over time, and what waits. */
import type { ActivityPart, TableStatus } from '../../../domain/ports/overview.ts';
import { type Finding, findings } from '../../../domain/status/findings.ts';
import type { Situation } from '../../../domain/status/situation.ts';
import { counted, grouped } from '../../cli/counts.ts';
import { ago } from '../../cli/duration.ts';
import { verdictLine } from '../../cli/status/verdict.ts';
import { type ColumnChart, columnChart, partStart } from '../charts/columns.ts';
import { html, type Markup } from '../html.ts';
import { link } from '../layout.ts';
import { queueSection } from '../queue-section.ts';
import type { Scene } from '../scene.ts';
import { type ShownSpan, spanField, spanOf } from '../spans.ts';
import { htmlTable } from '../table.ts';
import type { Page, Visit } from '../visit.ts';
import { moment, prose, since } from '../words.ts';

/** The page that says more of what is amiss. */
const WHERE: Readonly<Partial<Record<Finding['kind'], Markup>>> = {
  failing: html`<br>${link('Look at the failures', '/failures')}`,
  'dead-letters': html`<br>${link('Look at the dead letters', '/dlq')}`,
};

const DAY_MS = 86_400_000;

export async function overviewPage({ query }: Visit, scene: Scene): Promise<Page> {
  const nowMs = scene.now();
  const span = spanOf(query, nowMs);
  const [queues, { tables, failures, activity }] = await Promise.all([
    scene.queues(),
    scene.databases.use(async ({ overview }) => ({
      tables: await overview.tables(nowMs - (nowMs % DAY_MS), scene.mapped),
      failures: await overview.failures(),
      activity: await overview.activity(span),
    })),
  ]);
  const situation: Situation = { atMs: nowMs, tables, failures, ...queues, lateAfterMs: undefined };
  const found = findings(situation);
  const body = html`<p class="verdict ${found.length === 0 ? 'good' : 'bad'}">${prose(verdictLine(found, situation))}${found.map(({ kind }) => WHERE[kind])}</p>
<p class="asof">As of ${moment(nowMs)} UTC.</p>
<section aria-labelledby="tables"><h2 id="tables">Tables</h2>
${tablesTable(tables, nowMs)}</section>
<form method="get" action="/" class="filters">${spanField(span)}<button>Show</button></form>
${throughput(activity, span)}
${freshness(activity, span)}
${queueSection(queues)}`;
  return { kind: 'page', title: 'Overview', body };
}

function tablesTable(tables: readonly TableStatus[], nowMs: number): Markup {
  return htmlTable({
    caption: 'Tables now; today begins at midnight UTC',
    columns: [
      { name: 'Table' },
      { name: 'Newest change', isNumber: true },
      { name: 'Last load', isNumber: true },
      { name: 'Files today', isNumber: true },
      { name: 'Rows today', isNumber: true },
      { name: 'In flight', isNumber: true },
      { name: 'In part', isNumber: true },
      { name: 'Failing', isNumber: true },
      { name: 'Set aside', isNumber: true },
    ],
    rows: tables.map(table => [
      link(table.target, '/loads', { table: table.target }),
      since(table.newestWrittenAtMs, nowMs),
      since(table.lastLoadedAtMs, nowMs),
      grouped(table.filesToday),
      grouped(table.rowsToday),
      grouped(table.inFlight),
      grouped(table.partial),
      table.failing === 0 ? '0' : html`<strong class="bad">${link(grouped(table.failing), '/failures')}</strong>`,
      table.quarantined === 0 ? '0' : html`<strong class="warn">${grouped(table.quarantined)}</strong>`,
    ]),
    none: 'No table is mapped, and the ledger has none.',
  });
}

function throughput(activity: readonly ActivityPart[], span: ShownSpan): Markup {
  const sums = Array.from({ length: span.parts }, () => ({ files: 0, rows: 0, seconds: 0 }));
  for (const { part, files, rowsApplied, loadSeconds } of activity) {
    const sum = sums[part];
    if (sum !== undefined) {
      sum.files += files;
      sum.rows += rowsApplied;
      sum.seconds += loadSeconds;
    }
  }
  const rows = sums.reduce((all, sum) => all + sum.rows, 0);
  const files = sums.reduce((all, sum) => all + sum.files, 0);
  const chart: ColumnChart = {
    id: 'throughput-picture',
    title: `Rows applied per ${span.partName}`,
    sinceMs: span.sinceMs,
    untilMs: span.untilMs,
    values: sums.map(sum => sum.rows),
    say: value => `${grouped(value)} rows`,
  };
  return html`<section aria-labelledby="throughput"><h2 id="throughput">Throughput</h2>
<p>${counted(rows, 'row')} of ${counted(files, 'file')} applied in ${span.name}.</p>
${files === 0 ? html`<p class="none">Nothing was loaded in this time.</p>` : html`<figure>${columnChart(chart)}</figure>`}
<details><summary>The numbers of this chart</summary>
${htmlTable({
  caption: 'Throughput over time',
  columns: [
    { name: 'From (UTC)' },
    { name: 'Files', isNumber: true },
    { name: 'Rows applied', isNumber: true },
    { name: 'Seconds of loads', isNumber: true },
  ],
  rows: sums.flatMap((sum, at) =>
    sum.files === 0
      ? []
      : [[moment(partStart(chart, at)), grouped(sum.files), grouped(sum.rows), sum.seconds.toFixed(1)]],
  ),
  none: 'Nothing was loaded in this time.',
})}</details></section>`;
}

function freshness(activity: readonly ActivityPart[], span: ShownSpan): Markup {
  const targets = [...new Set(activity.map(({ target }) => target))].sort((one, other) => one.localeCompare(other));
  const charts = targets.map((target, index) => {
    const values = new Array<number | undefined>(span.parts).fill(undefined);
    for (const { target: of, part, longestLagMs } of activity) {
      if (of === target) {
        values[part] = longestLagMs;
      }
    }
    const { sinceMs, untilMs } = span;
    return html`<figure class="small">${columnChart({ id: `lag-${index}`, title: target, sinceMs, untilMs, values, say: ago })}</figure>`;
  });
  return html`<section aria-labelledby="freshness"><h2 id="freshness">Freshness over time</h2>
<p>The longest time from the writing of a file at the source to the end of its load. An empty place: nothing was loaded then.</p>
${targets.length === 0 ? html`<p class="none">Nothing was loaded in this time.</p>` : html`<div class="grid">${charts}</div>`}
<details><summary>The numbers of these charts</summary>
${htmlTable({
  caption: 'Delay over time',
  columns: [
    { name: 'Table' },
    { name: 'From (UTC)' },
    { name: 'Files', isNumber: true },
    { name: 'Longest delay', isNumber: true },
  ],
  rows: activity.map(({ target, part, files, longestLagMs }) => [
    target,
    moment(span.sinceMs + ((span.untilMs - span.sinceMs) * part) / span.parts),
    grouped(files),
    ago(longestLagMs),
  ]),
  none: 'Nothing was loaded in this time.',
})}</details></section>`;
}
