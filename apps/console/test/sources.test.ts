import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { sourceStamp } from '../source-stamp.ts';

const folder = fileURLToPath(new URL('../src/', import.meta.url));
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(?:tsx?|css|svg)$/.test(name))
  .map((name) => ({ name, text: readFileSync(`${folder}${name}`, 'utf8') }));

it.each([
  ['HTML out of text', /dangerouslySetInnerHTML|\binnerHTML\b|insertAdjacentHTML|document\.write/],
  ['code out of text', /\beval\(|new Function\(|javascript:/],
  ['anything from elsewhere', /https?:\/\/(?!www\.w3\.org\/2000\/svg)/],
  ['what outlives the tab, but for the theme', /localStorage\.setItem\((?!storedAs, theme\))/],
])('no source makes %s', (_what, pattern) => {
  expect(sources.length).toBeGreaterThan(30);
  expect(sources.filter(({ text }) => pattern.test(text)).map(({ name }) => name)).toEqual([]);
});

it('the same sources are the same build', () => {
  expect(sourceStamp()).toBe(sourceStamp());
  expect(sourceStamp()).toMatch(/^[0-9a-f]{16}$/);
});
