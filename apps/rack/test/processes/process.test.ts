import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { portChooser } from '../../src/ports.ts';
import { type ProcessEvent, RackProcess } from '../../src/processes/process.ts';
import { temporaryFolder } from '../support/folders.ts';

const module = fileURLToPath(new URL('../support/listener.mjs', import.meta.url));

async function prepared(mood: 'kind' | 'stubborn' | 'broken', readyTimeoutMs = 20_000) {
  const port = await portChooser()();
  const events: ProcessEvent[] = [];
  const one = new RackProcess({
    name: 'listener',
    logFile: join(await temporaryFolder(), 'listener.log'),
    healthUrls: [`http://127.0.0.1:${String(port)}/`],
    readyTimeoutMs,
    onEvent: (event) => events.push(event),
  });
  onTestFinished(() => one.kill());
  const program = { module, parameters: [String(port), mood] };
  return { one, events, program };
}

test('a process starts, is asked to end, and starts again', async () => {
  const { one, events, program } = await prepared('kind');
  expect(one.state).toBe('stopped');
  await one.spawn(program);
  await one.ready();
  expect(one.state).toBe('running');
  expect(one.record).toMatchObject({ name: 'listener', pid: one.pid });
  await one.stop(5000);
  expect(one.state).toBe('stopped');
  expect(one.record).toBeNull();
  await one.spawn(program);
  await one.ready();
  await one.kill();
  const name = 'listener';
  expect(events).toEqual([
    { kind: 'started', name },
    { kind: 'ready', name },
    { kind: 'ended', name, exit: { code: 0, signal: null }, unexpected: false },
    { kind: 'started', name },
    { kind: 'ready', name },
    { kind: 'ended', name, exit: { code: null, signal: 'SIGKILL' }, unexpected: false },
  ]);
  expect(await readFile(one.logFile, 'utf8')).toBe('mood: kind\nmood: kind\n');
});

test('one process at a time', async () => {
  const { one, program } = await prepared('kind');
  const spawned = await Promise.allSettled([one.spawn(program), one.spawn(program)]);
  expect(spawned.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  await expect(one.spawn(program)).rejects.toMatchObject({ code: 'options' });
});

test('one that does not want to end is killed', async () => {
  const { one, events, program } = await prepared('stubborn');
  await one.spawn(program);
  await one.ready();
  await one.stop(200);
  expect(events.at(-1)).toMatchObject({ kind: 'ended', exit: { signal: 'SIGKILL' } });
});

test('one that ends instead of answering is a problem with its last words', async () => {
  const { one, events, program } = await prepared('broken');
  await one.spawn(program);
  await expect(one.ready()).rejects.toMatchObject({
    code: 'process_failed',
    message: 'listener ended when it should have started:\n  mood: broken\n  it cannot begin',
    fix: `all that it said is in ${one.logFile}`,
  });
  expect(events.at(-1)).toMatchObject({ kind: 'ended', exit: { code: 3 }, unexpected: true });
});

test('a stranger at its port is not taken for it', async () => {
  const { one, program } = await prepared('kind');
  const port = Number(program.parameters[0]);
  const stranger = createServer((_request, response) => response.end('somebody else'));
  await once(stranger.listen(port, '127.0.0.1'), 'listening');
  onTestFinished(() => void stranger.close());
  await one.spawn(program);
  await expect(one.ready()).rejects.toMatchObject({
    code: 'process_failed',
    message: expect.stringContaining('EADDRINUSE'),
  });
});

test('a paused one does not answer, and goes on afterwards', async () => {
  const { one, program } = await prepared('kind', 4000);
  await one.spawn(program);
  await one.ready();
  one.pause();
  expect(one.state).toBe('paused');
  await expect(one.ready()).rejects.toMatchObject({ code: 'process_not_ready' });
  one.resume();
  await one.ready();
  one.pause();
  await one.stop(5000);
  expect(one.state).toBe('stopped');
});
