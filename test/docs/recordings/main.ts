/** `npm run recordings`: runs the operator's commands over the embedded stack and writes what they print into docs/recordings.md. */
import { writeFileSync } from 'node:fs';
import { runCli } from '../../handlers/run-cli.ts';
import { startStack } from '../../stack/stack.ts';
import { setScene } from './scene.ts';
import { RECORDED, type Recorded } from './script.ts';

const PAGE = new URL('../../../docs/recordings.md', import.meta.url);

const HEAD = `<!-- Recorded: npm run recordings -->

# What the commands print

Recorded over the local stack: a full load and changes of one table; in the dead-letter queue a file with a bad date, one that is no Parquet,
one of a table without a mapping, one that is not there; and a file whose notification was lost. [operations.md](operations.md) says when to use which.
`;

const DAY_MS = 86_400_000;
const RECEIVE_LIMIT = 2;

const stack = await startStack({ receiveLimit: RECEIVE_LIMIT });
const environment = { ...stack.environment, LOADER_RECEIVE_LIMIT: `${RECEIVE_LIMIT}` };
try {
  await runCli(['migrate'], environment);
  const yesterday = new Date(Date.now() - DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
  await setScene({ ...stack, environment }, yesterday);
  const parts: string[] = [];
  for (const recorded of RECORDED(stack.bucket, yesterday)) {
    parts.push(await record(recorded));
    process.stdout.write(`${recorded.args.join(' ')}\n`);
  }
  writeFileSync(PAGE, `${HEAD}\n${parts.join('\n')}`);
} finally {
  await stack.stop();
}

async function record({ heading, about, args }: Recorded): Promise<string> {
  const { exitCode, stdout, stderr } = await runCli(args, environment);
  const typed = args.map(arg => (/[\s>]/u.test(arg) ? `'${arg}'` : arg)).join(' ');
  const said = `${stderr}${stdout}`.trimEnd().replaceAll(/127\.0\.0\.1:\d+/gu, '127.0.0.1:4566');
  return `## ${heading}\n\n${about}\n\n\`\`\`text\n$ npx dms-loader ${typed}\n${said}\n\`\`\`\n\nExit code ${exitCode}.\n`;
}
