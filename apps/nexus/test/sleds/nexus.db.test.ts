import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Answered, ask, instanceBody } from '../external/instance/support/api.ts';
import { startNexus, type TestNexus, type TestUser, testConfig } from '../support/harness.ts';
import { createSleds } from '../../src/sleds/create.ts';
import { type SledServer, startSledServer } from './support/sled-server.ts';
import { startGateway, type TestGateway } from './support/gateway-server.ts';

/** A nexus with a sled agent of each of these versions, and a gateway: all of it by HTTP. */
const versions = ['44', '48', '49'] as const;
type Version = (typeof versions)[number];

let nexus: TestNexus;
let gateway: TestGateway;
let ada: TestUser;
const servers = new Map<Version, { readonly server: SledServer; readonly sledId: string }>();

beforeAll(async () => {
  gateway = await startGateway();
  const config = testConfig({ gatewayUrl: gateway.url, sledTimeoutMs: 500 });
  nexus = await startNexus({
    config,
    sleds: async (database) => {
      const now = (): string => new Date().toISOString();
      return createSleds({ config, database, log: pino({ level: 'silent' }), now });
    },
  });
  for (const newest of versions) {
    const server = await startSledServer({ newest });
    const address = { ip: '127.0.0.1', port: server.port };
    const baseboard = { part: '913-0000019', serial: `BRM${newest}`, revision: 6 };
    servers.set(newest, { server, sledId: await nexus.addSled({ address, baseboard }) });
  }
  ada = await nexus.user('ada');
  await ask(ada, 'POST', '/v1/projects', { body: { name: 'shop', description: '' } });
});

afterAll(async () => {
  for (const { server } of servers.values()) await server.close();
  await nexus.close();
  await gateway.close();
});

/** Only that sled takes anything new. */
async function useOnly(version: Version): Promise<void> {
  const { kysely } = nexus.nexus.database;
  await kysely.updateTable('sled').set({ sled_policy: 'no_provision' }).execute();
  await kysely
    .updateTable('sled')
    .set({ sled_policy: 'in_service' })
    .where('id', '=', servers.get(version)?.sledId ?? '')
    .execute();
}

async function start(version: Version): Promise<{ name: string; outcome: unknown }> {
  await useOnly(version);
  const name = `i-${randomUUID().slice(0, 8)}-a`;
  const made = await ask(ada, 'POST', '/v1/instances?project=shop', { body: instanceBody(name) });
  expect(made.status).toBe(201);
  const started = await ask(ada, 'POST', `/v1/instances/${name}/start?project=shop`);
  const id = String(started.headers.get('start-attempt'));
  const path = `/v1/instances/${name}/start-attempts/${id}?project=shop`;
  const attempt = await ask(ada, 'GET', path, { prefer: 'wait=20' });
  return { name, outcome: attempt.body['outcome'] };
}

const view = (name: string): Promise<Answered> =>
  ask(ada, 'GET', `/v1/instances/${name}?project=shop`);

it.each(versions)('an instance runs on a sled whose agent speaks version %s', async (version) => {
  const { name, outcome } = await start(version);
  expect(outcome).toMatchObject({ kind: 'succeeded' });
  expect((await view(name)).body).toMatchObject({ run_state: 'running' });
  const [body] = [...(servers.get(version)?.server.registered.values() ?? [])];
  expect(body).toMatchObject({
    local_config: {
      hostname: name,
      nics: [{ ip_config: { value: { ip: expect.stringMatching(/^172\.30\./) } } }],
    },
  });
});

it('operators see who speaks what', async () => {
  const report = await nexus.operator.operator.skewReport();
  if (!report.ok) throw new Error(report.message);
  const { summary, sleds } = report.value;
  expect(summary).toBe(
    'Of 3 sleds, 2 are spoken with in older versions, which lose "why a VMM failed: cause and detail"; 1 understands all that is said.',
  );
  const told = sleds.map(({ serial, spoken, verdict }) => `${serial} ${String(spoken)} ${verdict}`);
  expect(told.sort()).toEqual(['BRM44 44.0.0 lossy', 'BRM48 48.0.0 lossy', 'BRM49 49.0.0 full']);
});

it('a start on a sled that is off comes to rest while it is off', async () => {
  const there = servers.get('48')?.server;
  if (there === undefined) throw new Error('there is no such sled');
  there.trouble = { kind: 'drop' };
  gateway.power.set('BRM48', 'A2');
  const { name, outcome } = await start('48');
  expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'sled_refused' } });
  expect((await view(name)).body).toMatchObject({ run_state: 'stopped' });
  expect(gateway.asked).toContain('BRM48');
});
