/** `npm run screenshots`: every page of the console over the embedded stack with made-up data, as docs/console/*.png. */
import { mkdir, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { connectDatabase } from '../../adapters/postgres/database.ts';
import { migrate } from '../../adapters/postgres/migrate.ts';
import { makeLog } from '../../adapters/telemetry/log.ts';
import { testProduct } from '../../domain/tables/test-product.ts';
import { runCli } from '../../handlers/cli/run.ts';
import { readConfig } from '../../handlers/config.ts';
import { openScene } from '../../handlers/console/open-scene.ts';
import { startConsole } from '../../handlers/console/server.ts';
import { loadRoutes } from '../../handlers/tables.ts';
import { launchBrowser } from '../handlers/console/browser.ts';
import { fillLedger, putFiles, TRACED } from './console-scene.ts';
import { type Stack, startStack } from './stack.ts';

const FOLDER = fileURLToPath(new URL('../../docs/console/', import.meta.url));
/** What a picture in a repository may weigh. */
const LARGEST_BYTES = 150_000;
const SIZE = { width: 1200, height: 760 };

const stack = await startStack();
try {
  Object.assign(process.env, stack.environment);
  await mkdir(FOLDER, { recursive: true });
  await fill(stack);
  await takeAll(stack);
} finally {
  await stack.stop();
}

async function fill({ databaseUrl, bucket, environment }: Stack): Promise<void> {
  const database = connectDatabase({ url: databaseUrl });
  await migrate(database.connection, [testProduct]);
  await database.close();
  await putFiles(stack);
  await runCli(['load', `s3://${bucket}/dmstest/`, '--json'], environment);
  await fillLedger(stack);
}

async function takeAll({ environment, bucket }: Stack): Promise<void> {
  const config = readConfig(environment, ['database']);
  const log = makeLog({ level: 'warn' });
  const scene = openScene({
    config,
    routes: await loadRoutes(undefined),
    log,
    actor: 'operator@desk',
    isReadOnly: false,
  });
  const running = await startConsole({ host: '127.0.0.1', port: 0, token: undefined, scene, log });
  const browser = await launchBrowser();
  const views = {
    overview: '',
    loads: 'loads?span=6h',
    failures: 'failures',
    file: `file?${new URLSearchParams({ url: `s3://${bucket}/${TRACED}` })}`,
    row: 'row?table=dmstest.test_product&key=42',
  };
  for (const [name, path] of Object.entries(views)) {
    await take(browser, { name, url: `${running.url}${path}` });
  }
  await take(browser, { name: 'overview-dark', url: running.url, colorScheme: 'dark' });
  await takeLetters(browser, running.url);
  await browser.close();
  await running.close();
  await scene.close();
}

interface Shot {
  readonly name: string;
  readonly url: string;
  readonly colorScheme?: 'light' | 'dark';
}

async function take(browser: Browser, { name, url, colorScheme = 'light' }: Shot): Promise<void> {
  const page = await browser.newPage({ viewport: SIZE, colorScheme });
  await page.goto(url);
  await keep(page, name);
  await page.close();
}

async function takeLetters(browser: Browser, url: string): Promise<void> {
  const page = await browser.newPage({ viewport: SIZE });
  await page.goto(`${url}dlq`);
  await press(page, 'Look at the letters');
  await keep(page, 'dlq');
  await page.goto(`${url}dlq?judgement=transient`);
  await press(page, 'Rehearse the redrive of these');
  await keep(page, 'rehearsal');
  await page.getByRole('checkbox').check();
  await press(page, 'Redrive');
  await keep(page, 'redrive');
  await page.close();
}

async function press(page: Page, name: string): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name, exact: true }).click()]);
}

async function keep(page: Page, name: string): Promise<void> {
  const path = `${FOLDER}${name}.png`;
  await page.screenshot({ path });
  const { size } = await stat(path);
  process.stdout.write(`${path}: ${size} bytes\n`);
  if (size > LARGEST_BYTES) {
    throw new Error(`${path} has ${size} bytes; ${LARGEST_BYTES} are allowed: make it smaller`);
  }
}
