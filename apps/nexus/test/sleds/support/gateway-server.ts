import type { PowerState } from '@skewline/gateway-types';
import { api } from '@skewline/gateway-types/server';
import { createAdapter } from '@skewline/server';
import { skewlinePlugin } from '@skewline/server/fastify';
import { fastify } from 'fastify';

/** A gateway whose sleds are a map. */
export interface TestGateway {
  readonly url: string;
  /** By serial number; of those that are not in it, it knows nothing. */
  readonly power: Map<string, PowerState>;
  readonly asked: readonly string[];
  readonly close: () => Promise<void>;
}

export async function startGateway(): Promise<TestGateway> {
  const power = new Map<string, PowerState>();
  const asked: string[] = [];
  const time_changed = '2026-11-21T07:00:00Z';
  const app = fastify({ forceCloseConnections: true });
  const adapter = createAdapter(api, {
    sled_power_list: () => ({ status: 200, body: { items: [] } }),
    sled_power_view: ({ path: { serial } }, { requestId }) => {
      asked.push(serial);
      const power_state = power.get(serial);
      return power_state === undefined
        ? { status: 404, body: { error_code: 'UnknownSled', message: 'no', request_id: requestId } }
        : { status: 200, body: { serial, power_state, time_changed } };
    },
    sled_power_put: ({ path: { serial }, body: { power_state } }) => {
      power.set(serial, power_state);
      return { status: 200, body: { serial, power_state, time_changed } };
    },
  });
  await app.register(skewlinePlugin, { adapter });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, power, asked, close: () => app.close() };
}
