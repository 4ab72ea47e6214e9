import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { copyOfExample, run } from './run.ts';

let folder = '';
let remove = async (): Promise<void> => undefined;
beforeEach(async () => {
  ({ folder, remove } = await copyOfExample());
});
afterEach(() => remove());

async function configure(more: JsonObject): Promise<void> {
  const path = join(folder, 'skewline.json');
  // An object, as the example has it.
  const config = JSON.parse(await readFile(path, 'utf8')) as JsonObject;
  await writeFile(path, JSON.stringify({ ...config, ...more }));
}

/** What a server needs and a package without one has not. */
async function ofServers(): Promise<readonly string[]> {
  const files = await readdir(join(folder, 'src/generated'), { recursive: true });
  return files.filter((one) => /server\.ts$|exchanges\.ts$|openapi\.json$/.test(one)).sort();
}

test('a server is written where skewline.json says so, and taken away when it does not', async () => {
  expect(await ofServers()).toEqual([]);
  await configure({ server: true });
  const { code, errors } = await run(['generate'], { folder });
  expect([code, errors]).toEqual([0, '']);
  expect(await ofServers()).toEqual(
    [
      'server.ts',
      ...['v1', 'v2', 'v3', 'v4'].flatMap((one) => [`${one}/exchanges.ts`, `${one}/openapi.json`]),
    ].sort(),
  );
  expect((await run(['generate', '--check'], { folder })).code).toBe(0);
  await configure({ server: false });
  expect((await run(['generate', '--check'], { folder })).code).toBe(4);
  expect((await run(['generate'], { folder })).code).toBe(0);
  expect(await ofServers()).toEqual([]);
});

test('anything but a yes or a no is refused', async () => {
  await configure({ server: 'fastify' });
  const { code, errors } = await run(['generate'], { folder });
  expect(code).toBe(100);
  expect(errors).toContain('config_invalid');
  expect(errors).toContain('server');
});
