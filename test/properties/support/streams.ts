/** Random streams of changes: files of one table, and the order and manner in which they arrive. */
import fc from 'fast-check';
import type { Change, WrittenFile } from '../../interpreter/interpreter.ts';
import { CELLS, type Cell, DOUBLE, type Given, MARKED, SINGLE } from './tables.ts';

export interface Row {
  readonly op: Change['op'];
  readonly key: readonly Cell[];
  /** Only in files with before images. */
  readonly before: readonly Cell[];
  readonly values: readonly Cell[];
  /** Of an update in a stream that may keep: true for a value of which it says nothing. */
  readonly kept: readonly boolean[];
}

/** One write of an object. */
export interface StreamFile extends WrittenFile {
  readonly kind: 'load' | 'cdc';
  readonly eTag: string;
  readonly hasBefore: boolean;
  /** True for a column that the file lacks. */
  readonly lacks: readonly boolean[];
  readonly rows: readonly Row[];
}

/** One delivery of a file, and how the loader is to take it. */
export interface Delivery {
  readonly file: StreamFile;
  readonly isStaged: boolean;
  readonly isDictionary: boolean;
  readonly batchSize: number;
  /** Begun and given up: the file has to come again to be loaded. */
  readonly isAbandoned: boolean;
  /** Pauses before each of its steps, in turns of the event loop. */
  readonly pauses: readonly number[];
  readonly consumer: number;
}

export interface Stream {
  /** As a counterexample is printed. */
  [fc.toStringMethod](): string;
  readonly given: Given;
  readonly files: readonly StreamFile[];
  /** In the order of arrival; a number purges so many of the oldest tombstones. */
  readonly steps: readonly (Delivery | number)[];
}

export interface Extent {
  /** Full loads among ten files. */
  readonly loads: number;
  readonly keys: number;
  readonly files: number;
  /** 1 if it is not said. */
  readonly leastFiles?: number;
  readonly rows: number;
  readonly purges: number;
  /** Files may lack columns, and updates may say nothing of some. */
  readonly isPartial?: boolean;
  /** Tables whose deleted rows stay, marked. */
  readonly marks?: boolean;
}

/** The first file of a stream is written at 2024-01-31 10:20:30.123456. */
const START = 1_706_696_430_123_456n;
const NULL: Cell = { value: null, text: null };

const RANK = fc.nat(99);

/** One of three, where it may be at all. */
function flags(mayBe = false): fc.Arbitrary<boolean[]> {
  const flag = mayBe ? fc.nat(2).map(dice => dice === 2) : fc.constant(false);
  return fc.tuple(...CELLS.map(() => flag));
}

function rowArbitrary({ keys }: Given, { keys: count, isPartial, marks }: Extent): fc.Arbitrary<Row> {
  const key = fc.constantFrom(...keys.slice(0, count));
  const values = fc.tuple(...CELLS.map(cells => fc.constantFrom(...cells)));
  const masked = fc
    .tuple(key, fc.tuple(fc.boolean(), fc.boolean()))
    .map(([parts, shown]) => parts.map((part, index) => (shown[index] ? part : NULL)));
  return fc
    .record({
      op: fc.constantFrom('I' as const, 'U' as const, 'U' as const, 'D' as const),
      key,
      before: masked,
      values,
      kept: flags(isPartial),
    })
    .map(row => (row.op === 'D' && marks !== true ? { ...row, values: row.values.map(() => NULL) } : row))
    .map(row => (row.op === 'U' ? row : { ...row, kept: row.kept.map(() => false) }))
    .map(row => ({ ...row, values: row.values.map((cell, at) => (row.kept[at] === true ? NULL : cell)) }))
    .map(row => (row.op === 'U' ? row : { ...row, before: row.key.map(() => NULL) }));
}

const DELIVERY = fc.record({
  rank: RANK,
  isStaged: fc.boolean(),
  isDictionary: fc.boolean(),
  batchSize: fc.integer({ min: 1, max: 10 }),
  isAbandoned: fc.nat(9).map(dice => dice === 9),
  pauses: fc.array(fc.nat(20), { minLength: 3, maxLength: 3 }),
  consumer: fc.nat(1),
});

