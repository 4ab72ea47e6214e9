import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { styleOf } from '../../src/cli/style.ts';
import { terminalText } from '../../src/cli/terminal-text.ts';
import { run } from './run.ts';

describe('text for a terminal', () => {
  test('is shown and not obeyed, except for line ends and our own colours', () => {
    const style = styleOf(true);
    const ours = `${style.bad('a')}\n\t${style.title(`b ${style.bad('c')}`)}`;
    expect(terminalText(ours)).toBe(ours);
    expect(terminalText('\u001b[2J\u001b]0;x\u0007\u009b31m\u202e\r\u0008')).toBe(
      '\\u001b[2J\\u001b]0;x\\u0007\\u009b31m\\u202e\\u000d\\u0008',
    );
  });

  test.each([['diff'], ['explain'], ['changelog'], ['generate'], ['check'], ['skew']])(
    'so no name and no text of a document moves the cursor of somebody who runs %s',
    async (command) => {
      const folder = await mkdtemp(join(tmpdir(), 'skewline-terminal-'));
      const evil = 'x\u001b[2J\u001b]0;title\u0007\u009b1A\u202e';
      try {
        await writeFile(join(folder, 'skewline.json'), '{"name":"a","documents":"d"}');
        await mkdir(join(folder, 'd'));
        for (const version of ['1', '2']) {
          const properties = { [`${evil}${version}`]: { type: 'string', description: evil } };
          const schema = {
            type: 'object',
            description: evil,
            properties,
            required: Object.keys(properties),
          };
          const content = {
            'application/json': { schema: { $ref: `#/components/schemas/${encodeURI(evil)}` } },
          };
          const responses = { 200: { description: evil, content } };
          const paths = { '/a': { get: { operationId: `get${evil}`, responses } } };
          const pattern = { type: 'string', pattern: `(?i)${evil}` };
          const document = {
            openapi: '3.0.3',
            info: { title: evil, version },
            paths,
            components: { schemas: { [evil]: schema, Odd: pattern } },
          };
          await writeFile(join(folder, 'd', `${version}.json`), JSON.stringify(document));
        }
        const argv =
          command === 'explain'
            ? [command, '2', evil]
            : command === 'diff'
              ? [command, '1', '2']
              : [command];
        const { output, errors } = await run([...argv, '--package', folder]);
        expect(output + errors).toContain('\\u001b');
        expect(output + errors).not.toMatch(/[^\P{Cc}\n\t]|[\p{Cf}\p{Zl}\p{Zp}]/u);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  );
});
