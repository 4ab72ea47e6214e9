import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type AnySchema } from 'ajv';
import { describe, expect, test } from 'vitest';
import { styleOf } from '../../src/cli/style.ts';
import { renderHtml } from '../../src/skew/render/html.ts';
import { skewJson } from '../../src/skew/render/json.ts';
import { renderMarkdown } from '../../src/skew/render/markdown.ts';
import { renderText } from '../../src/skew/render/text.ts';
import { object, ref, text } from '../emit/build.ts';
import { hostile, library } from './library.ts';
import { exchange, skewOf } from './support.ts';

const path = join(import.meta.dirname, '../../schemas/skew.schema.json');
// A file of ours; ajv says so itself where it is no schema.
const schema = JSON.parse(readFileSync(path, 'utf8')) as AnySchema;
const validate = new Ajv({ allErrors: true, strict: true, strictRequired: false }).compile(schema);

const report = library();
const plain = (one: typeof report): string => `${renderText(one, styleOf(false)).join('\n')}\n`;
const json = (one: typeof report): string => `${JSON.stringify(skewJson(one), null, 2)}\n`;

describe('a small history with one of each', () => {
  test.each([
    ['txt', plain(report)],
    ['md', renderMarkdown(report)],
    ['html', `${renderHtml(report)}\n`],
    ['json', json(report)],
  ])('as %s', async (ending, shown) => {
    await expect(shown).toMatchFileSnapshot(`golden/library.${ending}`);
  });

  test('is the same each time', () => {
    expect(json(library())).toBe(json(report));
    expect(renderHtml(library())).toBe(renderHtml(report));
  });

  test('has each status, each effect', () => {
    expect(
      new Set(report.pairs.flatMap(({ operations }) => operations.map(({ status }) => status))),
    ).toEqual(new Set(['lossy', 'conditional', 'refused']));
    expect(new Set(report.limits.map(({ effect }) => effect))).toEqual(
      new Set(['lost', 'refused', 'decided']),
    );
  });
});

describe('JSON', () => {
  test.each([
    ['the small history', { exitCode: 0, ...skewJson(report), problems: [] }],
    ['hostile names', { exitCode: 0, ...skewJson(hostile()), problems: [] }],
    ['a refusal', { exitCode: 100, problems: [{ code: 'x', severity: 'error', message: 'y' }] }],
  ])('of %s is as the schema says', (_, value) => {
    expect([validate(JSON.parse(JSON.stringify(value))), validate.errors]).toEqual([true, null]);
  });

  test('of something else is not', () => {
    const { api: _api, ...rest } = skewJson(report);
    expect(validate({ exitCode: 0, problems: [], ...rest })).toBe(false);
    expect(validate({ exitCode: 0, problems: [], ...skewJson(report), limits: [{}] })).toBe(false);
  });

  test('names limits by positions that are there', () => {
    for (const { operations } of report.pairs) {
      for (const { limits } of operations) {
        expect(limits.length).toBeGreaterThan(0);
        for (const position of limits) expect(report.limits[position]).toBeDefined();
      }
    }
  });
});

