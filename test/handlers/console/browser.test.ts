import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { productFile } from '../../factories/product-file.ts';
import { runCli } from '../run-cli.ts';
import { useStack } from '../stack.ts';
import { CHROMIUM, launchBrowser, violationsInDark, violationsOf, WHY_SKIPPED } from './browser.ts';
import { announced, sendLetter } from './letters.ts';
import { useConsole } from './running-console.ts';

const GOOD = 'dmstest/test_product/2026/03/01/20260301-010203456.parquet';
const BAD = 'dmstest/test_product/2026/03/01/20260301-020203456.parquet';
const DEAD = 'dmstest/test_product/2026/03/02/20260302-010203456.parquet';
const VIEWS = [
  '/',
  '/loads',
  '/failures',
  '/dlq',
  `/file?url=s3://landing/${GOOD}`,
  `/file?url=s3://landing/${BAD}`,
  '/row?table=dmstest.test_product&key=1',
  '/row?table=dmstest.test_product&key=x',
  '/absent',
];

if (CHROMIUM === undefined) {
  // Reporters fold the titles of skipped tests away.
  process.stderr.write(`The tests of the console in a browser do not run:${WHY_SKIPPED}\n`);
}

describe.skipIf(CHROMIUM === undefined)(`the console in a real browser${WHY_SKIPPED}`, () => {
  const stack = useStack();
  const console = useConsole(stack);
  const locked = useConsole(stack, { token: 'correct-horse-battery-staple' });
  let browser: Browser;
  /** What a page should not have said. */
  const complaints: string[] = [];

  beforeAll(async () => {
    await stack().put(GOOD, productFile([{ id: 1n, name: 'one' }]));
    await stack().put(BAD, new Uint8Array(40));
    await runCli(['load', `s3://${stack().bucket}/dmstest/`], stack().environment);
    const bytes = productFile([{ id: 2n }]);
    await stack().put(DEAD, bytes);
    while ((await stack().receive(stack().queueUrl, 0)).length > 0) {
      // What the bucket announced by itself: hidden for longer than the test takes.
    }
    await sendLetter(stack(), announced(stack(), DEAD, bytes.length));
    await console().post('/dlq', {});
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
  });

  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await browser.newPage(options);
    page.on('pageerror', error => complaints.push(`${path}: ${error.message}`));
    page.on('console', message => complaints.push(`${path}: ${message.text()}`));
    await page.goto(`${console().url}${path}`);
    return page;
  }

  it.each(VIEWS)(
    '%s has nothing that axe-core finds fault with, in light and dark, fits 320 pixels, and is walked through by keyboard',
    async path => {
      const page = await open(path);
      expect([...(await violationsOf(page)), ...(await violationsInDark(page))]).toEqual([]);
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
      expect(await unreached(page)).toEqual([]);
      await page.close();
    },
  );

  /** Controls that the keyboard does not reach, and those that do not show that it is at them. */
  async function unreached(page: Page): Promise<readonly string[]> {
    const all = Number(await page.evaluate(OPEN_AND_COUNT));
    const left = new Set(Array.from({ length: all }, (_, at) => String(at)));
    const hidden: string[] = [];
    for (let step = 0; step < all + 2; step++) {
      await page.keyboard.press('Tab');
      const [at = '', outline] = String(await page.evaluate(FOCUSED)).split(' ');
      left.delete(at);
      hidden.push(...(outline === 'none' ? [`${at} has no outline`] : []));
    }
    return [...left, ...hidden];
  }

  it('the form that logs in has nothing that axe-core finds fault with', async () => {
    const page = await browser.newPage();
    await page.goto(`${locked().url}/loads`);
    expect([...(await violationsOf(page)), ...(await violationsInDark(page))]).toEqual([]);
    await page.close();
  });

  async function violationsAt(url: string): Promise<readonly string[]> {
    const page = await browser.newPage();
    await page.goto(url);
    const violations = await violationsOf(page);
    await page.close();
    return violations;
  }

  it('says at the field what is no URL, before it is sent', async () => {
    const page = await open('/file');
    await page.fill('#url', 'nonsense');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.querySelector("input:invalid").title')).toBe('A URL, s3://bucket/key');
    expect(page.url()).toBe(`${console().url}/file`);
    await page.close();
  });

  it('the skip link leads to the content', async () => {
    const page = await open('/loads');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    await page.close();
  });

  it('shows nothing to a page that would frame it', async () => {
    const page = await browser.newPage();
    await page.setContent(`<iframe src="${console().url}/"></iframe>`);
    await page.waitForTimeout(300);
    const framed = await page.frames()[1]?.content();
    await page.close();
    expect(framed).not.toContain('Overview');
  });

  it('P12: redrives a letter from look to result by keyboard, without JavaScript', async () => {
    const page = await open('/dlq', { javaScriptEnabled: false });
    await press(page, 'Look at the letters');
    expect(await page.textContent('main')).toContain('1 letter seen');
    await page.selectOption('#judgement', 'transient');
    await press(page, 'Choose');
    await press(page, 'Rehearse the redrive of these');
    expect(await page.textContent('main')).toContain('Nothing was moved. 1 letter would be.');
    expect(await page.textContent('main')).toContain('dms-loader dlq redrive --where judgement=transient');
    expect(await stack().receive(stack().queueUrl, 0)).toEqual([]);
    expect(await violationsAt(page.url())).toEqual([]);
    await page.getByRole('checkbox').focus();
    await page.keyboard.press('Space');
    await press(page, 'Redrive');
    expect(await page.textContent('main')).toContain('1 of 1 letter moved');
    await page.reload();
    expect(await page.textContent('main')).toContain('1 of 1 letter moved');
    expect(await violationsAt(page.url())).toEqual([]);
    const [message] = await stack().receive(stack().queueUrl);
    expect(message?.Body).toContain(DEAD);
    await page.goto(`${console().url}/dlq`);
    await press(page, 'Look at the letters');
    expect(await page.textContent('main')).toContain('The dead-letter queue is empty');
    await page.close();
  });

  it('logs in and out with its form', async () => {
    const page = await browser.newPage();
    await page.goto(`${locked().url}/loads?span=1h`);
    await page.fill('#token', 'correct-horse-battery-staple');
    await press(page, 'Log in');
    expect(page.url()).toBe(`${locked().url}/loads?span=1h`);
    await press(page, 'Log out');
    expect(await page.textContent('h1')).toBe('Log in');
    await page.goto(`${locked().url}/loads`);
    expect(await page.textContent('h1')).toBe('Log in');
    await page.close();
  });

  it('said nothing on the console of the browser, of its policy neither', () => {
    expect(
      complaints.filter(text => !text.includes(': Failed to load resource: the server responded with a status of 40')),
    ).toEqual([]);
  });
});

const CONTROLS = 'a, button, summary, select, input:not([type=hidden]), [tabindex="0"]';

/** Opens what can be opened, and counts the controls. */
const OPEN_AND_COUNT = `(() => {
  for (const details of document.querySelectorAll('details')) details.open = true;
  return document.querySelectorAll('${CONTROLS}').length;
})()`;

/** Which control has the focus, and its outline: an expression for the page. */
const FOCUSED = `(() => {
  const all = [...document.querySelectorAll('${CONTROLS}')];
  const at = all.indexOf(document.activeElement);
  return at < 0 ? 'page' : at + ' ' + getComputedStyle(document.activeElement).outlineStyle;
})()`;

/** By keyboard. */
async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
}
