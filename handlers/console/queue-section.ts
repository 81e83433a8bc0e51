import type { QueueLook } from '../../domain/status/situation.ts';
import { grouped } from '../cli/counts.ts';
import { ago } from '../cli/duration.ts';
import type { QueueLooks } from '../queue-depths.ts';
import { html, type Markup, type Part } from './html.ts';
import { link } from './layout.ts';
import { htmlTable } from './table.ts';

/** What waits in the queues. */
export function queueSection({ queue, deadLetters }: QueueLooks): Markup {
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
  rows: [depthRow('Queue', queue), depthRow('Dead letters', deadLetters)],
  none: '',
})}
${[queue, deadLetters].map(look => look.kind === 'unknown' && html`<p>Not known: ${look.reason}</p>`)}
<p>${link('The dead letters, one by one', '/dlq')}</p></section>`;
}

function depthRow(name: string, look: QueueLook): readonly Part[] {
  if (look.kind === 'unknown') {
    return [name, '–', '–', '–', '–'];
  }
  const { waiting, inFlight, delayed, oldestAgeMs } = look.depth;
  return [
    name,
    grouped(waiting),
    grouped(inFlight),
    grouped(delayed),
    oldestAgeMs === undefined ? '–' : ago(oldestAgeMs),
  ];
}
