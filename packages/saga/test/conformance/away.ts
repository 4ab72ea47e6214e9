import { createServer, connect, type Server, type Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Stage } from './stage.ts';

const AWAY_MS = 20_000;

/** Only where the database is a server: one that is in the process goes away with it. */
export function awayCases(at: () => Stage): void {
  test(`the database goes away for ${AWAY_MS / 1000} s: the saga waits and goes on`, async () => {
    const { throughProxy, noted, openGate, rest, world, engine } = at();
    if (throughProxy === null) throw new Error('a database in the process cannot go away');
    const proxy = await openProxy();
    const child = await throughProxy(proxy.url);
    const sagaId = randomUUID();
    const plan = { left: { gate: true }, right: { gate: true } };
    expect(await child.start('wide', { plan }, { id: sagaId })).toMatchObject({ ok: true });
    await noted(sagaId, 'run left');
    await noted(sagaId, 'run right');
    proxy.cut();
    // Actions end meanwhile, and their results are to be stored.
    await openGate(sagaId, 'left');
    await sleep(AWAY_MS / 2);
    await openGate(sagaId, 'right');
    await sleep(AWAY_MS / 2);
    expect(await engine.get(sagaId)).toMatchObject({ state: 'running', owner: child.executorId });
    await proxy.heal();
    expect(await rest(sagaId)).toMatchObject({ kind: 'done', output: 'z done' });
    const runs = (await world.notes(sagaId)).filter((note) => note.startsWith('run'));
    expect(runs.toSorted()).toEqual(['run a', 'run left', 'run right', 'run z']);
    expect(await world.processes(sagaId)).toEqual([child.processId]);
    await child.close();
    await proxy.close();
  }, 120_000);
}

interface Proxy {
  /** The same database, through the proxy. */
  readonly url: (direct: string) => string;
  /** Cuts all connections, and refuses new ones. */
  cut(): void;
  heal(): Promise<void>;
  close(): Promise<void>;
}

async function openProxy(): Promise<Proxy> {
  let target = { host: '', port: 0 };
  const sockets = new Set<Socket>();
  const serve = (socket: Socket): void => {
    const onward = connect(target.port, target.host);
    for (const [one, two] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        sockets.delete(one);
        two.destroy();
      });
      one.pipe(two);
    }
  };
  let server: Server = createServer(serve);
  const listen = async (port: number): Promise<void> =>
    new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const { port } = address;
  const cut = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return {
    url(direct) {
      const url = new URL(direct);
      target = { host: url.hostname, port: Number(url.port) };
      url.hostname = '127.0.0.1';
      url.port = String(port);
      return url.href;
    },
    cut,
    async heal() {
      server = createServer(serve);
      await listen(port);
    },
    close: async () => cut(),
  };
}
