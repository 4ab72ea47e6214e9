import { once } from 'node:events';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseProblem, openDatabase } from '@skewline/db-model';
import { expect, onTestFinished, test } from 'vitest';
import { paces, type Rack, type RackUser, startRack, valueOf } from '../src/index.ts';
import { openFolder } from '../src/folder.ts';
import { planRack } from '../src/plan.ts';
import { temporaryFolder } from './support/folders.ts';
import { startProgram } from './support/program.ts';
import { recorded, runningOf } from './support/running.ts';

const query = { project: 'shop' };
const names = ['gateway', 'nexus-0', 'sled-0', 'sled-1'];

async function started(folder: string): Promise<Rack> {
  const rack = await startRack({ folder, pace: paces.quick, sleds: [44, 49] });
  onTestFinished(() => rack.kill());
  return rack;
}

/** A folder whose rack has ports that nobody else asks for by habit. */
async function preparedFolder(): Promise<string> {
  const folder = await openFolder(await temporaryFolder());
  await planRack(folder, { folder: folder.path });
  await folder.release();
  return folder.path;
}

async function untilRuns({ external }: RackUser, instance: string): Promise<void> {
  for (;;) {
    const view = valueOf(await external.instanceView({ path: { instance }, query }));
    if (view.run_state === 'running') return;
    await sleep(100);
  }
}

test('a rack that is stopped is the same when it is started again', async () => {
  const folder = await temporaryFolder();
  const first = await started(folder);
  const alice = await first.user('alice');
  valueOf(await alice.external.projectCreate({ body: { name: 'shop', description: '' } }));
  const body = { name: 'web', description: '', hostname: 'web', ncpus: 1, memory: 2 ** 30 };
  valueOf(await alice.external.instanceCreate({ query, body }));
  await untilRuns(alice, 'web');
  const vmms = valueOf(await first.operator.operator.vmmList({ query: {} })).items;
  const processes = await recorded(folder);
  expect(processes.map(({ name }) => name).toSorted()).toEqual(names);
  await first.stop();
  expect(await runningOf(processes, [])).toEqual([]);
  expect(await recorded(folder)).toEqual([]);

  const second = await started(folder);
  expect(second.nexus[0]?.url).toBe(first.nexus[0]?.url);
  expect(second.sleds.map(({ serial, version }) => [serial, version])).toEqual([
    ['SLED-A', 44],
    ['SLED-B', 49],
  ]);
  const again = await second.user('alice');
  expect(again.token).toBe(alice.token);
  await untilRuns(again, 'web');
  // Sled agents were stopped, and what runs on their sleds was not.
  const after = valueOf(await second.operator.operator.vmmList({ query: {} })).items;
  expect(after.map(({ id }) => id)).toEqual(vmms.map(({ id }) => id));
  expect((await stat(join(folder, 'operator.json'))).mode & 0o777).toBe(0o600);

  // Nobody is told a token but who it is for.
  const log = await readFile(join(folder, 'logs', 'nexus-0.log'), 'utf8');
  expect(log).not.toContain('skw_');
  await second.destroy();
  await expect(stat(folder)).rejects.toThrow('ENOENT');
});

test('what stands in the way is said, with what to do about it', async () => {
  const folder = await temporaryFolder();
  const rack = await started(folder);

  const second = startProgram(['--folder', folder]);
  expect(await second.ended).toEqual({ code: 1, signal: null });
  expect(second.output()).toContain(`another rack uses ${folder}`);
  expect(second.output()).toContain(`process ${String(process.pid)}`);
  expect(second.output()).toContain('use another folder with --folder');
  await rack.stop();

  const port = Number(new URL(rack.gateway.url).port);
  const stranger = createServer().listen(port, '127.0.0.1');
  await once(stranger, 'listening');
  const late = startProgram(['--folder', folder]);
  expect(await late.ended).toEqual({ code: 1, signal: null });
  expect(late.output()).toMatch(
    new RegExp(
      `port ${String(port)}, where the gateway is to listen, is in use by process ${String(process.pid)} \\(`,
    ),
  );
  stranger.close();
  await once(stranger, 'close');

  const database = await openDatabase({ directory: join(folder, 'database') });
  if (database instanceof DatabaseProblem) throw new Error(database.message);
  const locked = startProgram(['--folder', folder]);
  expect(await locked.ended).toEqual({ code: 1, signal: null });
  expect(locked.output()).toContain('nexus-0 ended when it should have started');
  expect(locked.output()).toContain(`the directory is open in process ${String(process.pid)}`);
  await database.close();

  await writeFile(join(folder, 'rack.json'), JSON.stringify({ layout: 2 }));
  const older = startProgram(['--folder', folder]);
  expect(await older.ended).toEqual({ code: 1, signal: null });
  expect(older.output()).toContain('was written by a newer rack (layout 2, and this one knows 1)');
  expect(await readFile(join(folder, 'rack.json'), 'utf8')).toBe('{"layout":2}');
});