function fileArbitrary(given: Given, extent: Extent) {
  return fc.record({
    isLoad: fc.nat(9).map(dice => dice >= 10 - extent.loads),
    /** Of a full load only: the row of a key stands once, as DMS writes it. */
    isDistinct: fc.boolean(),
    hasBefore: fc.boolean(),
    lacks: flags(extent.isPartial),
    rows: fc.array(rowArbitrary(given, extent), { maxLength: extent.rows }),
    /** Microseconds since the file before it. */
    gap: fc.constantFrom(1n, 2n, 999n, 3_600_000_000n),
    deliveries: fc.array(DELIVERY, { minLength: 1, maxLength: 3 }),
    /** Deliveries of the same content under another ETag. */
    twins: fc.array(DELIVERY, { maxLength: 1 }),
  });
}

/** Streams shrink to few files that arrive in the order in which they were written. */
export function streams(extent: Extent): fc.Arbitrary<Stream> {
  return fc.constantFrom(...(extent.marks === true ? MARKED : [SINGLE, DOUBLE])).chain(given =>
    fc
      .record({
        plans: fc.array(fileArbitrary(given, extent), { minLength: extent.leastFiles ?? 1, maxLength: extent.files }),
        purges: fc.array(fc.record({ rank: RANK, count: fc.integer({ min: 1, max: 4 }) }), {
          minLength: extent.purges,
          maxLength: extent.purges,
        }),
      })
      .map(({ plans, purges }) => {
        let writtenAt = START;
        const deliveries = plans.flatMap(({ isLoad, gap, ...plan }) => {
          const kind = isLoad ? 'load' : 'cdc';
          writtenAt = isLoad ? nextMilli(writtenAt + gap) : writtenAt + gap;
          const original = streamFile({ ...plan, kind, eTag: 'original', writtenAt });
          const twin = streamFile({ ...plan, kind, eTag: 'twin', writtenAt });
          return [
            ...plan.deliveries.map(delivery => ({ ...delivery, file: original })),
            ...plan.twins.map(delivery => ({ ...delivery, file: twin })),
          ];
        });
        const steps = [...deliveries, ...purges]
          .toSorted((one, other) => one.rank - other.rank)
          .map(step => ('file' in step ? step : step.count));
        return {
          given,
          files: [...new Set(deliveries.map(({ file }) => file))],
          steps,
          [fc.toStringMethod]: () => `${given.table.target.table}:${steps.map(described).join('')}`,
        };
      }),
  );
}

/** A full-load file is as old as S3 says, which keeps milliseconds at most. */
function nextMilli(micros: bigint): bigint {
  return ((micros + 999n) / 1000n) * 1000n;
}

function streamFile(
  plan: Pick<StreamFile, 'kind' | 'eTag' | 'writtenAt' | 'hasBefore' | 'lacks' | 'rows'> & { isDistinct: boolean },
): StreamFile {
  const isLoad = plan.kind === 'load';
  const hasBefore = plan.hasBefore && !isLoad;
  const rows = isLoad ? loadRows(plan) : plan.rows;
  return {
    kind: plan.kind,
    eTag: plan.eTag,
    writtenAt: plan.writtenAt,
    name: `${plan.writtenAt} ${plan.eTag}`,
    hasBefore,
    lacks: plan.lacks,
    rows,
    changes: rows.map(row => ({
      op: row.op,
      key: row.key.map(({ text }) => text ?? ''),
      before: hasBefore ? row.before.map(({ text }) => text) : undefined,
      values: row.values.map(({ text }) => text),
      kept: row.kept,
    })),
  };
}

/** A full load has neither deletes nor before images. */
function loadRows({ rows, isDistinct }: { rows: readonly Row[]; isDistinct: boolean }): readonly Row[] {
  const rising = rows.filter(({ op }) => op !== 'D').map(row => ({ ...row, kept: row.kept.map(() => false) }));
  return isDistinct ? [...new Map(rising.map(row => [row.key, row])).values()] : rising;
}

function described(step: Delivery | number): string {
  if (typeof step === 'number') {
    return `\n- purge ${step}`;
  }
  const { file, isStaged, isDictionary, isAbandoned, batchSize, consumer } = step;
  const manner = `${isStaged ? 'staged' : 'small'}${isDictionary ? ', dictionary' : ''}, batches of ${batchSize}`;
  const rows = file.changes.map(
    ({ op, key, before, values, kept }) =>
      `\n    ${op} ${JSON.stringify(key)} from ${JSON.stringify(before)}: ${JSON.stringify(values)} keeps ${placesOf(kept)}`,
  );
  return `\n- ${isAbandoned ? 'abandon' : 'deliver'} ${file.name} (${file.kind}, ${manner}) to consumer ${consumer}, lacks ${placesOf(file.lacks)}${rows.join('')}`;
}

function placesOf(places: readonly boolean[] = []): string {
  return JSON.stringify(places.flatMap((is, at) => (is ? [at] : [])));
}
