import { setTimeout as sleep } from 'node:timers/promises';
import { api } from '@skewline/gateway-types/server';
import { createAdapter } from '@skewline/server';
import { skewlinePlugin } from '@skewline/server/fastify';
import { fastify, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { GatewayConfig } from './config.ts';
import { type Fate, type Faults, fateOf, faultsOf, noFaults } from './faults.ts';
import { powerHandlers } from './handlers.ts';
import { GatewayProblem, systemCode, systemWords } from './problem.ts';
import { openPowerTable } from './state.ts';

export interface RunningGateway {
  readonly url: string;
  /** Answers what it has begun to, without further delay, and ends. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a gateway. The API is at `/`; below `/control` it is told what is to go wrong:
 *
 * - `GET /control/faults`: the faults that are set
 * - `PUT /control/faults`: sets those that the body names (`Faults`), and leaves the others
 * - `DELETE /control/faults`: all goes well
 */
export async function serveGateway(
  config: GatewayConfig,
  log: Logger,
): Promise<RunningGateway | GatewayProblem> {
  const now = (): string => new Date().toISOString();
  const table = await openPowerTable(config.stateFile, config.sleds, now);
  if (table instanceof GatewayProblem) return table;

  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
  });
  const faults = { now: config.faults };
  const closing = new AbortController();
  app.addHook('preClose', () => {
    closing.abort();
    return Promise.resolve();
  });
  await app.register(control(faults), { prefix: '/control' });
  await app.register(async (scope) => {
    troubled(scope, faults, closing.signal);
    await scope.register(skewlinePlugin, {
      adapter: createAdapter(api, powerHandlers(table, log), { missingVersion: 'newest' }),
    });
  });
  try {
    const url = await app.listen(config.listen);
    log.info({ url, stateFile: config.stateFile, sleds: table.list().length }, 'listening');
    return { url, close: () => app.close() };
  } catch (thrown) {
    await app.close();
    const { host, port } = config.listen;
    const why = systemCode(thrown) === 'EADDRINUSE' ? 'is in use' : systemWords(thrown);
    return new GatewayProblem('listen', `${host} port ${String(port)}: ${why}`);
  }
}

interface Box {
  now: Faults;
}

const unavailable: { readonly [F in Exclude<Fate, 'served' | 'dropped'>]: readonly string[] } = {
  refused: ['GatewayUnavailable', 'the gateway cannot answer now'],
  starting: ['GatewayStarting', 'the gateway has just been switched on and knows nothing yet'],
};

/** Before a request is answered: what goes wrong with it. */
function troubled(scope: FastifyInstance, faults: Box, closing: AbortSignal): void {
  scope.addHook('onRequest', async (request, reply) => {
    const { fate, left } = fateOf(faults.now);
    const { delayMs } = faults.now;
    faults.now = left;
    if (delayMs > 0) await sleep(delayMs, undefined, { signal: closing }).catch(() => undefined);
    if (fate === 'served') return;
    if (fate === 'dropped') {
      reply.hijack();
      request.raw.socket.destroy();
      return;
    }
    const [error_code, message] = unavailable[fate];
    await reply.code(503).send({ error_code, message, request_id: request.id });
  });
}

function control(faults: Box): (scope: FastifyInstance) => Promise<void> {
  return async (scope) => {
    scope.get('/faults', () => faults.now);
    scope.delete('/faults', () => (faults.now = noFaults));
    scope.put('/faults', async (request, reply) => {
      const changed = faultsOf(faults.now, request.body);
      if (typeof changed === 'string') {
        const error = { error_code: 'InvalidRequest', message: changed, request_id: request.id };
        return reply.code(400).send(error);
      }
      return (faults.now = changed);
    });
  };
}
