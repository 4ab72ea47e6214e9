import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openFolder, type RackFolder } from '../src/folder.ts';
import { makeDisks, defaultHardware } from '../src/inventory.ts';
import type { RackState } from '../src/state.ts';
import { temporaryFolder } from './support/folders.ts';

const state: RackState = {
  layout: 1,
  rackId: '0f1f8d1c-6f1c-4e51-b8a5-4dd4f0a3d9a1',
  database: 'pglite',
  gateway: { port: 13_000 },
  nexus: [{ port: 13_001, internalPort: 13_002 }],
  sleds: [
    {
      id: '1f1f8d1c-6f1c-4e51-b8a5-4dd4f0a3d9a1',
      serial: 'SLED-A',
      port: 13_003,
      controlPort: 13_004,
      version: 44,
      hardwareThreads: 16,
      reservoirRam: 2 ** 36,
      disks: makeDisks('SLED-A', defaultHardware),
    },
  ],
  told: 1,
};

async function opened(): Promise<RackFolder> {
  const folder = await openFolder(await temporaryFolder());
  onTestFinished(() => folder.release());
  return folder;
}

test('a new folder has no state; what is written is read', async () => {
  const folder = await opened();
  expect(await folder.read()).toBeNull();
  await folder.write(state);
  expect(await folder.read()).toEqual(state);
});

test('of several who write at once the last one has the last word', async () => {
  const folder = await opened();
  const versions = Array.from({ length: 20 }, (_, told) => ({ ...state, told }));
  await Promise.all(versions.map((version) => folder.write(version)));
  expect(await folder.read()).toEqual({ ...state, told: 19 });
});

test('secrets and configurations are for their owner only, also where a file was there before', async () => {
  const folder = await opened();
  await writeFile(folder.operatorFile, '{}', { mode: 0o644 });
  await folder.writeSecret(folder.operatorFile, { token: 'x' });
  expect((await stat(folder.operatorFile)).mode & 0o777).toBe(0o600);
  const config = await folder.writeConfig('nexus-0', { url: 'postgres://a:b@localhost/c' });
  expect((await stat(config)).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(config, 'utf8'))).toEqual({ url: 'postgres://a:b@localhost/c' });
});

test('a folder belongs to one rack at a time', async () => {
  const folder = await opened();
  await expect(openFolder(folder.path)).rejects.toMatchObject({
    code: 'folder_in_use',
    message: expect.stringContaining(`process ${String(process.pid)}`),
    fix: 'stop that one first, or use another folder with --folder',
  });
  await folder.release();
  await (await openFolder(folder.path)).release();
});

/** What stands in `rack.json`, and what is said about it. */
const unreadable: readonly (readonly [name: string, text: string, code: string])[] = [
  ['of a newer rack', JSON.stringify({ layout: 2, anything: true }), 'state_newer'],
  ['no JSON', '{"layout": 1', 'state_unreadable'],
  ['no object', '[]', 'state_unreadable'],
  ['without a layout', '{}', 'state_unreadable'],
  ['without ports', JSON.stringify({ ...state, gateway: {} }), 'state_unreadable'],
  [
    'with a port that is text',
    JSON.stringify({ ...state, gateway: { port: '13000' } }),
    'state_unreadable',
  ],
  ['with an unknown database', JSON.stringify({ ...state, database: 'x' }), 'state_unreadable'],
  ['with a sled that is none', JSON.stringify({ ...state, sleds: [null] }), 'state_unreadable'],
];

test.for(unreadable)('rack.json %s: %s is %s', async ([, text, code]) => {
  const folder = await opened();
  await writeFile(join(folder.path, 'rack.json'), text);
  await expect(folder.read()).rejects.toMatchObject({ code });
  // Nothing of it is lost.
  expect(await readFile(join(folder.path, 'rack.json'), 'utf8')).toBe(text);
});

test('a file where the folder should be', async () => {
  const file = join(await temporaryFolder(), 'file');
  await writeFile(file, '');
  await expect(openFolder(file)).rejects.toMatchObject({
    code: 'folder_unusable',
    message: `the folder ${file} cannot be used: there is a file where a folder should be`,
  });
});

// Root may write everywhere.
test.skipIf(process.getuid?.() === 0)('a folder that may not be written to', async () => {
  const folder = join(await temporaryFolder(), 'closed');
  await mkdir(folder);
  await chmod(folder, 0o500);
  await expect(openFolder(folder)).rejects.toMatchObject({
    code: 'folder_unusable',
    message: `the folder ${folder} cannot be used: it may not be written to`,
  });
});
