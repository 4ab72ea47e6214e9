import { api } from '@skewline/gateway-types/server';
import { createAdapter } from '@skewline/server';
import { skewlinePlugin } from '@skewline/server/fastify';
import { fastify } from 'fastify';

export interface TestGateway {
  readonly url: string;
  /** `BRM1 A0`, in the order in which it was told. */
  readonly told: readonly string[];
  readonly close: () => Promise<void>;
}

export async function startGateway(port = 0): Promise<TestGateway> {
  const told: string[] = [];
  const adapter = createAdapter(api, {
    sled_power_list: () => ({ status: 200, body: { items: [] } }),
    sled_power_view: (_request, { requestId }) => ({
      status: 404,
      body: { request_id: requestId, message: 'not of this test' },
    }),
    sled_power_put({ path: { serial }, body: { power_state } }) {
      told.push(`${serial} ${power_state}`);
      return { status: 200, body: { serial, power_state, time_changed: '2026-11-21T06:38:00Z' } };
    },
  });
  const app = fastify({ forceCloseConnections: true });
  await app.register(skewlinePlugin, { adapter });
  return { url: await app.listen({ host: '127.0.0.1', port }), told, close: () => app.close() };
}
