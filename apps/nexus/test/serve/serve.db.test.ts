import { constant, dagBuilder } from '@skewline/saga';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { onPostgres } from '../../../../packages/db-model/test/support/databases.ts';
import { configDefaults } from '../../src/config.ts';
import { createHealth } from '../../src/http/health.ts';
import type { ServeOptions } from '../../src/serve.ts';
import { now } from '../../src/services.ts';
import { createSleds } from '../../src/sleds/create.ts';
import { startNexus, testConfig, type TestNexus } from '../support/harness.ts';
import {
  type PostgresServer,
  startPostgres,
} from '../../../../packages/db-model/test/support/postgres-server.ts';

/** As nexus has them by itself: those of the harness are made in the database, and once. */
const httpSleds: NonNullable<ServeOptions['sleds']> = async (database) =>
  createSleds({ config: testConfig(), database, log: pino({ level: 'silent' }), now });

/** So long that a test which needs it would be seen to hang. */
const patient = { sagas: { ...configDefaults.sagas, graceMs: 20_000 } };

describe('a nexus that stops', () => {
  it('answers what it was asked before, and takes nothing new', async () => {
    const nexus = await startNexus({ config: patient });
    const { database } = nexus.nexus;
    // The first answer makes the token known, so that the slow request is in its handler.
    expect((await nexus.operator.fetch('/v1/projects')).status).toBe(200);
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    // PGlite does one thing at a time: while this is open every request waits.
    let isHeld = (): void => {};
    const held = new Promise<void>((resolve) => {
      isHeld = resolve;
    });
    const holding = database.transaction(async () => {
      isHeld();
      await gate;
    });
    await held;
    const slow = nexus.operator.fetch('/v1/projects');
    await new Promise((resolve) => setTimeout(resolve, 200));

    let isClosed = false;
    const closing = nexus.close().then(() => {
      isClosed = true;
    });
    await expect
      .poll(() =>
        fetch(`${nexus.url}/health/live`).then(
          () => 'taken',
          () => 'refused',
        ),
      )
      .toBe('refused');
    expect(isClosed).toBe(false);
    open();
    await holding;
    expect((await slow).status).toBe(200);
    await closing;
    await expect(database.kysely.selectFrom('sled').execute()).rejects.toThrow(
      'driver has already been destroyed',
    );
  });

  it('waits for nobody longer than it was told', async () => {
    const nexus = await startNexus({
      config: { sagas: { ...configDefaults.sagas, graceMs: 300 } },
    });
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array(1)),
    });
    const slow = nexus.operator.fetch('/v1/projects', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      duplex: 'half',
    } as RequestInit); // its types do not have `duplex`
    const end = slow.then(
      ({ status }) => status,
      () => 'cut off',
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    const begin = performance.now();
    await nexus.close();
    expect(performance.now() - begin).toBeLessThan(10_000);
    expect(await end).toBe('cut off');
  });

  it('says so to whoever asks whether it is ready', async () => {
    const nexus = await startNexus();
    onTestFinished(() => nexus.close());
    const health = createHealth(nexus.nexus.database);
    expect(await health.notReady()).toBeNull();
    health.stop();
    expect(await health.notReady()).toBe('this nexus is stopping');
  });

  it('begins no saga any more', async () => {
    const nexus = await startNexus();
    const engine = nexus.nexus.services.engine();
    const built = dagBuilder<object>('count').append('one', constant(1)).build();
    if (!built.ok) throw new Error('a saga of one constant');
    expect(await engine.start(built.dag, {})).toMatchObject({ ok: true, created: true });
    const closing = nexus.close();
    expect(await engine.start(built.dag, {})).toMatchObject({ ok: false, status: 503 });
    await closing;
    expect(await engine.start(built.dag, {})).toMatchObject({ ok: false, code: 'closed' });
  });
});

onPostgres((engine) => {
  it('four nexus on one PostgreSQL begin at once, and are one control plane', async () => {
    const location = await engine.location();
    const all = await Promise.all(
      Array.from({ length: 4 }, () =>
        startNexus({ config: { database: location }, sleds: httpSleds }),
      ),
    );
    onTestFinished(async () => {
      await Promise.all(all.map((nexus) => nexus.close()));
    });
    const [one, ...others] = all;
    if (one === undefined) throw new Error('there are four');
    const ada = await one.user('ada');
    expect(
      await ada.external.projectCreate({ body: { name: 'shop', description: '' } }),
    ).toMatchObject({ ok: true });
    for (const other of others) {
      const { authorization } = ada;
      const response = await fetch(`${other.url}/v1/projects/shop`, { headers: { authorization } });
      expect(response.status).toBe(200);
    }
    const ranges = await one.nexus.database.kysely
      .selectFrom('ip_pool_range')
      .selectAll()
      .execute();
    expect(ranges).toHaveLength(1);
  });
});

describe('a database that goes away and comes back', () => {
  let server: PostgresServer;
  let nexus: TestNexus;
  beforeAll(async () => {
    server = await startPostgres(['-c', 'fsync=off']);
    nexus = await startNexus({
      config: { database: { url: server.url } },
      sleds: httpSleds,
    });
  });
  afterAll(async () => {
    await nexus.close();
    await server.remove();
  });

  const ask = async (path: string): Promise<{ status: number; text: string }> => {
    const response = await nexus.operator.fetch(path);
    return { status: response.status, text: await response.text() };
  };

  it('is 503 meanwhile, for every request, and nothing has to be done afterwards', async () => {
    expect((await ask('/v1/projects')).status).toBe(200);
    await server.stop();

    const away = await ask('/v1/projects');
    expect(away.status).toBe(503);
    expect(JSON.parse(away.text)).toMatchObject({
      error_code: 'ServiceNotAvailable',
      message: 'Service Unavailable: the database does not answer; try again',
    });
    // Also where the token has to be looked up first.
    const unknown = { headers: { authorization: `Bearer skw_${'x'.repeat(43)}` } };
    expect((await fetch(`${nexus.url}/v1/projects`, unknown)).status).toBe(503);
    expect((await ask('/operator/users')).status).toBe(503);
    expect((await fetch(`${nexus.url}/health/live`)).status).toBe(200);
    const ready = await fetch(`${nexus.url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ ready: false });
    const metrics = await fetch(`${nexus.url}/metrics`);
    expect(metrics.status).toBe(200);
    expect(await metrics.text()).toContain('skewline_requests_total');

    await server.start();
    await expect
      .poll(async () => (await ask('/v1/projects')).status, { timeout: 20_000 })
      .toBe(200);
    expect((await fetch(`${nexus.url}/health/ready`)).status).toBe(200);
  });

  it('does not keep a nexus from stopping', async () => {
    await server.stop();
    const begin = performance.now();
    await nexus.close();
    expect(performance.now() - begin).toBeLessThan(15_000);
  });
});
