// Opens each HTML file given and prints one JSON list of results; test_page_browser.py judges them.
// Chromium: CHROMIUM, or the usual place on Debian. Nothing may leave the machine: requests are counted and stopped.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const LOCAL = /^(file|data|blob|about):/;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});

async function opened(file, width, options = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, ...options });
  const page = await context.newPage();
  const seen = { external: [], errors: [], dialogs: 0 };
  await page.route('**/*', (route) => {
    const url = route.request().url();
    if (LOCAL.test(url)) return route.continue();
    seen.external.push(url);
    return route.abort();
  });
  page.on('pageerror', (error) => seen.errors.push(String(error.message).split('\n')[0]));
  page.on('console', (line) => { if (line.type() === 'error') seen.errors.push(line.text()); });
  page.on('dialog', (dialog) => { seen.dialogs += 1; dialog.dismiss(); });
  await page.goto(pathToFileURL(resolve(file)).href, { waitUntil: 'load' });
  return { page, seen, close: () => context.close() };
}

async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(async (tags) => {
    const result = await window.axe.run(document, {
      runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'],
    });
    return result.violations.map((one) => ({
      rule: one.id, help: one.help, nodes: one.nodes.slice(0, 5).map((node) => node.target.join(' ')),
    }));
  }, TAGS);
  return found;
}

const tooWide = (page) => page.evaluate(() => (
  document.documentElement.scrollWidth > document.documentElement.clientWidth + 1
    ? [...document.querySelectorAll('body *')]
      .filter((part) => !part.closest('.scroll, svg')
        && part.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      .slice(0, 5).map((part) => `${part.tagName} ${part.className} ${part.textContent.slice(0, 40)}`)
      .concat('scrolls')
    : []
));

// On A4 between the margins: what sticks out makes Chromium print the whole report smaller; below 7.5 points is not read.
const onPaper = (page) => page.evaluate(() => (
  [...document.querySelectorAll('main th, main td, main .tree span')].filter((part) => part.checkVisibility())
    .filter((part) => parseFloat(getComputedStyle(part).fontSize) < 9.9
      || part.getBoundingClientRect().right > document.documentElement.clientWidth + 3)
    .slice(0, 5).map((part) => `${part.textContent} ${part.closest('table')?.caption.textContent}`)
));

const foldsOpen = (page) => page.evaluate(() => {
  document.querySelectorAll('details').forEach((fold) => { fold.open = true; });
});

// What gives the same verdict again is left out, or axe takes minutes: a row with the same tags, classes and other
// attributes as an earlier row of its table, and the inside of a drawing that assistive technology does not see.
const withoutRepeats = (page) => page.evaluate(() => {
  document.querySelectorAll('svg[aria-hidden="true"] > *').forEach((part) => part.remove());
  document.querySelectorAll('tbody').forEach((body) => {
    const seen = new Set();
    [...body.rows].forEach((row) => {
      const shape = row.innerHTML.replace(/>[^<]+/g, '>').replace(/ (id|href|aria-label)="[^"]*"/g, '');
      if (seen.has(shape)) row.remove();
      seen.add(shape);
    });
  });
});

// Follow the first link to the rows behind a number: they must be in view.
async function rowsOpen(page) {
  const link = page.locator('a[href^="#cijfer-"]').first();
  if (!(await link.count())) return null;
  const id = (await link.getAttribute('href')).slice(1);
  await link.click();
  return page.locator(`[id="${id}"] table`).first().isVisible();
}

const results = [];
for (const file of process.argv.slice(2)) {
  const result = { file, axe: {}, wide: {}, external: [], errors: [], dialogs: 0 };
  for (const width of [1280, 390]) {
    const { page, seen, close } = await opened(file, width, { bypassCSP: true });
    await foldsOpen(page);
    result.wide[width] = await tooWide(page);
    await withoutRepeats(page);
    result.axe[width] = await violations(page);
    result.external.push(...seen.external);
    await close();
  }
  const narrow = await opened(file, 320);
  result.wide[320] = await tooWide(narrow.page);
  result.scripted = await rowsOpen(narrow.page);
  result.external.push(...narrow.seen.external);
  result.errors.push(...narrow.seen.errors);
  result.dialogs += narrow.seen.dialogs;
  await narrow.close();
  const paper = await opened(file, 673);
  await paper.page.emulateMedia({ media: 'print' });
  result.paper = await onPaper(paper.page);
  await paper.close();
  const plain = await opened(file, 1280, { javaScriptEnabled: false });
  result.unscripted = {
    words: (await plain.page.locator('main').innerText()).length,
    contents: await plain.page.locator('nav.side a').first().isVisible(),
    rows: await rowsOpen(plain.page),
  };
  result.external.push(...plain.seen.external);
  await plain.close();
  results.push(result);
}
await browser.close();
console.log(JSON.stringify(results));
