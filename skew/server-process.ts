/**
 * A server of an age in a process of its own:
 *
 *     node --conditions=skewline-source server-process.ts FOLDER VERSION PORT BODIES
 *
 * It loads everything, says so, and listens when it is told to: when the one before it on the port
 * has gone. SIGTERM ends it when what it has begun is done.
 */
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createAdapter } from '@skewline/server';
import { skewlinePlugin } from '@skewline/server/fastify';
import fastify from 'fastify';
import { type AnyOperation, loadServer } from './ages.ts';
import { type Bodies, isAsked, numberOf, workOf } from './rolling-work.ts';

/** What the process says to its parent. */
export type ServerMessage =
  { readonly kind: 'loaded' } | { readonly kind: 'listening'; readonly port: number };

const [folder = '', version = '', port = '0', bodiesFile = ''] = process.argv.slice(2);
// Written by rolling.skew.test.ts.
const bodies = JSON.parse(readFileSync(bodiesFile, 'utf8')) as Bodies;
const api = await loadServer(folder);

function answer(operation: string, request: Omit<AnyOperation, 'responses'>): unknown {
  const work = workOf(numberOf(request.path?.['propolis_id']), version, bodies);
  if (operation === work.operation && isAsked(request, work)) {
    return { status: work.status, body: work.body };
  }
  const message = `${version} was asked ${operation} with ${JSON.stringify(request)}`;
  return { status: 409, body: { request_id: 'rolling', error_code: 'Wrong', message } };
}

const handlers = Object.fromEntries(
  api.operations.map(({ id }) => [
    id,
    (request: Omit<AnyOperation, 'responses'>) => answer(id, request),
  ]),
);
const app = fastify();
// One handler suits every operation, which types of one operation cannot say.
await app.register(skewlinePlugin, { adapter: createAdapter(api, handlers as never) });
await app.ready();

process.on('SIGTERM', () => {
  void app.close().then(() => process.exit(0));
});
process.on('message', () => void listen());
say({ kind: 'loaded' });

async function listen(): Promise<void> {
  for (;;) {
    try {
      await app.listen({ host: '127.0.0.1', port: Number(port) });
      break;
    } catch (error) {
      // The one before it is not gone yet.
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      await wait(5);
    }
  }
  // Listening on a port, so it is no path.
  say({ kind: 'listening', port: (app.server.address() as AddressInfo).port });
}

function say(message: ServerMessage): void {
  process.send?.(message);
}
