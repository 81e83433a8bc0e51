/**
 * `npm run endurance`: a file loaded by one consumer with time enough (`whole`), then under a time limit with kills
 * (`carried`), then spread over several consumers with kills (`spread`). Prints a verdict of each as JSON; exits with 1 unless
 * all tables are equal and no message died. Kills that leave no time for one run, the shortest one too, do bring messages to
 * the dead-letter queue.
 */
import { parseArgs } from 'node:util';
import { startServer } from '../../bench/server.ts';
import { RUN_ROWS, SLICE_ROWS } from '../../domain/limits.ts';
import { endure, type Trial, type Verdict } from './endure.ts';

const USAGE = `npm run endurance [-- options]
  --rows 1000000        rows of the file
  --seconds 20          time of an invocation
  --kills 50            kills of each trial but the first, as long as the file is not loaded
  --within 8            a killed invocation is killed within so many seconds
  --consumers 4         of the trial that spreads the file
  --run-rows ${RUN_ROWS}     LOADER_RUN_ROWS
  --slice-rows ${SLICE_ROWS}  LOADER_SLICE_ROWS of the trial that spreads the file
  --seed 1              of the moments of the kills
  --trials whole,carried,spread`;

const values = valuesOrUsage();

function valuesOrUsage() {
  try {
    return readValues();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`);
    return process.exit(2);
  }
}

/** @throws TypeError for an unknown option */
function readValues() {
  return parseArgs({
    options: {
      rows: { type: 'string', default: '1000000' },
      seconds: { type: 'string', default: '20' },
      kills: { type: 'string', default: '50' },
      within: { type: 'string', default: '8' },
      consumers: { type: 'string', default: '4' },
      'run-rows': { type: 'string', default: String(RUN_ROWS) },
      'slice-rows': { type: 'string', default: String(SLICE_ROWS) },
      seed: { type: 'string', default: '1' },
      trials: { type: 'string', default: 'whole,carried,spread' },
    },
  }).values;
}

/** Never spread. */
const ONE_SLICE = 500_000_000;

const server = await startServer();
try {
  const common: Omit<Trial, 'seconds' | 'consumers' | 'kills' | 'sliceRows'> = {
    serverUrl: server.url,
    rows: Number(values.rows),
    killWithinSeconds: Number(values.within),
    runRows: Number(values['run-rows']),
    seed: Number(values.seed),
  };
  const seconds = Number(values.seconds);
  const kills = Number(values.kills);
  const trials = {
    whole: { seconds: 900, consumers: 1, kills: 0, sliceRows: ONE_SLICE },
    carried: { seconds, consumers: 1, kills, sliceRows: ONE_SLICE },
    spread: { seconds, consumers: Number(values.consumers), kills, sliceRows: Number(values['slice-rows']) },
  };
  const asked = values.trials.split(',');
  const verdicts: Verdict[] = [];
  for (const [name, trial] of Object.entries(trials).filter(([one]) => asked.includes(one))) {
    const verdict = await endure({ ...common, ...trial });
    process.stdout.write(`${JSON.stringify({ name, ...verdict })}\n`);
    verdicts.push(verdict);
  }
  process.exitCode = verdicts.every(verdict => isRight(verdict, common.rows, verdicts[0])) ? 0 : 1;
} finally {
  await server.stop();
}

function isRight(verdict: Verdict, rows: number, first: Verdict | undefined): boolean {
  const { state, deadLetters, rowsAmiss, rowsRead, content } = verdict;
  return state === 'loaded' && deadLetters === 0 && rowsAmiss === 0 && rowsRead === rows && content === first?.content;
}
