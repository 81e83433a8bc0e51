/** Every row that random files made is traced to the file, the row number and the message that the interpreter says. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Traces } from '../../domain/ports/traces.ts';
import type { Table } from '../../domain/table/table.ts';
import { applyFile, emptyWorld, type Position, type World } from '../interpreter/interpreter.ts';
import { deliver, type Place } from './support/deliver.ts';
import { PROPERTY_TIMEOUT, propertySettings } from './support/settings.ts';
import { type Delivery, type Stream, streams } from './support/streams.ts';
import { DEFAULTS } from './support/tables.ts';
import { useTarget } from './support/target.ts';

const FILES = 50;
const target = useTarget();

/** What made a key what it is, as the interpreter knows it and as the trace says it. */
interface Made {
  readonly state: string;
  readonly position: Position;
  readonly object: string;
  readonly eTag: string;
  readonly messageId: string;
}

type Standing = Map<string, Made>;

/** The interpreter tells the position of what stands; its file and message are those whose arrival changed it. */
function remember(world: World, standing: Standing, by: Pick<Made, 'object' | 'eTag' | 'messageId'>): void {
  for (const key of new Set([...world.rows.keys(), ...world.tombstones.keys()])) {
    const row = world.rows.get(key);
    const position = row?.position ?? world.tombstones.get(key) ?? [0n, 0];
    if (String(standing.get(key)?.position) !== String(position)) {
      const state = row === undefined || row.isDeleted ? 'deleted' : 'present';
      standing.set(key, { ...by, state, position });
    }
  }
}

let streamCount = 0;

/** Every delivery is a message of its own; several are of one write. */
async function arrive({ given: { table }, steps }: Stream): Promise<{ traces: Traces; standing: Standing }> {
  streamCount += 1;
  const bucket = `traced-${streamCount}`;
  const database = target.connect();
  const world = emptyWorld({ marks: table.onDelete === 'mark', defaults: DEFAULTS });
  const standing: Standing = new Map();
  await target.empty(table);
  for (const [at, step] of steps.filter((one): one is Delivery => typeof one !== 'number').entries()) {
    const messageId = `message ${at}`;
    const beginLoad: Place['database']['beginLoad'] = intent =>
      database.beginLoad({ ...intent, attempt: { ...intent.attempt, messageId, receiveCount: at } });
    await deliver({ database: { ...database, beginLoad }, table, bucket }, step);
    if (!step.isAbandoned) {
      const { kind, eTag, writtenAt } = step.file;
      applyFile(world, step.file);
      const key = kind === 'load' ? 'LOAD00000001.parquet' : `${writtenAt}.parquet`;
      remember(world, standing, { object: `s3://${bucket}/${key}`, eTag, messageId });
    }
  }
  return { traces: database.traces, standing };
}

async function tracedAs(traces: Traces, table: Table, key: string): Promise<Made | undefined> {
  const { state, madeBy } = await traces.row(table, JSON.parse(key));
  const load = madeBy?.load;
  return madeBy === undefined || load === undefined
    ? undefined
    : {
        state,
        position: [madeBy.writtenAtMicros, madeBy.row],
        object: load.object,
        eTag: load.eTag,
        messageId: load.messageId ?? '',
      };
}

/** Of each key that files touched, and of those that they did not: what the interpreter and the trace say. */
async function bothOf(stream: Stream): Promise<{ found: unknown[]; expected: unknown[]; standing: Standing }> {
  const { table, keys } = stream.given;
  const { traces, standing } = await arrive(stream);
  const names = new Set([
    ...standing.keys(),
    ...keys.map(parts => JSON.stringify(parts.map(({ text }) => text ?? ''))),
  ]);
  const found: unknown[] = [];
  for (const name of names) {
    found.push(await tracedAs(traces, table, name));
  }
  return { found, expected: [...names].map(name => standing.get(name)), standing };
}

test.each([
  ['deleted rows go', false],
  ['deleted rows stay, marked', true],
])(
  `P3: every row that ${FILES} random files made is traced to its file, row number and message, where %s`,
  PROPERTY_TIMEOUT,
  async (_, marks) => {
    const extent = { keys: 10, files: FILES, leastFiles: FILES, rows: 6, loads: 1, purges: 0, marks };
    const [stream] = fc.sample(streams(extent), { ...propertySettings(1), numRuns: 1 });
    const { found, expected, standing } = await bothOf(stream as Stream);
    expect(found).toEqual(expected);
    const made = [...standing.values()];
    expect(new Set(made.map(({ state }) => state))).toEqual(new Set(['present', 'deleted']));
    expect(new Set(made.map(({ object }) => object)).size).toBeGreaterThan(3);
  },
);

test(
  'P3: every row that 60 streams of few files made is traced to its file, row number and message',
  PROPERTY_TIMEOUT,
  async () => {
    const few = streams({ keys: 4, files: 6, rows: 4, loads: 2, purges: 0 });
    await fc.assert(
      fc.asyncProperty(few, async stream => {
        const { found, expected } = await bothOf(stream);
        expect(found).toEqual(expected);
      }),
      propertySettings(60),
    );
  },
);
