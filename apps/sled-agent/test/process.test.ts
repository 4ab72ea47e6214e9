import { vmmGetState, vmmPutState, vmmRegister, connect } from '@skewline/sled-agent-client';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SledAgentConfigFile } from '../src/config.ts';
import { connectControl, type SledControl } from '../src/control/client.ts';
import { toStart, vmmId } from './support/body.ts';
import { startNexus, storyOf, type TestNexus } from './support/nexus.ts';
import { configFile, temporaryFolder, viewOf } from './support/sled.ts';
import { soon } from './support/soon.ts';

const main = join(import.meta.dirname, '../src/main.ts');
const path = { propolis_id: vmmId };

let folder: string;
let nexus: TestNexus;
let file: SledAgentConfigFile;
let control: SledControl;
const processes: ChildProcess[] = [];

beforeEach(async () => {
  folder = await temporaryFolder();
  nexus = await startNexus('2');
  const [port, controlPort] = [await freePort(), await freePort()];
  file = configFile({
    stateDirectory: join(folder, 'state'),
    listen: { host: '127.0.0.1', port },
    controlListen: { host: '127.0.0.1', port: controlPort },
    nexusUrls: [nexus.url],
    speed: 10,
  });
  await mkdir(file.stateDirectory);
  await writeFile(join(folder, 'config.json'), JSON.stringify(file));
  control = connectControl(`http://127.0.0.1:${String(controlPort)}`);
});
afterEach(async () => {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
  await nexus.close();
  await rm(folder, { recursive: true, force: true });
});

function run(...flags: string[]): ChildProcess {
  const args = ['--conditions=skewline-source', main, '--config', join(folder, 'config.json')];
  const child = spawn(process.execPath, [...args, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  processes.push(child);
  return child;
}

async function refusal(...flags: string[]): Promise<{ code: unknown; said: string }> {
  const child = run(...flags);
  let said = '';
  child.stderr?.on('data', (data: Buffer) => {
    said += data.toString();
  });
  const [code] = (await once(child, 'close')) as [unknown];
  return { code, said };
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<unknown> {
  const exited = once(child, 'exit');
  child.kill(signal);
  const [code] = (await exited) as [unknown];
  return code;
}

const isThere = (): Promise<void> =>
  soon(async () => {
    expect((await viewOf({ control })).url).not.toBeNull();
  });
const connection = () =>
  connect({ baseUrl: `http://127.0.0.1:${String(file.listen?.port)}`, retries: 0 });

test('VMMs outlive the process, also one that is upgraded, and not the power', async () => {
  const first = run('--api-version', '44');
  await isThere();
  const old = connection();
  expect(await vmmRegister(old, { path, body: toStart })).toMatchObject({ version: '44.0.0' });
  await vmmPutState(old, { path, body: { state: { type: 'running' } } });
  await end(first, 'SIGKILL');

  // It was booting: that goes on, and nexus hears of it.
  const second = run();
  await isThere();
  await soon(() => {
    expect(storyOf(nexus).at(-1)).toBe('running@2');
  });
  expect(await vmmGetState(connection(), { path })).toMatchObject({
    version: '49.0.0',
    value: { vmm_state: { gen: 2, state: { kind: 'running' } } },
  });

  // Nobody else may have its state meanwhile, or its port.
  const { code, said } = await refusal();
  expect(code).toBe(1);
  expect(said).toContain(`is in use by process ${String(second.pid)}`);
  expect(await refusal('--state-directory', folder)).toEqual({
    code: 1,
    said: `error: 127.0.0.1:${String(file.controlListen?.port)} is in use
stop the program that listens there, or say another port (address_in_use)
`,
  });

  expect(await end(second, 'SIGTERM')).toBe(0);
  run();
  await isThere();
  expect((await viewOf({ control })).vmms).toMatchObject([{ id: vmmId }]);
  expect(await control.power('off')).toMatchObject({ ok: true });
  expect(await control.power('on')).toMatchObject({ ok: true });
  expect((await viewOf({ control })).vmms).toEqual([]);
  const lost = await vmmGetState(connection(), { path });
  expect(lost).toMatchObject({ status: 404, error: { error_code: 'NO_SUCH_INSTANCE' } });
});

test('what was answered is there after a kill, whenever it comes', async () => {
  const answered: string[] = [];
  for (let killAfterMs = 40; killAfterMs <= 140 || answered.length === 0; killAfterMs += 50) {
    const child = run();
    await isThere();
    const found = (await viewOf({ control })).vmms.map(({ id }) => id);
    expect(found).toEqual(expect.arrayContaining(answered));
    const sled = connection();
    let isKilled = false;
    const killed = sleep(killAfterMs).then(() => {
      isKilled = true;
      return end(child, 'SIGKILL');
    });
    while (!isKilled) {
      const ids = Array.from({ length: 4 }, () => randomUUID());
      await Promise.all(
        ids.map(async (propolis_id) => {
          const put = await vmmRegister(sled, { path: { propolis_id }, body: toStart });
          if (put.ok) answered.push(propolis_id);
        }),
      );
    }
    await killed;
  }
  run();
  await isThere();
  const found = (await viewOf({ control })).vmms.map(({ id }) => id);
  expect(found).toEqual(expect.arrayContaining(answered));
});

test('a configuration that is wrong is told, with each place', async () => {
  expect(await refusal('--api-version', '50', '--speed', 'fast')).toEqual({
    code: 2,
    said: `error: ${join(folder, 'config.json')} is wrong
  /version: 50 is wrong: the Sled Agent API has the versions 1 to 49 here
  /speed: "fast" is wrong: expected a number from 0.001 to 1000000
correct it (config_invalid)
`,
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has one.
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
