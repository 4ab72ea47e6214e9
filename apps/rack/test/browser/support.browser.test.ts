import { chromium } from 'playwright-core';
import { expect, inject, onTestFinished, test } from 'vitest';
import { nexusIsAway, watch } from './support/complaints.ts';

const origin = 'http://127.0.0.1:9';

const misdeeds = `
  <script src="/script.js"></script>
  <script>document.title = 'never'</script>
  <p style="color: red">never red</p>
  <img src="https://example.com/pixel.png">`;

const script = `
  console.error('told on the console');
  fetch('/missing');
  fetch('/away').catch(() => {});
  fetch('/operator/background-tasks');
  const gone = new AbortController();
  fetch('/given-up', { signal: gone.signal }).catch(() => {});
  gone.abort();
  setTimeout(() => { throw new Error('nobody catches it'); });
  setTimeout(() => { document.title = 'over'; }, 200);`;

test('what is wrong on a page is told, each by a line', async () => {
  const browser = await chromium.launch({
    executablePath: inject('chromium'),
    chromiumSandbox: process.getuid?.() !== 0,
  });
  onTestFinished(() => browser.close());
  const context = await browser.newContext();
  const complaints = watch(context, [origin]);
  await context.route(`${origin}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') {
      const policy = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src *";
      const headers = { 'content-security-policy': policy };
      return route.fulfill({ contentType: 'text/html', headers, body: misdeeds });
    }
    if (pathname === '/script.js') {
      return route.fulfill({ contentType: 'text/javascript', body: script });
    }
    if (pathname === '/away') return route.abort('connectionrefused');
    return route.fulfill({ status: pathname === '/missing' ? 404 : 403 });
  });
  await context.route('https://example.com/**', (route) => route.fulfill({ status: 204 }));
  const page = await context.newPage();
  await page.goto(`${origin}/`);
  await page.waitForFunction(() => document.title === 'over');
  complaints.forgive(nexusIsAway);
  const told = complaints.take();
  expect(told.toSorted().map((line) => line.replace(/(?<=^policy ).*/s, '…'))).toEqual([
    'console told on the console',
    'elsewhere GET https://example.com/pixel.png',
    'error Error: nobody catches it',
    'policy …',
    'policy …',
    'status 404 GET /missing',
  ]);
  expect(complaints.take()).toEqual([]);
});
