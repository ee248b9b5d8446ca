/** Opens a page in headless Chromium and prints its content as JSON: `node look.mjs FILE`. */
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import chromium from '@sparticuz/chromium';
import { chromium as browsers } from 'playwright-core';

/* global document, dispatchEvent -- of the page, where functions given to `evaluate` run */

const QUIET = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
const VIEWS = {
  light: {},
  dark: { colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 } },
};

/** A4 minus margins of 15 mm, in CSS pixels. */
const PAPER = { width: 680, height: 1009 };

const browser = await browsers.launch({ executablePath: await chromium.executablePath(), args: QUIET });
try {
  const seen = {};
  for (const [view, options] of Object.entries(VIEWS)) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const messages = [];
    const requests = [];
    page.on('console', (message) => messages.push(message.text()));
    page.on('pageerror', (error) => messages.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(process.argv[2]).href);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const lines = page.locator('article.item:visible');
    const all = await lines.count();
    const width = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    await page.getByRole('searchbox').fill('rotate');
    const searched = await lines.allInnerTexts();
    await page.getByRole('searchbox').fill('');
    for (const box of await page.getByRole('checkbox').all()) if ((await box.inputValue()) !== 'satisfied') await box.uncheck();
    const satisfied = await lines.evaluateAll((elements) => elements.map((element) => element.dataset.status));
    seen[view] = {
      violations: violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), messages, requests: requests.length, all, width, searched, satisfied,
    };
    await context.close();
  }
  process.stdout.write(JSON.stringify({ ...seen, paper: await onPaper() }));
} finally {
  await browser.close();
}

/** Returns the parts of the unfolded page that are wider than the paper, and whether it has the fields to sign. */
async function onPaper() {
  const context = await browser.newContext({ viewport: PAPER });
  const page = await context.newPage();
  await page.goto(pathToFileURL(process.argv[2]).href);
  await page.emulateMedia({ media: 'print' });
  const found = await page.evaluate(() => {
    dispatchEvent(new Event('beforeprint'));
    const wide = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1);
    return { wide: wide.map((element) => element.outerHTML.slice(0, 120)), folded: document.querySelectorAll('details:not([open])').length };
  });
  const signOff = await page.getByRole('region', { name: 'Sign-off' }).isVisible();
  const pdf = (await page.pdf({ preferCSSPageSize: true })).length;
  await context.close();
  return { ...found, signOff, pdf };
}
