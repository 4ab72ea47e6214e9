import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startNexus, type TestNexus } from '../support/harness.ts';
import { run } from './support/run.ts';
import { makeScene } from './support/scene.ts';

let folder: string;
let directory: string;
let nexus: TestNexus;
let token: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nexus-cli-'));
  directory = join(folder, 'database');
  nexus = await startNexus({ config: { database: { directory } } });
  const scene = await makeScene(nexus);
  await scene.stuckSaga();
  await scene.close();
  token = nexus.operator.authorization.replace('Bearer ', '');
  // As a rack leaves it.
  await mkdir(join(folder, '.rack'));
  const told = JSON.stringify({ url: nexus.url, token });
  await writeFile(join(folder, '.rack', 'operator.json'), told);
});
afterAll(async () => {
  await nexus.close();
  await rm(folder, { recursive: true, force: true });
});

interface Ended {
  readonly out: string;
  readonly err: string;
  readonly exitCode: number;
}

/** The program itself, in a process of its own. */
async function program(...args: readonly string[]): Promise<Ended> {
  const main = join(import.meta.dirname, '../../src/main.ts');
  return new Promise((resolve) => {
    const all = ['--conditions=skewline-source', main, ...args];
    execFile(process.execPath, all, { cwd: folder, env: {} }, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ out, err, exitCode: code });
    });
  });
}

it('asks the nexus of the rack that is here, in a process of its own', async () => {
  const { out, err, exitCode } = await program('instance', 'list', '--json');
  expect({ err, exitCode }).toEqual({ err: '', exitCode: 0 });
  expect(JSON.parse(out)).toMatchObject({
    items: [{ name: 'web' }, { name: 'db' }, { name: 'old' }],
  });
  expect(await program('vmm', 'show', 'x')).toMatchObject({ out: '', exitCode: 2 });
  const missing = await program('instance', 'show', 'shop/nobody');
  expect(missing).toEqual({
    out: '',
    err: 'nexus: not found: instance "nobody" in project "shop"\n',
    exitCode: 1,
  });
});

it('leaves a directory alone that a nexus has open, and says who has it', async () => {
  const { out, err, exitCode } = await program('saga', 'list', '--directory', directory);
  expect({ out, exitCode }).toEqual({ out: '', exitCode: 1 });
  expect(err).toMatch(
    new RegExp(`^nexus: the directory is open in process ${String(process.pid)} on .+, since .+\n`),
  );
  expect(err).toContain('stop that process first');
});

it('reads the directory when nexus has stopped, says the same, and lets it go', async () => {
  const commands = [
    ['instance', 'show', 'shop/db'],
    ['saga', 'list', '--state', 'stuck'],
    ['sled', 'list'],
  ];
  const before = [];
  for (const args of commands) {
    before.push(await run([...args, '--json', '--url', nexus.url, '--token', token]));
  }
  await nexus.close();
  for (const [index, args] of commands.entries()) {
    const after = await run([...args, '--json', '--directory', directory]);
    expect(after).toEqual(before[index]);
  }
  const { out } = await run([
    'saga',
    'list',
    '--state',
    'stuck',
    '--json',
    '--directory',
    directory,
  ]);
  const page = JSON.parse(out) as { readonly items: readonly { readonly id: string }[] }; // as asked
  const [saga] = page.items;
  const left = await run([
    'saga',
    'abandon',
    saga?.id ?? '',
    '--reason',
    'the shed is gone',
    '--directory',
    directory,
  ]);
  expect(left).toMatchObject({ err: '', exitCode: 0 });
  const none = await run(['saga', 'list', '--state', 'stuck', '--directory', directory]);
  expect(none.out.trim().split('\n')).toHaveLength(1);
});
