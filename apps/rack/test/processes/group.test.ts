import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openFolder } from '../../src/folder.ts';
import { portChooser } from '../../src/ports.ts';
import { ProcessGroup } from '../../src/processes/group.ts';
import { isSurelyRunning } from '../../src/processes/identity.ts';
import { temporaryFolder } from '../support/folders.ts';
import { recorded } from '../support/running.ts';

const module = fileURLToPath(new URL('../support/listener.mjs', import.meta.url));

async function prepared() {
  const folder = await openFolder(await temporaryFolder());
  const group = new ProcessGroup(folder, 20_000, () => {});
  onTestFinished(async () => {
    await group.kill();
    await group.close();
    await folder.release();
  });
  const add = async (name: string) => {
    const port = String(await portChooser()());
    const one = group.add(name, [`http://127.0.0.1:${port}/`]);
    return { one, program: { module, parameters: [port, 'kind'] } };
  };
  return { folder, group, add };
}

test('what runs is written down, and what has ended is not', async () => {
  const { folder, group, add } = await prepared();
  const first = await add('nexus-0');
  const second = await add('sled-0');
  await Promise.all([first, second].map(({ one, program }) => one.spawn(program)));
  await Promise.all([first, second].map(({ one }) => one.ready()));
  await group.stop('nexus');
  expect([first.one.state, second.one.state]).toEqual(['stopped', 'running']);
  await group.kill();
  await group.close();
  expect(second.one.state).toBe('stopped');
  expect(await recorded(folder.path)).toEqual([]);
});

test('what is started while all is killed does not outlive it', async () => {
  const { group, add } = await prepared();
  const { one, program } = await add('sled-0');
  const spawning = one.spawn(program).then(
    () => 'spawned',
    (error: unknown) => error,
  );
  await group.kill();
  const outcome = await spawning;
  await group.kill();
  expect(one.state).toBe('stopped');
  expect(outcome).toMatchObject({ code: 'stopped' });
});

// Elsewhere it is not known when a process began, and none is killed.
test.runIf(process.platform === 'linux')('what a rack before has left is killed', async () => {
  const before = await prepared();
  const { one, program } = await before.add('sled-0');
  await one.spawn(program);
  await one.ready();
  const { record } = one;
  if (record === null) throw new Error('it runs, and is not written down');
  one.pause();
  expect(isSurelyRunning(record)).toBe(true);
  const next = new ProcessGroup(before.folder, 20_000, () => {});
  await next.clear();
  await next.close();
  expect(isSurelyRunning(record)).toBe(false);
  // Another process with its number would be left alone.
  expect(isSurelyRunning({ ...record, pid: process.pid })).toBe(false);
});
