import { expect, test } from 'vitest';
import { exampleOf, outputProblem } from '../packages/readme-example.ts';

const code = "import { a } from '@skewline/a';\nconsole.log(a);\n";
const read = (markdown: string) => exampleOf(markdown, '@skewline/a', 'a/README.md');

test('the first ts block is the example', () => {
  const markdown = `# a\n\n\`\`\`sh\nnpm ci\n\`\`\`\n\n\`\`\`ts\n${code}\`\`\`\n\n\`\`\`ts\nother\n\`\`\`\n`;
  expect(read(markdown)).toEqual({ example: { code } });
});

test.each([
  ['right after it', `\`\`\`ts\n${code}\`\`\`\n\n\`\`\`text\n1\n\`\`\`\n`, '1\n'],
  [
    'with more words on its first line',
    `\`\`\`ts example\n${code}\`\`\`\n\`\`\`text output\n1\n2\n\`\`\`\n`,
    '1\n2\n',
  ],
  [
    'after other words, it is another matter',
    `\`\`\`ts\n${code}\`\`\`\nFiles:\n\`\`\`text\na\n\`\`\`\n`,
    undefined,
  ],
  ['in another language, too', `\`\`\`ts\n${code}\`\`\`\n\n\`\`\`json\n1\n\`\`\`\n`, undefined],
])('a text block %s', (_, markdown, output) => {
  expect(read(markdown)).toEqual({ example: output === undefined ? { code } : { code, output } });
});

test.each([
  ['', 'the README has no example', 'a/README.md'],
  ['```js\n1\n```\n', 'the README has no example', 'a/README.md'],
  [
    "# a\n\n```ts\nimport 'x';\n```\n",
    "the first ts block does not import from '@skewline/a', so it shows nothing of this package",
    'a/README.md:3',
  ],
  [
    "```ts\nimport { b } from '@skewline/abc';\n```\n",
    "the first ts block does not import from '@skewline/a', so it shows nothing of this package",
    'a/README.md:1',
  ],
])('%j has no example', (markdown, what, where) => {
  expect(read(markdown)).toMatchObject({ problem: { what, where } });
});

test('an entry of the package will do', () => {
  expect(read("```ts\nimport { b } from '@skewline/a/b';\n```\n")).toHaveProperty('example');
});

test.each([
  [undefined, 'something\n', undefined],
  [undefined, '\n', 'the example prints nothing, so nobody sees that it did something'],
  ['1\n2\n', '1\n2\n', undefined],
  ['1\n2\n', '1\n2', undefined],
  ['1\n', '', 'it printed\n\nand the README says\n1'],
  ['1\n', '1\n2\n', 'it printed\n1\n2\nand the README says\n1'],
])('with the output %j, printing %j is %j', (output, printed, what) => {
  const example = output === undefined ? { code } : { code, output };
  expect(outputProblem(example, printed, 'a')?.what).toBe(what);
});
