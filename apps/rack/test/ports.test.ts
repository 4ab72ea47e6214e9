import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { host, isFree, portChooser, whoListens } from '../src/ports.ts';

async function listening(): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

test('a port in use is not free', async () => {
  expect(await isFree(await listening())).toBe(false);
});

// Elsewhere there is no /proc, and nobody is named.
test.runIf(process.platform === 'linux')('who uses a port is named', async () => {
  const named = new RegExp(`^process ${String(process.pid)} \\(.+\\)$`);
  expect(whoListens(await listening())).toMatch(named);
});

test('nobody is named for a port that is free', async () => {
  const port = await portChooser()();
  expect(whoListens(port)).toBeNull();
});

test('a wish is given where it can be, and no port twice', async () => {
  const taken = await listening();
  const choose = portChooser();
  const free = await portChooser()();
  expect(await choose(taken)).not.toBe(taken);
  expect(await choose(free)).toBe(free);
  expect(await choose(free)).not.toBe(free);
});
