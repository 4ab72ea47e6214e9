import { responseValidators } from '@skewline/nexus-client/internal/responses';
import { afterEach, describe, expect, test } from 'vitest';
import { serve, type TestServer } from '../../sled-agent-client/test/support/server.ts';
import { connect, cpapiInstancesPut, createNexusInternalClient } from '../src/internal/index.ts';

const path = { propolis_id: '0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a01' };
const time = '2026-11-21T06:38:00Z';
const failed = {
  vmm_state: {
    gen: 7,
    state: { kind: 'failed', cause: 'zone_gone', detail: 'oxz_propolis-server_1 halted' },
    time_updated: time,
  },
} as const;

let server: TestServer | undefined;
afterEach(() => server?.close());

describe('a new sled agent reports a failed VMM', () => {
  test('to a new Nexus, with its cause', async () => {
    server = await serve('nexus-internal', '1.0.0, 2.0.0');
    const nexus = connect({ baseUrl: server.baseUrl, validate: responseValidators });
    const put = await cpapiInstancesPut(nexus, { path, body: failed });
    expect(put).toMatchObject({ ok: true, status: 204, version: '2.0.0', losses: [] });
    expect(server.asked).toEqual([
      { method: 'PUT', url: `/vmms/${path.propolis_id}`, version: '2.0.0', body: failed },
    ]);
  });

  test('to an old Nexus, which cannot hear the cause: a declared loss', async () => {
    server = await serve('nexus-internal', '1.0.0');
    const lost: unknown[] = [];
    const nexus = connect({
      baseUrl: server.baseUrl,
      hooks: {
        onLoss: ({ loss, from, to }) => {
          lost.push({ loss, from, to });
        },
      },
    });
    const put = await cpapiInstancesPut(nexus, { path, body: failed });
    const loss = 'why a VMM failed: cause and detail';
    expect(put).toMatchObject({ ok: true, version: '1.0.0', losses: [loss] });
    expect(server.asked[0]).toMatchObject({
      version: '1.0.0',
      body: { vmm_state: { gen: 7, state: 'failed', time_updated: time } },
    });
    expect(lost).toContainEqual({ loss, from: failed.vmm_state.state, to: 'failed' });
  });

  test('loses nothing where there is nothing to lose', async () => {
    server = await serve('nexus-internal', '1.0.0');
    const client = createNexusInternalClient({ baseUrl: server.baseUrl });
    const running = { gen: 2, state: { kind: 'running' }, time_updated: time } as const;
    const put = await client.cpapiInstancesPut({ path, body: { vmm_state: running } });
    expect(put).toMatchObject({ ok: true, losses: [] });
    expect(server.asked[0]?.body).toMatchObject({ vmm_state: { state: 'running' } });
  });
});
