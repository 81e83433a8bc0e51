import type { RowCounts } from '../../../domain/change/change.ts';
import type { Rehearsal } from '../../../domain/change/rehearsal.ts';
import type { LoadResult } from '../../../pipeline/loader.ts';
import { rehearsing } from '../../../pipeline/rehearse.ts';
import { dueFiles, type Survey } from '../../../pipeline/replay.ts';
import type { ReplayFile } from '../../../pipeline/replay-files.ts';
import { effectsOf, toldCheck, verdictOf } from '../files/check-report.ts';
import { isFine, isHopeless } from '../files/each-file.ts';
import { takeFile } from '../files/take-file.ts';
import type { ReplayScene } from './scene.ts';

/** What loads would do to rows, of all files that were rehearsed. */
export type RehearsedRows = Record<
  'inserted' | 'updated' | 'deleted' | 'unchanged' | 'superseded' | 'quarantined',
  number
>;

export interface RehearsedWork {
  readonly kind: 'rehearsed';
  readonly files: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly rows: Readonly<RehearsedRows>;
  /** Files that would not load. */
  readonly problems: number;
}

/** Problems are told as they come, the first ones with their reasons. */
const MOST_TOLD = 20;

/** Each file by itself, as if it were the next one: what an earlier one of them would change is not there. */
export async function rehearseFiles(scene: ReplayScene, { due, sample }: Survey): Promise<RehearsedWork> {
  const { loader, options, call } = scene;
  const rows: RehearsedRows = { inserted: 0, updated: 0, deleted: 0, unchanged: 0, superseded: 0, quarantined: 0 };
  const outcomes: Record<string, number> = {};
  const bar = call.output.bar('rehearsed', options.sample === undefined ? due : sample.length);
  let files = 0;
  let problems = 0;
  for await (const file of options.sample === undefined ? allFiles(scene) : sample) {
    const database = rehearsing(loader.database, { reopens: options.force });
    const startedAtMs = Date.now();
    const result = await takeFile(file.identity, { ...loader, database, isRehearsal: true }, scene.objectSeconds);
    files += 1;
    bar.at(files);
    addEffects(rows, result);
    const verdict = verdictOf(result.outcome);
    outcomes[verdict] = (outcomes[verdict] ?? 0) + 1;
    if (!isFine(result)) {
      problems += 1;
      tellProblem(scene, problems, toldCheck(result, Date.now() - startedAtMs));
    }
    if (isHopeless(result)) {
      break;
    }
  }
  bar.end();
  return { kind: 'rehearsed', files, outcomes, rows, problems };
}

async function* allFiles({ request }: ReplayScene): AsyncGenerator<ReplayFile> {
  for await (const some of dueFiles(request)) {
    yield* some;
  }
}

export function tellProblem(
  { call }: ReplayScene,
  problems: number,
  [line, remarks]: readonly [line: string, remarks: readonly string[]],
): void {
  if (problems <= MOST_TOLD) {
    call.output.progress(line, remarks);
  } else if (problems === MOST_TOLD + 1) {
    call.output.progress('further problems are counted only');
  }
}

function addEffects(rows: RehearsedRows, result: LoadResult): void {
  for (const { counts, rehearsal } of effectsOf(result)) {
    const effect: Rehearsal & RowCounts = { ...rehearsal, ...counts };
    for (const name of Object.keys(rows) as (keyof RehearsedRows)[]) {
      rows[name] += effect[name];
    }
  }
}
