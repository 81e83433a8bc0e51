/**
 * How fast is a load, from the object to committed rows? Measured against what the server can take at all (ready-made
 * COPY data and a merge) and against rivals, on one server, in turn. See docs/performance.md.
 */
import { writeFileSync } from 'node:fs';
import { startBucket } from './bucket.ts';
import { makeLoaderContender } from './contenders/loader.ts';
import { measure } from './measure.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { writePage } from './report/page.ts';
import { pictureOf } from './report/picture.ts';
import { textOf } from './report/print.ts';
import { mergeResults, readResults } from './report/results.ts';
import { startServer } from './server.ts';
import { type BadRowLine, isWithinBounds, measureBadRow, sentenceOf } from './tasks/bad-row.ts';

async function bench(options: Options): Promise<boolean> {
  const { from, save, svg, writesDocs, json } = options;
  const results = from.length === 0 ? await measure(options, tell) : mergeResults(from.map(readResults));
  const document = `${JSON.stringify(results, null, 2)}\n`;
  if (save !== undefined) {
    writeFileSync(save, document);
  }
  if (svg !== undefined) {
    writeFileSync(svg, pictureOf(results.lines));
  }
  if (writesDocs) {
    writePage(results);
  }
  process.stdout.write(json ? document : `${textOf(results)}\n`);
  return results.isEqual;
}

async function benchBadRow({ rows, rounds, badRow = 'last', json }: Options): Promise<boolean> {
  const server = await startServer();
  const bucket = await startBucket();
  try {
    const loader = await makeLoaderContender(server.url, bucket);
    const lines: BadRowLine[] = [];
    for (const count of rows) {
      lines.push(await measureBadRow(loader, { rows: count, rounds, place: badRow }));
    }
    console.log(json ? JSON.stringify(lines, null, 2) : lines.map(sentenceOf).join('\n'));
    return lines.every(isWithinBounds);
  } finally {
    await bucket.stop();
    await server.stop();
  }
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
    const isGood = await (asked.badRow === undefined ? bench(asked) : benchBadRow(asked));
    process.exitCode = isGood ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
