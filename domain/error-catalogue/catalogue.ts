import { CODES, type ErrorCode, type Verdict, verdictOn } from '../errors.ts';
import { CIRCUMSTANCES } from './circumstances.ts';
import { CONTENT } from './content.ts';
import type { Explanation } from './explanation.ts';
import { USAGE } from './usage.ts';

/** All that is known of an error by its code. */
export interface CatalogueEntry extends Required<Explanation> {
  readonly code: ErrorCode;
  readonly verdict: Verdict;
  /** What the loader does by itself. */
  readonly next: string;
}

const EXPLANATIONS: Readonly<Record<ErrorCode, Explanation>> = { ...CONTENT, ...CIRCUMSTANCES, ...USAGE };

const DATA: Readonly<Record<Verdict, string>> = {
  rejected: 'Nothing of the file is in the table; of a large file, what was committed in runs before stays',
  failed: 'Nothing of the attempt is in the table; of a large file, what was committed in runs before stays',
  missing: 'Nothing of it is in the table',
  usage: 'Nothing was changed',
};

const NEXT: Readonly<Record<Verdict, string>> = {
  rejected:
    'Refused from the ledger, without being read, until mapping, package, target or memory change or an operator redrives it; the message goes to the dead-letter queue after the receive limit',
  failed:
    'Tried again after a growing pause, 10 seconds to 15 minutes, up to the receive limit of the queue; then in the dead-letter queue',
  missing: 'Tried again up to the receive limit of the queue; then in the dead-letter queue',
  usage: 'Ended with exit code 2',
};

/** In the order of their verdicts. */
export const ERROR_CATALOGUE: readonly CatalogueEntry[] = CODES.map(code => catalogued(code));

function catalogued(code: ErrorCode): CatalogueEntry {
  const verdict = verdictOn(code);
  return { code, verdict, next: NEXT[verdict], data: DATA[verdict], ...EXPLANATIONS[code] };
}
