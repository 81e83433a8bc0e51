import type pg from 'pg';
import { isAppendOnly, type Table, targetName } from '../../../domain/table/table.ts';
import type { Connection } from '../connection.ts';
import { countPrunable, findLimits, type LimitRow, type PrunableRow, type PruneScope } from '../sql/prunable.ts';
import { countOld, failureFolders, type LineKind } from '../sql/prune-rows.ts';
import { countNeedless } from '../sql/purge-tombstones.ts';
import { operate } from './operate.ts';

/** What is to be forgotten. Times are ISO 8601. */
export interface PruneAsked {
  readonly cutoff: string;
  /** Of attempts, and of rows that were set aside and are released, of whatever loads; undefined: none besides. */
  readonly attemptsCutoff: string | undefined;
  readonly releasedCutoff: string | undefined;
  /** A mapping of each target whose loads may go. */
  readonly tables: readonly Table[];
  /** All targets are meant that there are, not some that were named. */
  readonly isWhole: boolean;
  /** Full-load files, too: none where rows of them have times of their own. */
  readonly hasFullLoads: boolean;
}

export interface PruneCounts {
  readonly objects: number;
  readonly loads: number;
  readonly attempts: number;
  /** Rows that were set aside and are released. */
  readonly released: number;
}

export interface TargetPlan extends PruneCounts {
  readonly table: Table;
  /** Where the floor is going to be, as PostgreSQL writes it; undefined where nothing of it goes. */
  readonly floor: string | undefined;
  readonly tombstones: number;
  /** What keeps newer loads of it although they are old enough; undefined where nothing does. */
  readonly waiting: { readonly at: string; readonly partial: number; readonly aside: number } | undefined;
}

export interface PrunePlan {
  readonly asked: PruneAsked;
  readonly targets: readonly TargetPlan[];
  /** Objects of several targets count once. */
  readonly all: PruneCounts;
  /** Lines that go by their own age, of objects that stay. */
  readonly old: Readonly<Record<LineKind, number>>;
  /** Old ones that failed, were refused or are missing. */
  readonly failures: readonly { readonly bucket: string; readonly folder: string; readonly objects: number }[];
}

/** Finds out what `prune` would do. Changes nothing. @throws LoaderError of the database */
export function planPrune(connection: Connection, asked: PruneAsked, seconds: number): Promise<PrunePlan> {
  return operate(connection, seconds, async client => {
    const { cutoff, tables } = asked;
    const limits = await client.query<LimitRow>(
      findLimits(
        cutoff,
        tables.map(({ target }) => target),
      ),
    );
    const scope = scopeOf(asked, table => limits.rows.find(({ target }) => target === targetName(table))?.before);
    const { rows } = await client.query<PrunableRow>(countPrunable(scope));
    const targets: TargetPlan[] = [];
    for (const table of tables) {
      const name = targetName(table);
      const found = rows.find(({ target }) => target === name);
      const limit = limits.rows.find(({ target }) => target === name);
      targets.push(await targetPlan(client, table, { found, limit }));
    }
    return {
      asked,
      targets,
      all: countsOf(rows.find(({ target }) => target === null)),
      old: await oldLines(client, asked, scope),
      failures: await failuresOf(client, cutoff),
    };
  });
}

/** The scope of tables of which `beforeOf` tells the position below which they are pruned. */
export function scopeOf(asked: PruneAsked, beforeOf: (table: Table) => string | undefined): PruneScope {
  const { cutoff, tables, hasFullLoads, isWhole } = asked;
  const targets = tables.flatMap(table => {
    const before = beforeOf(table);
    return before === undefined ? [] : [{ target: table.target, before }];
  });
  return { cutoff, targets, hasFullLoads, isWhole };
}

/** Old lines of one kind, as statements take them; undefined if none were asked for. */
export function linesOf({ tables, isWhole, attemptsCutoff, releasedCutoff }: PruneAsked, kind: LineKind) {
  const cutoff = kind === 'attempts' ? attemptsCutoff : releasedCutoff;
  return cutoff === undefined
    ? undefined
    : { cutoff, targets: isWhole ? undefined : tables.map(({ target }) => target) };
}

interface FoundOfTarget {
  readonly found: PrunableRow | undefined;
  readonly limit: LimitRow | undefined;
}

async function targetPlan(client: pg.Client, table: Table, { found, limit }: FoundOfTarget): Promise<TargetPlan> {
  const floor = found?.before ?? undefined;
  const hasTombstones = floor !== undefined && !isAppendOnly(table);
  const needless = hasTombstones ? await client.query<{ count: string }>(countNeedless(table, floor)) : undefined;
  return {
    table,
    ...countsOf(found),
    floor,
    tombstones: Number(needless?.rows[0]?.count ?? 0),
    waiting:
      limit === undefined || limit.waiting_at === null
        ? undefined
        : { at: limit.waiting_at, partial: Number(limit.partial), aside: Number(limit.aside) },
  };
}

function countsOf(row: PrunableRow | undefined): PruneCounts {
  return {
    objects: Number(row?.objects ?? 0),
    loads: Number(row?.loads ?? 0),
    attempts: Number(row?.attempts ?? 0),
    released: Number(row?.released ?? 0),
  };
}

async function oldLines(client: pg.Client, asked: PruneAsked, scope: PruneScope): Promise<PrunePlan['old']> {
  const count = async (kind: LineKind): Promise<number> => {
    const lines = linesOf(asked, kind);
    const counted = lines && (await client.query<{ rows: string }>(countOld(kind, lines, scope)));
    return Number(counted?.rows[0]?.rows ?? 0);
  };
  return { attempts: await count('attempts'), released: await count('released') };
}

async function failuresOf(client: pg.Client, cutoff: string): Promise<PrunePlan['failures']> {
  const { rows } = await client.query<{ bucket: string; folder: string; objects: string }>(failureFolders(cutoff));
  return rows.map(({ bucket, folder, objects }) => ({ bucket, folder, objects: Number(objects) }));
}
