import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { featureRows, featuresPath } from '../src/docs-features.ts';
import { docsLinks, pagesOf } from '../src/docs-links.ts';
import { stepsOf } from '../src/docs-steps.ts';
import { readmeCommands } from '../src/readme-commands.ts';
import { treeOf, treeOfFolder } from '../src/tree.ts';

const tree = treeOfFolder(resolve(import.meta.dirname, '../..'));
const pages = pagesOf(tree);

describe('the documentation', () => {
  test('is there, so that the rules below have something to look at', () => {
    expect(pages.length).toBeGreaterThan(25);
  });

  test('links to what is there', () => {
    expect(docsLinks(tree)).toEqual([]);
  });

  test('says only commands that exist', () => {
    // The rule for the pages at the root, which looks at README.md.
    const text = pages.filter((page) => page.startsWith('docs/')).map((page) => tree.text(page));
    const asReadme = (path: string) => (path === 'README.md' ? text.join('\n') : tree.text(path));
    expect(readmeCommands({ paths: tree.paths, text: asReadme })).not.toContainEqual(
      expect.objectContaining({ path: 'README.md' }),
    );
  });

  test('has commands to run only where a test runs them', () => {
    const elsewhere = pages.filter((page) => /^docs\/(?!tutorials|how-to)/.test(page));
    expect(elsewhere.filter((page) => stepsOf(tree.text(page)).length > 0)).toEqual([]);
  });

  test('has each of its pages in its index', () => {
    const index = tree.text('docs/README.md');
    const own = pages.filter((page) => /^docs\/(?:guides|tutorials|how-to|decisions)\//.test(page));
    expect(own.filter((page) => !index.includes(`(${page.slice('docs/'.length)})`))).toEqual([]);
  });

  test('has a source and a test in each row of the feature table', () => {
    expect(featureRows(tree)).toEqual([]);
  });
});

describe('a page', () => {
  const page = (text: string) =>
    docsLinks(
      treeOf({ 'docs/a.md': text, 'docs/b.md': '# What is `in` it\n', 'src/c.ts': '' }),
    ).map(({ message }) => message);

  test.each([
    '[b](b.md)',
    '[b](b.md#what-is-in-it)',
    '[c](../src/c.ts)',
    '[folder](../src/)',
    '![c](../src/c.ts)',
    '[elsewhere](https://example.org/d.md)',
    '```md\n[d](d.md)\n```',
    '# Here\n[here](#here)',
  ])('fine: %j', (text) => {
    expect(page(text)).toEqual([]);
  });

  test.each([
    ['[d](d.md)', 'It links to docs/d.md, which does not exist.'],
    ['[d]: ../d.ts', 'It links to d.ts, which does not exist.'],
    ['[b](b.md#else)', 'It links to #else of docs/b.md, which has no such heading.'],
    ['[here](#here)', 'It links to #here of docs/a.md, which has no such heading.'],
  ])('refused: %j', (text, message) => {
    expect(page(text)).toEqual([message]);
  });
});

describe('a row of the feature table', () => {
  const wrong = (row: string) =>
    featureRows(
      treeOf({
        [featuresPath]: `${row}\n\n[x]: https://example.org\n`,
        'test/a.test.ts': '',
        'src/a.ts': '',
      }),
    ).map(({ message }) => message.replace(/:.*/, ''));

  test('fine', () => {
    expect(wrong('| it can ([source][x]) | so can we | [`a`](../test/a.test.ts) |')).toEqual([]);
  });

  test.each([
    [
      '| it can | so can we | [`a`](../test/a.test.ts) |',
      'A row names no source of what the other has',
    ],
    [
      '| it can ([source][y]) | so can we | [`a`](../test/a.test.ts) |',
      'A row names no source of what the other has',
    ],
    ['| it can ([source][x]) | so can we | [`a`](../src/a.ts) |', 'A row names no test'],
    ['| it can ([source][x]) | so can we | [`b`](../test/b.test.ts) |', 'A row names no test'],
  ])('refused: %s', (row, message) => {
    expect(wrong(row)).toEqual([message]);
  });
});
