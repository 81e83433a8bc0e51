import { setTimeout as sleep } from 'node:timers/promises';
import { makeAnnouncer } from '../../../adapters/sqs/announcer.ts';
import { makeSqsClient } from '../../../adapters/sqs/client.ts';
import { LoaderError } from '../../../domain/errors.ts';
import { isoTimeOrNull } from '../../../domain/iso-time.ts';
import { eventBody } from '../../../domain/notification/event-body.ts';
import type { OutcomeKind } from '../../../domain/outcome.ts';
import { dueFiles, makeReady, type Survey } from '../../../pipeline/replay.ts';
import type { ReplayFile } from '../../../pipeline/replay-files.ts';
import { actorName } from '../actor.ts';
import { isFine, isHopeless } from '../files/each-file.ts';
import { toldOf } from '../files/load-report.ts';
import { takeFile } from '../files/take-file.ts';
import { tellProblem } from './rehearsal.ts';
import type { ReplayScene } from './scene.ts';

export interface DoneWork {
  readonly kind: 'done';
  /** Of files that were loaded here. */
  readonly outcomes: Readonly<Partial<Record<OutcomeKind, number>>>;
  readonly rows: Readonly<Record<'read' | 'applied' | 'unchanged' | 'superseded' | 'quarantined', number>>;
  /** Messages. */
  readonly sent: number;
  readonly refusalsCleared: number;
  readonly reopened: number;
  /** Files that were not loaded, and those that were not tried for what they would meet. */
  readonly problems: number;
}

type Doing = { -readonly [Name in keyof DoneWork]: DoneWork[Name] } & {
  outcomes: Partial<Record<OutcomeKind, number>>;
  rows: Record<'read' | 'applied' | 'unchanged' | 'superseded' | 'quarantined', number>;
};

/** Files are made ready some at a time, so that a replay that is broken off leaves few that are ready and not loaded. */
export async function actOn(scene: ReplayScene, { due }: Survey): Promise<DoneWork> {
  const { loader, options, via } = scene;
  const rows = { read: 0, applied: 0, unchanged: 0, superseded: 0, quarantined: 0 };
  const done: Doing = { kind: 'done', outcomes: {}, rows, sent: 0, refusalsCleared: 0, reopened: 0, problems: 0 };
  if (due === 0) {
    return done;
  }
  const { url, force, sinceMs, untilMs } = options;
  const detail = { url, via, force, files: due, since: isoTimeOrNull(sinceMs), until: isoTimeOrNull(untilMs) };
  const action = await loader.database.actions.begin({ action: 'replay', actor: actorName(), detail });
  try {
    await doAll(scene, done, due);
    await action.end(done);
    return done;
  } catch (error) {
    const code = error instanceof LoaderError ? error.code : 'UNEXPECTED';
    await action.end({ ...done, error: code }).catch(() => undefined);
    throw error;
  }
}

/** How files are dealt with. */
interface Way {
  readonly label: string;
  /** Files at once. */
  readonly size: number;
  /** False: the others would meet the same. */
  take(files: readonly ReplayFile[]): Promise<boolean>;
}

async function doAll(scene: ReplayScene, done: Doing, due: number): Promise<void> {
  const { call, loader, options, request } = scene;
  const way = scene.via === 'queue' ? announcing(scene, done) : loading(scene, done);
  const bar = call.output.bar(way.label, due);
  const means = { force: options.force, ...loader.database };
  let tried = 0;
  for await (const files of dueFiles(request)) {
    const ready = await makeReady(files, means);
    done.refusalsCleared += ready.refusalsCleared;
    done.reopened += ready.reopened;
    for (let at = 0; at < files.length; at += way.size) {
      const some = files.slice(at, at + way.size);
      const isHopeful = await way.take(some);
      tried += some.length;
      bar.at(tried);
      if (!isHopeful) {
        bar.end();
        stop(scene, done, due - tried);
        return;
      }
    }
  }
  bar.end();
}

function stop({ call }: ReplayScene, done: Doing, left: number): void {
  done.problems += left;
  call.output.progress(`stopped: the ${left} files that are left would meet the same`);
}

function loading(scene: ReplayScene, done: Doing): Way {
  return { label: 'loaded', size: 1, take: files => loadHere(scene, done, files) };
}

async function loadHere(scene: ReplayScene, done: Doing, [file]: readonly ReplayFile[]): Promise<boolean> {
  if (file === undefined) {
    return true;
  }
  const startedAtMs = Date.now();
  const result = await takeFile(file.identity, scene.loader, scene.objectSeconds);
  done.outcomes[result.outcome] = (done.outcomes[result.outcome] ?? 0) + 1;
  for (const name of Object.keys(done.rows) as (keyof Doing['rows'])[]) {
    done.rows[name] += result.counts?.[name] ?? 0;
  }
  if (!isFine(result)) {
    done.problems += 1;
    tellProblem(scene, done.problems, toldOf(result, Date.now() - startedAtMs));
  }
  return !isHopeless(result);
}

/** SQS takes ten messages at once; at less than ten a second as many are sent at once. */
function announcing({ options, queueUrl }: ReplayScene, done: Doing): Way {
  const announcer = makeAnnouncer(makeSqsClient(), queueUrl);
  let nextAtMs = Date.now();
  return {
    label: 'announced',
    size: Math.min(10, options.ratePerSecond),
    async take(files) {
      await sleep(Math.max(nextAtMs - Date.now(), 0));
      nextAtMs = Math.max(nextAtMs, Date.now()) + (files.length * 1000) / options.ratePerSecond;
      await announcer.send(files.map(({ identity }) => eventBody(identity)));
      done.sent += files.length;
      return true;
    },
  };
}
