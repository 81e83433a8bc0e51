/** What went wrong, each kind once, with an example and what to do. */
import type { FailureGroup } from '../../../domain/ports/overview.ts';
import { counted, grouped } from '../../cli/counts.ts';
import { explained } from '../explained.ts';
import { html, type Markup } from '../html.ts';
import { link } from '../layout.ts';
import type { Scene } from '../scene.ts';
import { facts } from '../table.ts';
import type { Page, Visit } from '../visit.ts';
import { prose, since } from '../words.ts';

export async function failuresPage(_visit: Visit, scene: Scene): Promise<Page> {
  const groups = await scene.databases.use(({ overview }) => overview.failures());
  const objects = groups.reduce((sum, group) => sum + group.objects, 0);
  const body =
    groups.length === 0
      ? html`<p class="none good">Nothing is failing: every object that the ledger knows is loaded.</p>`
      : html`<p>${counted(objects, 'object')} in ${counted(groups.length, 'group')}; the same thing gone wrong is one group, whatever the object and its values.</p>
${groups.map(group => groupCard(group, scene.now()))}`;
  return { kind: 'page', title: 'Failures', body };
}

function groupCard(group: FailureGroup, nowMs: number): Markup {
  const known = explained(group.code);
  const states = Object.entries(group.states)
    .map(([state, count]) => `${grouped(count)} ${state}`)
    .join(', ');
  return html`<article class="card"><h2>${group.code}: ${counted(group.objects, 'object')}</h2>
<p>${group.text}</p>
${facts([
  ['States', states],
  ['First', since(group.firstAtMs, nowMs)],
  ['Last', since(group.lastAtMs, nowMs)],
  ['Example', html`${link(group.example.object, '/file', { url: group.example.object })}<br>${group.example.message}`],
  ['What to do', prose(known?.remedy ?? 'Do what the message says')],
  ['What the loader does', prose(known?.next ?? 'What its verdict says')],
  ['Fingerprint', html`<code>${group.group}</code>`],
])}
<p>${link(`About ${group.code}`, '/code', { code: group.code })} · ${link('Its loads', '/loads', { group: group.group, span: '30d' })} · ${link('Its dead letters', '/dlq', { group: group.group })}</p>
</article>`;
}
