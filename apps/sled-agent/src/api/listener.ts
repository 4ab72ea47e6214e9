import { type Adapter, createAdapter } from '@skewline/server';
import { skewlinePlugin } from '@skewline/server/fastify';
import { api } from '@skewline/sled-agent-types/server';
import { fastify, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Agent } from '../agent.ts';
import type { Listen } from '../config.ts';
import { faulty } from '../faults/faulty.ts';
import type { Faults } from '../faults/faults.ts';
import { errorCode, listenProblem, type SledProblem } from '../problem.ts';
import { serverOptions } from '../server-options.ts';
import { sledHandlers } from './handlers.ts';

interface Services {
  readonly agent: Agent;
  readonly version: number;
  readonly faults: Faults;
  readonly log: Logger;
}

/** A server that listens, and its address. */
export interface Listener {
  readonly url: string;
  readonly port: number;
  /** Does not wait for requests that are being answered. */
  readonly close: () => Promise<void>;
}

/** The Sled Agent API, in the versions from 1 to the sled agent's own. */
export async function openApi(services: Services, at: Listen): Promise<Listener | SledProblem> {
  const app = fastify(serverOptions(services.log));
  await app.register(skewlinePlugin, { adapter: adapterOf(services) });
  return listen(app, at);
}

function adapterOf({ agent, version, faults, log }: Services): Adapter {
  return createAdapter(api, faulty(sledHandlers(agent), faults), {
    versions: { newest: String(version) },
    hooks: {
      onProblem(problem) {
        const level = problem.status < 500 ? 'info' : 'error';
        log[level]({ problem }, 'a request was not answered as it asked');
      },
      onLoss({ operation, version: spoken, loss }) {
        log.warn({ operation, version: spoken, loss }, 'the caller is too old to hear');
      },
    },
  });
}

export async function listen(app: FastifyInstance, at: Listen): Promise<Listener | SledProblem> {
  try {
    await app.listen({ host: at.host, port: at.port });
  } catch (error) {
    await app.close();
    // What the system says is a problem of the address; all else is a fault of this program.
    if (!/^E[A-Z]+$/.test(errorCode(error) ?? '')) throw error;
    return listenProblem(error, at.host, at.port);
  }
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : at.port;
  const host = at.host.includes(':') ? `[${at.host}]` : at.host;
  return { url: `http://${host}:${String(port)}`, port, close: () => app.close() };
}
