import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { emitPackage, planApi, type Planned } from '../../../packages/codegen/src/build.ts';
import { readOpenApiFolder } from '../../../packages/codegen/src/read/index.ts';
import { compilerMessages } from '../../../packages/codegen/test/emit/compile.ts';
import { corpus, say } from './support/history.ts';

const names = readdirSync(corpus, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'sled-agent')
  .map(({ name }) => name);

const found: string[] = [];

/** Answers every hole with a refusal: what matters here is that all of it compiles. */
function refuseAll({ steps }: Planned): string {
  const members = steps.flatMap(({ newer, up, down }) => {
    const directions = [up, down].flatMap(({ direction, holes }) => {
      const answers = holes.map(({ key }) => `${JSON.stringify(key)}: refuse(null, 'no')`);
      return answers.length === 0 ? [] : [`${direction}: { ${answers.join(', ')} }`];
    });
    return directions.length === 0 ? [] : [`${newer.id.folder}: { ${directions.join(', ')} }`];
  });
  return [
    ...(members.length === 0 ? [] : ["import { refuse } from '@skewline/runtime';"]),
    "import type { Decisions } from './generated/decisions.ts';",
    `export const decisions: Decisions = { ${members.join(', ')} };`,
    '',
  ].join('\n');
}

test('there are 11 others', () => {
  expect(names.length).toBe(11);
});

describe.each(names)('%s', (name) => {
  test('is read with no problem, and what is generated compiles strict', async () => {
    const { value: api, problems } = await readOpenApiFolder(join(corpus, name), { name });
    expect(problems.filter(({ code }) => code !== 'too_few_versions')).toEqual([]);
    if (api === undefined) throw new Error(`${name} cannot be read`);
    const planned = planApi(api, { ask: [], refine: new Map() });
    expect(planned.problems).toEqual([]);
    const files = emitPackage(planned, { doNotForward: new Map(), refine: new Map() });
    const sources = new Map([...files].filter(([path]) => path.endsWith('.ts')));
    sources.set('decisions.ts', refuseAll(planned));
    expect(compilerMessages(sources)).toEqual([]);
    const holes = planned.steps.reduce((sum, { up, down }) => sum + up.holes.length + down.holes.length, 0);
    const [versions, types] = [api.versions.length, sources.size];
    found.push(`${name}: ${String(versions)} versions, ${String(holes)} holes, ${String(types)} modules`);
  });
});

afterAll(() => {
  for (const line of found) say(`other APIs: ${line}`);
});
