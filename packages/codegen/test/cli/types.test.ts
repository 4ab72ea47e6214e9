import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from './run.ts';

/** A small API in TypeScript: a boat has a harbour since version 5. */
const files: Readonly<Record<string, string>> = {
  'skewline.json': '{"apis": [{"name": "boats", "types": "api", "sparse": true}]}',
  'package.json': '{"name": "boats", "type": "module"}',
  'api/versions.ts': `export interface Versions {
  /** Boats have names. */
  1: 'initial';
  /** And a harbour. */
  5: 'harbours';
  /** Which may be unknown. */
  9: 'lost_boats';
}
`,
  'api/operations.ts': `import type { Operation } from '@skewline/runtime/api';
import type { Boat } from './v5/boat.ts';

export interface Operations {
  /** Puts a boat into the water. */
  boat_put: Operation<'PUT', '/boats/{name}', {
    path: { name: string };
    body: Boat;
    responses: { 204: void };
    doNotForward: 'a boat stays with who built it';
  }>;
  /** Where it is. */
  boat_view: Operation<'GET', '/boats/{name}', { path: { name: string }; responses: { 200: Boat } }>;
}
`,
  'api/v1/boat.ts': 'export interface Boat {\n  name: string;\n}\n',
  'api/v5/boat.ts': 'export interface Boat {\n  name: string;\n  harbour: string;\n}\n',
  'api/v9/boat.ts': 'export interface Boat {\n  name: string;\n  harbour: string | null;\n}\n',
  'api/decisions.ts': `import { constant, drop } from '@skewline/runtime';
import type { Decisions } from './generated/decisions.ts';

export const decisions: Decisions = {
  v5: { up: { 'Boat.harbour': constant('home') } },
  v9: { down: { 'Boat.harbour': drop('that nobody knows where it is', 'home') } },
};
`,
};

let folder = '';
const put = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
};

beforeAll(async () => {
  // Where git ignores it, and the runtime is found.
  folder = await mkdtemp(join(import.meta.dirname, '../plan/.built-'));
  for (const [path, text] of Object.entries(files)) await put(path, text);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('an API of TypeScript types', () => {
  test('is generated beside its types, with a document for each version', async () => {
    const { code, output, errors } = await run(['generate'], { folder });
    expect([code, errors]).toEqual([0, '']);
    expect(output).toContain(
      'found   boats: 3 versions (1, 5, 9), 2 operations, 1 type in 3 epochs',
    );
    expect((await readdir(join(folder, 'api/generated/v9'))).sort()).toEqual([
      'CHANGELOG.md',
      'down.ts',
      'openapi.json',
      'operations.ts',
      'schemas.json',
      'types.ts',
      'validators.ts',
    ]);
    const document = JSON.parse(
      await readFile(join(folder, 'api/generated/v9/openapi.json'), 'utf8'),
    ) as unknown;
    expect(document).toMatchObject({ openapi: '3.1.0', info: { version: '9.0.0' } });
    expect((await run(['generate'], { folder })).output).toContain('nothing, all is up to date');
    expect((await run(['check'], { folder })).code).toBe(0);
  });

  test('converts, at the numbers between its versions too, and keeps what is not to be forwarded', async () => {
    const up = {
      id: 1,
      type: 'Boat',
      from: 1,
      to: 7,
      direction: 'upgrade-request',
      input: { name: 'x' },
    };
    const line = (more: object): string => JSON.stringify({ ...up, ...more });
    const lost = { name: 'x', harbour: null };
    const input = [
      line({}),
      line({ operation: 'boat_put' }),
      line({ from: 3, to: 4, operation: 'boat_put' }),
      line({ from: 9, to: 8, direction: 'downgrade-response', input: lost }),
      line({ to: 10 }),
    ].join('\n');
    const { output, errors } = await run(['convert'], { folder, input });
    expect(errors).toBe('');
    const answers = output
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text) as unknown);
    expect(answers).toMatchObject([
      { value: { name: 'x', harbour: 'home' } },
      {
        problem: { code: 'not_forwarded', message: 'a boat stays with who built it', status: 400 },
      },
      { value: { name: 'x' } },
      { value: { name: 'x', harbour: 'home' } },
      { problem: { code: 'version_unknown' } },
    ]);
  });

  test('is stale when a type changes, and refused when one is wrong', async () => {
    const path = 'api/v9/boat.ts';
    const text = await readFile(join(folder, path), 'utf8');
    await put(path, text.replace('name: string', 'name: string;\n  length?: number'));
    const { code, output } = await run(['check'], { folder });
    expect(code).toBe(4);
    expect(output).toContain('differs    generated/v9/types.ts');
    await put(path, text.replace('string | null', 'Nowhere'));
    expect((await run(['check'], { folder })).code).toBe(100);
    await put(path, text);
    expect((await run(['check'], { folder })).code).toBe(0);
  });
});
