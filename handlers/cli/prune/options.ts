/** What `dms-loader prune` was asked for, against the mappings in force. */
import type { PruneAsked } from '../../../adapters/postgres/operations/prune-plan.ts';
import { isoTime } from '../../../domain/iso-time.ts';
import { PRUNE_LEAST_SECONDS } from '../../../domain/limits.ts';
import type { Routes } from '../../../domain/object/route.ts';
import { shellWord } from '../../../domain/shell-word.ts';
import { type Table, targetName } from '../../../domain/table/table.ts';
import type { Call } from '../command.ts';
import { textOf } from '../command.ts';
import { durationMs } from '../duration.ts';
import { misuse } from '../misuse.ts';
import { namedMappings } from '../named-table.ts';

export interface PruneWork {
  readonly asked: PruneAsked;
  /** Targets that are not pruned whatever is asked for. */
  readonly kept: readonly { readonly target: string; readonly reason: string }[];
  readonly isWithFailures: boolean;
  /** The options that make the rehearsed command the same one when it acts. */
  readonly options: string;
}

/** @throws LoaderError COMMAND_INVALID for times that are too short, unknown tables, and tables that cannot be pruned */
export function pruneAsked({ options }: Pick<Call, 'options'>, routes: Routes): PruneWork {
  const names = Array.isArray(options['table']) ? options['table'].map(String) : [];
  const chosen = names.map(name => namedMappings(routes, name));
  const targets = [...Map.groupBy(chosen.length > 0 ? chosen.flat() : [...routes.tables.values()], targetName)];
  const own = targets.filter(([, mappings]) => mappings.some(hasOwnSql)).map(([target]) => target);
  const [first] = own;
  if (chosen.length > 0 && first !== undefined) {
    throw misuse(first, OWN_SQL, 'leave it out: its lines in the ledger stay');
  }
  const tables = targets.flatMap(([target, [table]]) => (table === undefined || own.includes(target) ? [] : [table]));
  return {
    asked: {
      cutoff: cutoffOf('--older-than', options['olderThan']) ?? '',
      attemptsCutoff: cutoffOf('--attempts-older-than', options['attemptsOlderThan']),
      releasedCutoff: cutoffOf('--quarantine-older-than', options['quarantineOlderThan']),
      tables,
      isWhole: chosen.length === 0,
      hasFullLoads: routes.sources.every(({ loadTime }) => loadTime === 'last-modified'),
    },
    kept: own.map(target => ({ target, reason: OWN_SQL })),
    isWithFailures: options['failures'] === true,
    options: given(options, names),
  };
}

const OWN_SQL = 'has a mapping with SQL of its own, which a redelivery would run again';

function hasOwnSql({ sql }: Table): boolean {
  return sql !== undefined;
}

/** ISO 8601. */
function cutoffOf(option: string, value: unknown): string | undefined {
  const text = textOf(value);
  if (text === undefined) {
    return;
  }
  const milliseconds = durationMs(option, text);
  if (milliseconds < PRUNE_LEAST_SECONDS * 1000) {
    const days = PRUNE_LEAST_SECONDS / 86_400;
    const reason = `is too short for ${option}: messages stay in a dead-letter queue for up to ${days - 1} days, and what they announce has to be known`;
    throw misuse(text, reason, `write ${days}d or more; 400d keeps a year and its month ends`);
  }
  return isoTime(Date.now() - milliseconds);
}

function given(options: Call['options'], tables: readonly string[]): string {
  const times = [
    ['--older-than', options['olderThan']],
    ['--attempts-older-than', options['attemptsOlderThan']],
    ['--quarantine-older-than', options['quarantineOlderThan']],
  ] as const;
  return [
    ...times.flatMap(([option, value]) => (value === undefined ? [] : [option, String(value)])),
    ...(options['failures'] === true ? ['--failures'] : []),
    ...tables.flatMap(table => ['--table', shellWord(table)]),
  ].join(' ');
}