describe('what is input is shown, and never obeyed', () => {
  const bad = hostile();

  test('in HTML', () => {
    const page = renderHtml(bad);
    const tags = [...page.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, tag]) => tag?.toLowerCase());
    const known =
      'html head meta title style body main h1 h2 h3 p ul li span div table caption thead tbody tr th td details summary a code br';
    expect(tags.filter((tag) => !known.split(' ').includes(tag ?? ''))).toEqual([]);
    // Only what is ours has attributes, and none of them does anything.
    const attributes = [...page.matchAll(/<[a-z0-9]+((?:\s+[\w-]+="[^"]*")*)\s*>/gi)].flatMap(
      ([, all = '']) => [...all.matchAll(/ ([\w-]+)="[^"]*"/g)].map(([, name]) => name),
    );
    const allowed =
      'lang charset name content http-equiv class id role aria-labelledby aria-hidden tabindex scope href';
    expect(attributes.filter((name) => !allowed.split(' ').includes(name ?? ''))).toEqual([]);
    // Each tag is one of those that were just looked at: no stray `<` opens one.
    expect(
      page.replaceAll(/<!doctype html>|<\/?[a-z0-9]+(?:\s+[\w-]+="[^"]*")*\s*>/gi, ''),
    ).not.toContain('<');
    expect([...page.matchAll(/href="([^"]*)"/g)].every(([, to]) => /^#g\d+$/.test(to ?? ''))).toBe(
      true,
    );
    expect(/<style>.*<\/style>/s.exec(page)?.[0]).not.toMatch(/url\(|@import|http/);
    for (const hidden of ['\u202e', '\u001b']) expect(page).not.toContain(hidden);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
  });

  test('in Markdown', () => {
    const page = renderMarkdown(bad);
    expect(page).not.toMatch(/<(?!code>|\/code>|br>)/);
    expect(page).not.toMatch(/^# heading/m);
    expect(page).not.toContain('](');
    const rows = page.split('\n').filter((line) => line.startsWith('|'));
    expect(new Set(rows.map((row) => row.split('|').length))).toEqual(new Set([5, 7]));
  });

  test('in a terminal', () => {
    const shown = plain(bad);
    expect(shown).not.toContain('\u001b');
    expect(shown).not.toContain('\u202e');
    expect(shown).toContain('\\u001b[31m\\u000a# heading');
  });
});

describe('HTML', () => {
  const page = renderHtml(report);

  test('is one table with heads, each cell of which says its status in words', () => {
    expect(page.match(/<table class="matrix">/g)).toHaveLength(1);
    const matrix = page.slice(page.indexOf('<table class="matrix">'), page.indexOf('</table>'));
    expect(matrix.match(/<th scope="col">/g)).toHaveLength(4);
    expect(matrix.match(/<th scope="row">/g)).toHaveLength(3);
    expect(
      matrix.match(/<span class="hidden">(?:full|lossy|conditional|refused)<\/span>/g),
    ).toHaveLength(9);
    expect(matrix.match(/<summary>/g)).toHaveLength(6);
  });

  test('has everything that is linked, and each id once', () => {
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, to] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(to);
    for (const [, to] of page.matchAll(/aria-labelledby="([^"]*)"/g)) expect(ids).toContain(to);
  });

  test('closes what it opens', () => {
    const open: string[] = [];
    const closed: (readonly [string, string | undefined])[] = [];
    for (const [, slash, tag = ''] of page.matchAll(/<(\/?)([a-z0-9]+)/gi)) {
      if (['meta', 'br'].includes(tag)) continue;
      if (slash === '') open.push(tag);
      else closed.push([tag, open.pop()]);
    }
    expect(open).toEqual([]);
    expect(closed.filter(([end, begin]) => end !== begin)).toEqual([]);
  });

  test('is for dark and light, and asks for nothing', () => {
    expect(page).toContain('color-scheme: light dark');
    expect(page).toContain('prefers-color-scheme: dark');
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toContain('<script');
  });
});

describe('a long history', () => {
  const versions = Array.from({ length: 49 }, (_, position) => ({
    schemas: {
      Book: object({
        id: text,
        ...Object.fromEntries(
          Array.from({ length: position }, (_unused, index) => [`f${String(index)}?`, text]),
        ),
      }),
    },
    operations: [exchange('book_put', { body: ref('Book') })],
  }));
  const long = skewOf(versions);

  test('has a cell for each pair', () => {
    expect(long.pairs).toHaveLength(49 * 49);
    expect(renderHtml(long).match(/<td class="(?:full|lossy|conditional|refused)">/g)).toHaveLength(
      49 * 49,
    );
    // The oldest client says nothing that anybody lost.
    expect(long.pairs.slice(0, 49).every(({ status }) => status === 'full')).toBe(true);
    expect(long.pairs.at(-49)?.operations[0]?.limits).toHaveLength(48);
  });

  test('fits a terminal, with heads from top to bottom', () => {
    const lines = renderText(long, styleOf(false));
    expect(lines.slice(3, 7)).toMatchInlineSnapshot(`
      [
        "client server",
        "                         1 1 1 1 1 1 1 1 1 1 2 2 2 2 2 2 2 2 2 2 3 3 3 3 3 3 3 3 3 3 4 4 4 4 4 4 4 4 4 4",
        "       1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9",
        "     1 = = = = = = = = = = = = = = = = = = = = = = = = = = = = = = = = = = = = = = = = = = = = = = = = =",
      ]
    `);
    expect(Math.max(...lines.slice(3, 54).map((line) => line.length))).toBeLessThan(110);
  });
});
