/** A real browser for the tests of the console: Debian's chromium, or the one that CHROMIUM_PATH names. */
import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

const NAMED = process.env['CHROMIUM_PATH'] ?? '';
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-headless-shell', '/usr/bin/google-chrome'];

/** Undefined where there is none: tests that need it are skipped, and say so in their titles. */
export const CHROMIUM = (NAMED === '' ? PLACES : [NAMED]).find(existsSync);

/** For the titles of tests that need the browser. */
export const WHY_SKIPPED =
  CHROMIUM === undefined ? ' [skipped: no chromium here; install it, or set CHROMIUM_PATH]' : '';

export async function launchBrowser(): Promise<Browser> {
  // Containers run as root, where chromium's sandbox does not start; only pages of this machine are opened.
  return await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });
}

/** What axe-core finds fault with, each with the element. It is brought in beside the page, whose policy lets no script in. */
export async function violationsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(`axe.run()${TOLD}`);
}

/** In the dark only the colours are others. */
export async function violationsInDark(page: Page): Promise<readonly string[]> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.evaluate(axe.source);
  return await page.evaluate(`axe.run({ runOnly: ['color-contrast'] })${TOLD}`);
}

const TOLD =
  '.then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ": " + html)))';
