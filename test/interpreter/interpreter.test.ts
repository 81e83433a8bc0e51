/** The interpreter is held against the plainest account there is: all changes in written order, nothing guarded. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PROPERTY_TIMEOUT, propertySettings } from '../properties/support/settings.ts';
import { type Stream, streams } from '../properties/support/streams.ts';
import { DEFAULTS } from '../properties/support/tables.ts';
import { applyFile, emptyWorld, purge, type World, type WrittenFile } from './interpreter.ts';
import { replay } from './replay.ts';

const RUNS = 2000;

function arrived({ steps }: Stream): World {
  const world = emptyWorld();
  for (const step of steps) {
    if (typeof step === 'number') {
      purge(world, step);
    } else {
      applyFile(world, step.file);
    }
  }
  return world;
}

function valuesOf(world: World): Map<string, readonly (string | null)[]> {
  return new Map([...world.rows].map(([key, { values }]) => [key, values]));
}

test(`P3: ${RUNS} streams in any order of arrival end as in written order`, PROPERTY_TIMEOUT, () => {
  fc.assert(
    fc.property(streams({ keys: 4, files: 8, rows: 6, loads: 2, purges: 0 }), stream => {
      expect(valuesOf(arrived(stream))).toEqual(replay(stream.files));
    }),
    propertySettings(RUNS),
  );
});

test(`P3: with tombstones purged, what stands in ${RUNS} streams is what stood at the source`, PROPERTY_TIMEOUT, () => {
  fc.assert(
    fc.property(streams({ keys: 4, files: 8, rows: 6, loads: 2, purges: 2 }), stream => {
      const source = replay(stream.files);
      for (const [key, values] of valuesOf(arrived(stream))) {
        expect(values).toEqual(source.get(key));
      }
    }),
    propertySettings(RUNS),
  );
});

test(
  `P3: ${RUNS} streams that do not say every value end, in written order, as at the source`,
  PROPERTY_TIMEOUT,
  () => {
    fc.assert(
      fc.property(streams({ keys: 4, files: 8, rows: 6, loads: 2, purges: 0, isPartial: true }), ({ files }) => {
        const world = emptyWorld({ defaults: DEFAULTS });
        for (const file of files.toSorted((one, other) => Number(one.writtenAt - other.writtenAt))) {
          applyFile(world, file);
        }
        expect(valuesOf(world)).toEqual(replay(files.filter(isFirstOfItsTime), DEFAULTS));
      }),
      propertySettings(RUNS),
    );
  },
);

/** A twin has the changes of its file, and they would be made twice. */
function isFirstOfItsTime({ writtenAt }: WrittenFile, at: number, files: readonly WrittenFile[]): boolean {
  return files.findIndex(file => file.writtenAt === writtenAt) === at;
}

test('P6: every row counts once', PROPERTY_TIMEOUT, () => {
  fc.assert(
    fc.property(streams({ keys: 4, files: 8, rows: 6, loads: 2, purges: 2 }), stream => {
      const { counts } = arrived(stream);
      for (const { name, changes } of stream.files) {
        const { applied = 0, unchanged = 0, superseded = 0 } = counts.get(name) ?? {};
        expect(applied + unchanged + superseded).toBe(changes.length);
      }
    }),
    propertySettings(RUNS),
  );
});
