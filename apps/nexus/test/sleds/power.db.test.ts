import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Operations, PowerState } from '@skewline/gateway-types';
import { api } from '@skewline/gateway-types/server';
import { createAdapter, type Handlers } from '@skewline/server';
import { skewlinePlugin } from '@skewline/server/fastify';
import { fastify, type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { sampleSled } from '../../../../packages/db-model/test/store/samples.ts';
import { useSledWorld } from './support/sled-world.ts';

const world = useSledWorld();
const gateways: FastifyInstance[] = [];
const servers: Server[] = [];
afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type View = Handlers<Operations>['sled_power_view'];

const notHere = {
  status: 500,
  body: { error_code: 'NotInTheseTests', message: 'no', request_id: 'r' },
} as const;

/** A gateway that answers so. */
async function gateway(view: View): Promise<string> {
  const app = fastify({ forceCloseConnections: true });
  const unasked = () => notHere;
  const handlers = { sled_power_list: unasked, sled_power_put: unasked, sled_power_view: view };
  await app.register(skewlinePlugin, { adapter: createAdapter(api, handlers) });
  gateways.push(app);
  return app.listen({ host: '127.0.0.1', port: 0 });
}

const time_changed = '2026-11-21T07:00:00Z';
const error = (status: 404 | 500 | 503, error_code: string): View => {
  return () => ({ status, body: { error_code, message: 'no', request_id: 'r' } });
};

/** What is made of a sled's power by that gateway. */
async function powerBy(gatewayUrl: string | null, serial: string = randomUUID()): Promise<string> {
  const sleds = world.sleds({ gatewayUrl, sledTimeoutMs: 300 });
  const { baseboard } = sampleSled();
  const sledId = await world.addSled({ baseboard: { ...baseboard, serial } });
  return sleds.power(sledId);
}

describe('the power of a sled', () => {
  it.each<PowerState>(['A0', 'A1', 'A2'])('is what the gateway says: %s', async (power_state) => {
    const url = await gateway(({ path: { serial } }) => ({
      status: 200,
      body: { serial, power_state, time_changed },
    }));
    expect(await powerBy(url)).toBe(power_state);
  });

  it('is asked for by its serial number', async () => {
    const asked: string[] = [];
    const url = await gateway(({ path: { serial } }) => {
      asked.push(serial);
      return { status: 200, body: { serial, power_state: 'A2', time_changed } };
    });
    await powerBy(url, 'BRM42');
    expect(asked).toEqual(['BRM42']);
  });

  it.each<[string, View]>([
    ['does not know it', error(404, 'UnknownSled')],
    ['is starting', error(503, 'GatewayStarting')],
    ['is broken', error(500, 'Internal')],
    [
      'speaks of another sled',
      () => ({ status: 200, body: { serial: 'another', power_state: 'A2', time_changed } }),
    ],
    [
      'is late',
      async ({ path: { serial } }) => {
        await sleep(2000, undefined, { ref: false });
        return { status: 200, body: { serial, power_state: 'A2', time_changed } };
      },
    ],
    [
      'says what is none',
      // What no gateway says.
      ({ path: { serial } }) => ({
        status: 200,
        body: { serial, power_state: 'off' as PowerState, time_changed },
      }),
    ],
  ])('is unknown where the gateway %s', async (_, view) => {
    expect(await powerBy(await gateway(view))).toBe('unknown');
  });

  it('is unknown where there is no gateway, or another server, or no such sled', async () => {
    expect(await powerBy(null)).toBe('unknown');
    expect(await powerBy('http://127.0.0.1:9')).toBe('unknown');
    const other = createServer((_, response) => response.end('{"power_state":"A2"}'));
    servers.push(other.listen(0, '127.0.0.1'));
    await new Promise((resolve) => other.once('listening', resolve));
    // Of a server that listens on TCP it is no text.
    const { port } = other.address() as AddressInfo;
    expect(await powerBy(`http://127.0.0.1:${String(port)}`)).toBe('unknown');
    const url = await gateway(({ path: { serial } }) => ({
      status: 200,
      body: { serial, power_state: 'A2', time_changed },
    }));
    expect(await world.sleds({ gatewayUrl: url }).power(randomUUID())).toBe('unknown');
  });
});
