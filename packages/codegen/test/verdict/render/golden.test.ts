import { describe, expect, test } from 'vitest';
import { styleOf } from '../../../src/cli/style.ts';
import { renderGithub } from '../../../src/verdict/render/github.ts';
import { renderJson } from '../../../src/verdict/render/json.ts';
import { renderMarkdown } from '../../../src/verdict/render/markdown.ts';
import type { Report } from '../../../src/verdict/render/report.ts';
import { renderSarif } from '../../../src/verdict/render/sarif.ts';
import { verdictLines } from '../../../src/verdict/render/text.ts';
import { reports } from './given.ts';

const renderers: Readonly<Record<string, (report: Report) => string>> = {
  'txt': ({ verdicts }) => `${verdictLines(verdicts, styleOf(false)).join('\n')}\n`,
  // The escapes are shown, so that the file can be read and compared.
  'colour.txt': ({ verdicts }) =>
    `${verdictLines(verdicts, styleOf(true)).join('\n').replaceAll('\u001b', '␛')}\n`,
  'json': renderJson,
  'md': renderMarkdown,
  'sarif.json': (report) => renderSarif(report, { version: '1.2.3' }),
  'github.txt': renderGithub,
};

// What people and machines see. Look at a difference before you update it: `vitest run -u`.
describe.each(Object.entries(reports))('%s', (name, report) => {
  test.each(Object.entries(renderers))('as %s', async (ending, render) => {
    await expect(render(report)).toMatchFileSnapshot(`golden/${name}.${ending}`);
  });
});