test('a folder that may not be written to', async () => {
  const parent = await temporaryFolder();
  await chmod(parent, 0o755);
  const folder = join(parent, 'closed');
  await mkdir(folder);
  await chmod(folder, 0o555);
  // Root may write everywhere, unless it gives that up.
  const asOthers = ['setpriv', '--bounding-set=-dac_override'];
  const program = startProgram(['--folder', folder], process.getuid?.() === 0 ? asOthers : []);
  expect(await program.ended).toEqual({ code: 1, signal: null });
  expect(program.output()).toContain(
    `the folder ${folder} cannot be used: it may not be written to`,
  );
});

test('nothing is left of a rack that is killed', async () => {
  const folder = await preparedFolder();
  const program = startProgram(['--folder', folder]);
  onTestFinished(() => void program.child.kill('SIGKILL'));
  await program.says('The rack runs.');
  await program.says('running on SLED');
  const processes = await recorded(folder);
  const sled = processes.find(({ name }) => name === 'sled-2');
  if (sled === undefined) throw new Error('there is no third sled agent');
  process.kill(sled.pid, 'SIGSTOP');
  program.child.kill('SIGKILL');
  await program.ended;
  // The others notice; one that stands still cannot.
  expect(await runningOf(processes, ['sled-2'])).toEqual(['sled-2']);

  const next = await startRack({ folder, pace: paces.quick });
  onTestFinished(() => next.kill());
  expect(await runningOf(processes, [])).toEqual([]);
  const demo = await next.user('demo');
  const page = await demo.external.instanceList({ query: { project: 'demo' } });
  expect(valueOf(page).items.map(({ name }) => name)).toEqual([
    'batch-1',
    'db-1',
    'web-1',
    'web-2',
    'web-3',
  ]);
});

test('Ctrl-C stops it gracefully, and the second one at once', async () => {
  const folder = await preparedFolder();
  const once = startProgram(['--folder', folder]);
  onTestFinished(() => void once.child.kill('SIGKILL'));
  await once.says('The rack runs.');
  const processes = await recorded(folder);
  once.child.kill('SIGINT');
  expect(await once.ended).toEqual({ code: 0, signal: null });
  expect(await runningOf(processes, [])).toEqual([]);

  const twice = startProgram(['--folder', folder]);
  onTestFinished(() => void twice.child.kill('SIGKILL'));
  await twice.says('The rack runs.');
  const others = await recorded(folder);
  // It cannot end gracefully: nexus stands still.
  const nexus = others.find(({ name }) => name === 'nexus-0');
  if (nexus === undefined) throw new Error('there is no nexus');
  process.kill(nexus.pid, 'SIGSTOP');
  twice.child.kill('SIGINT');
  await twice.says('Stopping the rack');
  twice.child.kill('SIGINT');
  expect(await twice.ended).toEqual({ code: 130, signal: null });
  expect(await runningOf(others, [])).toEqual([]);
});

test('Ctrl-C stops it while it starts', async () => {
  const folder = await preparedFolder();
  const program = startProgram(['--folder', folder]);
  onTestFinished(() => void program.child.kill('SIGKILL'));
  await program.says('gateway is ready');
  program.child.kill('SIGINT');
  expect(await program.ended).toEqual({ code: 130, signal: null });
  expect(program.output()).not.toContain('The rack runs.');
  expect(await recorded(folder)).toEqual([]);
  // What it has begun is no obstacle.
  const rack = await startRack({ folder, pace: paces.quick });
  await rack.destroy();
});

test('the tour: all is as told', async () => {
  const program = startProgram(['--tour', '--once']);
  onTestFinished(() => void program.child.kill('SIGTERM'));
  const { code } = await program.ended;
  expect(program.output()).toContain('All was as told: 10 steps');
  expect(code).toBe(0);
});

test('flags that make no sense together', async () => {
  const alone = startProgram(['--once']);
  expect(await alone.ended).toEqual({ code: 2, signal: null });
  expect(alone.output()).toBe('--once is for the tour: npm start -- --tour --once\n');
  const mute = startProgram(['--tour']);
  expect(await mute.ended).toEqual({ code: 2, signal: null });
  expect(mute.output()).toBe('the tour waits for keys, and there is no terminal: add --once\n');
});
