import { expect, test } from 'vitest';
import { generatedHeaders, headerSentence } from '../src/generated-headers.ts';
import { treeOf } from '../src/tree.ts';

const check = (path: string, text: string) => generatedHeaders(treeOf({ [path]: text }));

test.each([
  ['examples/a/src/generated/v1/x.ts', `// ${headerSentence}\nexport {};\n`],
  ['examples/a/generated/changelog.md', `<!-- ${headerSentence} -->\n# Changes\n`],
  ['examples/a/generated/v1.json', '{}\n'],
  ['examples/a/src/x.ts', 'export {};\n'],
  ['examples/a/src/generated.ts', 'export {};\n'],
  ['tools/src/x.ts', `\n// ${headerSentence}\n`],
])('fine: %s', (path, text) => {
  expect(check(path, text)).toEqual([]);
});

test.each([
  ['examples/a/src/generated/v1/x.ts', 'export {};\n', 'Its first line must be: // Generated'],
  ['examples/a/src/generated/x.ts', `// ${headerSentence} Or not.\n`, 'Its first line must be'],
  ['examples/a/generated/changelog.md', `// ${headerSentence}\n`, 'Its first line must be: <!--'],
  ['examples/a/generated/x.wasm', '', 'Nothing is said'],
  ['examples/a/src/x.ts', `// ${headerSentence}\n`, 'is in no generated/ folder'],
  ['examples/a/x.md', `<!-- ${headerSentence} -->`, 'is in no generated/ folder'],
])('refused: %s', (path, text, why) => {
  expect(check(path, text)).toEqual([{ path, message: expect.stringContaining(why) }]);
});
