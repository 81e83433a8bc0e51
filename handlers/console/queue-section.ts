import { ago } from '../cli/duration.ts';
import { html, type Markup } from './html.ts';
import { link } from './layout.ts';
import type { QueueDepth } from './queue-view.ts';
import { htmlTable } from './table.ts';
import { grouped } from './words.ts';

/** What waits in the queues. */
export function queueSection(depths: readonly QueueDepth[]): Markup {
  return html`<section aria-labelledby="queues"><h2 id="queues">Queues</h2>
${htmlTable({
  caption: 'Messages, about, as SQS counts them',
  columns: [
    { name: 'Queue' },
    { name: 'Waiting', isNumber: true },
    { name: 'In flight', isNumber: true },
    { name: 'Delayed', isNumber: true },
    { name: 'Oldest', isNumber: true },
  ],
  rows: depths.map(({ name, waiting, inFlight, delayed, oldestAgeMs }) => [
    name,
    grouped(waiting),
    grouped(inFlight),
    grouped(delayed),
    oldestAgeMs === undefined ? '–' : ago(oldestAgeMs),
  ]),
  none: 'No queue is named: set QUEUE_URL and DEAD_LETTER_QUEUE_URL.',
})}
<p>${link('The dead letters, one by one', '/dlq')}</p></section>`;
}
