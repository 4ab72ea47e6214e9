import { expect, onTestFinished, test } from 'vitest';
import { openFolder, type RackFolder } from '../src/folder.ts';
import { checkPorts, planRack } from '../src/plan.ts';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { temporaryFolder } from './support/folders.ts';

async function opened(): Promise<RackFolder> {
  const folder = await openFolder(await temporaryFolder());
  onTestFinished(() => folder.release());
  return folder;
}

test('a new rack has four sleds of three versions, and ports of its own', async () => {
  const folder = await opened();
  const state = await planRack(folder, { folder: folder.path });
  expect(state.sleds.map(({ serial, version }) => [serial, version])).toEqual([
    ['SLED-A', 44],
    ['SLED-B', 48],
    ['SLED-C', 48],
    ['SLED-D', 49],
  ]);
  const ports = [
    state.gateway.port,
    ...state.nexus.flatMap(({ port, internalPort }) => [port, internalPort]),
    ...state.sleds.flatMap(({ port, controlPort }) => [port, controlPort]),
  ];
  expect(new Set(ports).size).toBe(11);
  expect(await folder.read()).toEqual(state);
});

test('the next time it is the same, with what is new', async () => {
  const folder = await opened();
  const before = await planRack(folder, { folder: folder.path });
  const same = await planRack(folder, { folder: folder.path });
  expect(same).toEqual({ ...before, told: 2 });
  const more = await planRack(folder, { folder: folder.path, sleds: [49, 49, 49, 49, 45] });
  expect(more.sleds.slice(0, 4)).toEqual(before.sleds.map((sled) => ({ ...sled, version: 49 })));
  expect(more.sleds[4]).toMatchObject({ serial: 'SLED-E', version: 45 });
  const fewer = await planRack(folder, { folder: folder.path, sleds: [44] });
  expect(fewer.sleds).toEqual([{ ...before.sleds[0]!, version: 44 }, ...more.sleds.slice(1)]);
});

test('several nexus want a server', async () => {
  const folder = await opened();
  await expect(planRack(folder, { folder: folder.path, nexus: 2 })).rejects.toMatchObject({
    code: 'options',
  });
  const database = { url: 'postgres://localhost/rack' };
  const state = await planRack(folder, { folder: folder.path, nexus: 2, database });
  expect(state.nexus).toHaveLength(2);
  expect(JSON.stringify(state)).not.toContain(database.url);
});

test('records are not looked for in another kind of database', async () => {
  const folder = await opened();
  await planRack(folder, { folder: folder.path });
  const database = { url: 'postgres://localhost/rack' };
  await expect(planRack(folder, { folder: folder.path, database })).rejects.toMatchObject({
    code: 'other_database',
  });
});

test('a port in use is named, with who uses it', async () => {
  const folder = await opened();
  const state = await planRack(folder, { folder: folder.path });
  await checkPorts(state, 4);
  const server = createServer().listen(state.sleds[1]!.controlPort, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const port = String(state.sleds[1]!.controlPort);
  await expect(checkPorts(state, 4)).rejects.toMatchObject({
    code: 'port_in_use',
    message: expect.stringContaining(`port ${port}, where the control port of SLED-B is to listen`),
  });
  // A sled that is not started needs none.
  await checkPorts(state, 1);
});
