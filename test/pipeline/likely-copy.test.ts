import { describe, expect, it } from 'vitest';
import { loadObject } from '../../pipeline/load-object.ts';
import type { ObjectPlace } from '../../pipeline/loader.ts';
import { changesKey, loadKey, productFile } from '../factories/dms-files.ts';
import { attemptOf, useBench } from './bench.ts';

const DAY = 86_400_000;
const bench = useBench();

/** Loads a file of changes that was written at some time, and meets it now. */
async function loadChanges(writtenAtMs: number): Promise<void> {
  const key = changesKey(new Date(writtenAtMs).toISOString().replaceAll(/\D/gu, ''));
  await loadObject(bench().store.put(key, productFile([{ op: 'I', id: 1n }])), attemptOf(), bench().loader);
}

async function remarksOn(lastModifiedMs: number, more: Partial<ObjectPlace> = {}): Promise<readonly string[]> {
  const place = bench().store.put(loadKey(1), productFile([{ id: 2n }]), lastModifiedMs);
  const { outcome, notes } = await loadObject({ ...place, ...more }, attemptOf(), bench().loader);
  if (outcome !== 'loaded') {
    throw new Error(outcome);
  }
  return notes.filter(note => note.includes('is it a copy?'));
}

describe('a full-load file is remarked on as a likely copy', () => {
  it('when it was modified days after the changes that arrived with it were written', async () => {
    await loadChanges(Date.UTC(2022, 2, 1, 12));
    const [remark] = await remarksOn(Date.now());
    expect(remark).toContain('were written until 2022-03-01T12:00:00.000Z: its rows win over them');
    expect(remark).toContain('docs/reloads.md');
  });

  it.each<[string, number[], number, Partial<ObjectPlace>]>([
    ['there is no file of changes yet', [], 0, {}],
    ['changes are as new as it', [10 * DAY, DAY / 24], 0, {}],
    ['the whole archive is loaded late', [10 * DAY], 9 * DAY, {}],
    ['an operator says when it was written', [10 * DAY], 0, { writtenAtMs: Date.UTC(2022, 0, 1) }],
  ])('but not when %s', async (_case, ages, age, more) => {
    const now = Date.now();
    for (const changes of ages) {
      await loadChanges(now - changes);
    }
    expect(await remarksOn(now - age, more)).toEqual([]);
  });
});
