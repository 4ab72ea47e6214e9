import { expect, test } from 'vitest';
import { readmeCommands } from '../src/readme-commands.ts';
import { treeOf } from '../src/tree.ts';

function page(markdown: string) {
  return readmeCommands(
    treeOf({
      'README.md': markdown,
      'package.json': '{"scripts": {"start": "", "test": "", "test:corpus": ""}}',
      'packages/codegen/package.json': '{"bin": {"skewline": "bin/skewline.js"}}',
    }),
  ).map((found) => found.message);
}

test.each([
  '`npm ci && npm test`',
  '```sh\nnpm ci\nnpm run test:corpus\nnpx skewline check\n```',
  'Words such as npm fantasy outside code are no commands.',
])('fine: %s', (markdown) => {
  expect(page(markdown)).toEqual([]);
});

test.each([
  ['`npm run -s fantasy`', 'It says `npm run fantasy`, which does not exist.'],
  ['`npm run fantasy`', 'It says `npm run fantasy`, which does not exist.'],
  ['`npm ci && npm strat`', 'It says `npm run strat`, which does not exist.'],
  ['```sh\nnpm run test:corpse\n```', 'It says `npm run test:corpse`, which does not exist.'],
  ['`npx skewlien generate`', 'It says `npx skewlien`, which does not exist.'],
])('refused: %s', (markdown, message) => {
  expect(page(markdown)).toEqual([message]);
});
