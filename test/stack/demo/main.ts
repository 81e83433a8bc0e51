/**
 * The demo: files as AWS DMS writes them, loaded into PostgreSQL, each change once. `npm run demo`, or with `-- --keep` to
 * leave everything running afterwards. It checks itself: exit 0 means that all came out as expected.
 */
import { parseArgs, styleText } from 'node:util';
import type { Stack } from '../stack.ts';
import { changes } from './acts/changes.ts';
import { fullLoad } from './acts/full-load.ts';
import { late } from './acts/late.ts';
import { ledger } from './acts/ledger.ts';
import { poison } from './acts/poison.ts';
import { repair } from './acts/repair.ts';
import { afterFullLoad, migrateAll, startAll } from './acts/start.ts';
import { twice } from './acts/twice.ts';
import { keepUp } from './keep.ts';
import type { Scene } from './scene.ts';
import { Surprise, seconds, tellStory } from './story.ts';

const { values: options } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });
process.exitCode = await play(options.keep);

async function play(isKept: boolean): Promise<number> {
  const story = tellStory(process.stdout);
  const startMs = performance.now();
  let stack: Stack | undefined;
  let scene: Scene | undefined;
  story.say(
    styleText('bold', 'dms-loader: files that AWS DMS writes to S3 become rows of PostgreSQL, each change once.'),
  );
  try {
    stack = await startAll(story);
    scene = await migrateAll(story, stack);
    await fullLoad(scene);
    const base = await afterFullLoad(scene);
    for (const act of [changes, twice, late, poison, repair, ledger]) {
      await act(scene, base);
    }
    story.say(`\nAll as expected, in ${seconds(performance.now() - startMs)}.`);
    if (isKept) {
      await keepUp(scene, base);
    } else {
      story.say(
        'Next: `npm run demo -- --keep` leaves the stack up and tells what to try; the README loads a file of your own.',
      );
    }
    return 0;
  } catch (error) {
    tellFailure(error, scene);
    return 1;
  } finally {
    await stop(scene, stack);
  }
}

function tellFailure(error: unknown, scene: Scene | undefined): void {
  const isSurprise = error instanceof Surprise;
  const stack = error instanceof Error ? error.stack : String(error);
  const text = isSurprise ? error.message : stack;
  const heading = isSurprise ? 'The demo did not come out as expected.' : 'The demo could not be played.';
  const log = scene === undefined ? '' : `\n\nThe last lines of the function's log:\n${scene.target.log()}`;
  process.stderr.write(`\n${styleText('red', heading, { stream: process.stderr })}\n${text}${log}\n`);
}

async function stop(scene: Scene | undefined, stack: Stack | undefined): Promise<void> {
  await scene?.target.stop();
  await scene?.database.end();
  await stack?.stop();
}
