/** What `status` says first: how it stands, in one line, the worst first. */
import { oneLine } from '../../../domain/one-line.ts';
import { shellWord } from '../../../domain/shell-word.ts';
import type { Finding } from '../../../domain/status/findings.ts';
import { messagesIn, type Situation } from '../../../domain/status/situation.ts';
import { counted } from '../counts.ts';
import { ago } from '../duration.ts';

/** More names are counted only. */
const MOST_NAMED = 3;

export function verdictLine(found: readonly Finding[], situation: Situation): string {
  return oneLine(found.length === 0 ? wellText(situation) : found.map(findingText).join('; '));
}

function wellText(situation: Situation): string {
  const { tables, atMs } = situation;
  const times = tables.flatMap(({ newestWrittenAtMs }) => newestWrittenAtMs ?? []);
  const newest =
    times.length === 0 ? 'no change is loaded yet' : `the newest change is ${ago(atMs - Math.max(...times))} old`;
  const unknown = messagesIn(situation.deadLetters) === undefined ? '; dead letters are not known' : '';
  return `all well: ${counted(tables.length, 'table')}, ${newest}${unknown}`;
}

function findingText(finding: Finding): string {
  switch (finding.kind) {
    case 'failing': {
      const { objects, targets, codes, states } = finding;
      const options = states.map(state => ` --state ${state}`).join('');
      const where = targets.length === 0 ? '' : ` of ${named(targets)}`;
      return `failing: ${counted(objects, 'file')}${where} (${named(codes)}), see \`dms-loader ledger${options}\``;
    }
    case 'dead-letters':
      return `${counted(finding.letters, 'dead letter')}: \`dms-loader dlq ls\``;
    case 'set-aside': {
      const [only = ''] = finding.targets;
      const table = finding.targets.length === 1 ? ` ${shellWord(only)}` : '';
      return `set aside: ${counted(finding.rows, 'row')} of ${named(finding.targets)}, see \`dms-loader quarantine ls${table}\``;
    }
    default:
      return `late: nothing of ${named(finding.targets)} written in the last ${ago(finding.afterMs)}${waitingText(finding.waiting)}`;
  }
}

function waitingText(waiting: number | undefined): string {
  if (waiting === undefined) {
    return '';
  }
  return waiting === 0
    ? ', with nothing waiting: look at the DMS task, and at the notifications of the bucket'
    : `, with ${counted(waiting, 'message')} waiting`;
}

function named(names: readonly string[]): string {
  const rest = names.length - MOST_NAMED;
  return rest > 1 ? `${names.slice(0, MOST_NAMED).join(', ')} and ${rest} more` : names.join(', ');
}
