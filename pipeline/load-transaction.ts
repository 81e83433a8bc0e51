import { sumCounts } from '../domain/change/sum-counts.ts';
import type { Attempt } from '../domain/ports/intent.ts';
import type { Loader } from './loader.ts';
import type { RowsEnding } from './opened-write.ts';
import { planLoad } from './plan-load.ts';
import { abandon, type OpenedTransactions, stageTables, type ToEvolve, type Work } from './stage-tables.ts';
import { requireTime } from './timely.ts';
import { unchangedNotes } from './unchanged-notes.ts';

/**
 * From the bytes of a file of transactions to a known commit over all its tables. Throws for whatever keeps it from that;
 * then nothing of it is there. A file that has rows of ignored tables only is ignored, as files of such tables are.
 */
export async function loadTransaction(
  write: OpenedTransactions,
  attempt: Attempt,
  loader: Loader,
): Promise<RowsEnding> {
  const notes: string[] = [];
  for (;;) {
    const ending = await loadOnce(write, attempt, loader);
    if (!('file' in ending)) {
      return { ...ending, notes: [...notes, ...ending.notes] };
    }
    const evolved = await planLoad(ending.table, ending.file, { identity: write.identity, loader });
    if (evolved.kind === 'busy') {
      return { outcome: 'busy', notes: evolved.notes };
    }
    notes.push(...(evolved.added === undefined ? [] : [evolved.added]));
  }
}

async function loadOnce(write: OpenedTransactions, attempt: Attempt, loader: Loader): Promise<RowsEnding | ToEvolve> {
  requireTime(attempt, loader.clock);
  const { writtenAtMicros } = write.route;
  const load = await loader.database.beginTransactionLoad({ object: write.identity, writtenAtMicros, attempt });
  if ('kind' in load) {
    return { outcome: load.kind, notes: [] };
  }
  const work: Work = { write, load, attempt, loader, tables: new Map(), notes: [], ignoredRows: 0 };
  try {
    return (await stageTables(work)) ?? (await commit(work));
  } finally {
    await abandon(work);
  }
}

async function commit({ load, tables, notes, ignoredRows }: Work): Promise<RowsEnding> {
  if (tables.size === 0) {
    return { outcome: 'ignored', ignoredRows, notes };
  }
  const committed = await load.commit();
  if (committed.kind !== 'loaded') {
    return { outcome: committed.kind, notes };
  }
  // A rehearsal names them itself, and sets nothing aside.
  const isRehearsal = committed.tables.some(({ rehearsal }) => rehearsal !== undefined);
  const aside = isRehearsal ? [] : [...tables.values()].flatMap(own => own.aside?.notes() ?? []);
  const counts = sumCounts(committed.tables.map(one => one.counts));
  return {
    outcome: 'loaded',
    counts,
    tables: committed.tables,
    ignoredRows,
    notes: [...notes, ...aside, ...unchangedNotes(counts, committed.isReopened), ...(committed.notes ?? [])],
  };
}
