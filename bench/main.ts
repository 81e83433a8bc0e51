/**
 * How fast is a load, from the object to committed rows? Measured against what the server can take at all (ready-made
 * COPY text and a merge) and against a vectorised Python pipeline, on one server, in turn.
 */
import { availableParallelism } from 'node:os';
import { type BadRowLine, isWithinBounds, measureBadRow, sentenceOf } from './bad-row.ts';
import { type Comparison, compare } from './comparison.ts';
import { makeLimit } from './limit.ts';
import { makeLoaderContender } from './loader.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { linesOf, tableOf } from './report.ts';
import { makeRival } from './rival.ts';
import { startServer } from './server.ts';

async function bench(options: Options): Promise<void> {
  const server = await startServer();
  try {
    await (options.badRow === undefined ? benchOn(server.url, options) : benchBadRow(server.url, options));
  } finally {
    await server.stop();
  }
}

async function benchOn(serverUrl: string, options: Options): Promise<void> {
  const rival = await makeRival(serverUrl, options.rival);
  tell(typeof rival === 'string' ? `without the rival: ${rival}` : 'with the rival');
  const limit = await makeLimit(serverUrl);
  const loader = await makeLoaderContender(serverUrl);
  const contenders = { loader, limit, rival: typeof rival === 'string' ? undefined : rival };
  try {
    const comparisons: Comparison[] = [];
    for (const rows of options.rows) {
      comparisons.push(await compare(contenders, { rows, rounds: options.rounds }, tell));
    }
    const lines = comparisons.flatMap(linesOf);
    const isEqual = comparisons.every(comparison => comparison.isEqual);
    const figures = { cores: availableParallelism(), node: process.version, rounds: options.rounds, isEqual, lines };
    console.log(options.json ? JSON.stringify(figures, null, 2) : `${tableOf(lines)}\n\n${remarks(isEqual)}`);
    process.exitCode = isEqual ? 0 : 1;
  } finally {
    await limit.removeTexts();
    await loader.stop();
  }
}

async function benchBadRow(serverUrl: string, { rows, rounds, badRow = 'last', json }: Options): Promise<void> {
  const loader = await makeLoaderContender(serverUrl);
  try {
    const lines: BadRowLine[] = [];
    for (const count of rows) {
      lines.push(await measureBadRow(loader, { rows: count, rounds, place: badRow }));
    }
    console.log(json ? JSON.stringify(lines, null, 2) : lines.map(sentenceOf).join('\n'));
    process.exitCode = lines.every(isWithinBounds) ? 0 : 1;
  } finally {
    await loader.stop();
  }
}

function remarks(isEqual: boolean): string {
  return [
    isEqual ? 'All ended with the same rows.' : 'NOT EQUAL: the contenders ended with different rows.',
    'loader: object on S3 (in the process of the benchmark, by HTTP) to committed rows and ledger, a fresh process each.',
    'limit: ready-made COPY text to a temporary table, then INSERT .. ON CONFLICT; rival: pandas + psycopg2 from a local file.',
  ].join('\n');
}

function tell(progress: string): void {
  console.error(progress);
}

function optionsOrUsage(): Options | undefined {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}

const asked = optionsOrUsage();
if (asked !== undefined) {
  try {
    await bench(asked);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
