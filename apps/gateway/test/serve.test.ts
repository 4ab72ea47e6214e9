import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGatewayClient, type GatewayClient } from '@skewline/gateway-types/client';
import { responseValidators } from '@skewline/gateway-types/client/responses';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configOf, type ConfigInput } from '../src/config.ts';
import { GatewayProblem } from '../src/problem.ts';
import { type RunningGateway, serveGateway } from '../src/serve.ts';

const log = pino({ level: 'silent' });
let directory = '';
let stateFile = '';
const running: RunningGateway[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'skewline-gateway-'));
  stateFile = join(directory, 'state', 'power.json');
});
afterEach(async () => {
  for (const gateway of running.splice(0)) await gateway.close();
  await rm(directory, { recursive: true });
});

async function begin(input: ConfigInput = {}): Promise<RunningGateway | GatewayProblem> {
  const config = configOf({ listen: { port: 0 }, stateFile, sleds: ['BRM2', 'BRM1'], ...input });
  if (config instanceof GatewayProblem) throw new Error(config.message);
  const gateway = await serveGateway(config, log);
  if (!(gateway instanceof GatewayProblem)) running.push(gateway);
  return gateway;
}

async function started(
  input: ConfigInput = {},
): Promise<RunningGateway & { client: GatewayClient }> {
  const gateway = await begin(input);
  if (gateway instanceof GatewayProblem) throw new Error(gateway.message);
  const options = { baseUrl: gateway.url, validate: responseValidators, retries: 0 };
  return { ...gateway, client: createGatewayClient(options) };
}

async function problemOf(input: ConfigInput): Promise<GatewayProblem> {
  const gateway = await begin(input);
  if (gateway instanceof GatewayProblem) return gateway;
  throw new Error(`it has started at ${gateway.url}`);
}

describe('a gateway', () => {
  it('knows its sleds, and that they are on', async () => {
    const { client } = await started();
    const listed = await client.sledPowerList({});
    if (!listed.ok) throw new Error(listed.message);
    expect(listed.value.items.map(({ serial, power_state }) => [serial, power_state])).toEqual([
      ['BRM1', 'A0'],
      ['BRM2', 'A0'],
    ]);
    expect(listed.value.items[0]?.time_changed).toMatch(/Z$/);
  });

  it.each(['A0', 'A1', 'A2'] as const)('says %s of a sled that is put there', async (state) => {
    const { client } = await started();
    const path = { serial: 'BRM1' };
    const put = await client.sledPowerPut({ path, body: { power_state: state } });
    const seen = await client.sledPowerView({ path });
    expect(put).toMatchObject({ ok: true, value: { serial: 'BRM1', power_state: state } });
    expect(seen).toMatchObject({ ok: true, value: put.ok ? put.value : {} });
  });

  it('does not know a sled, until somebody tells', async () => {
    const { client } = await started();
    const path = { serial: 'BRM9' };
    expect(await client.sledPowerView({ path })).toMatchObject({
      code: 'error_status',
      status: 404,
      error: { error_code: 'UnknownSled', message: 'there is no sled BRM9' },
    });
    await client.sledPowerPut({ path, body: { power_state: 'A2' } });
    expect(await client.sledPowerView({ path })).toMatchObject({ value: { power_state: 'A2' } });
  });

  it('keeps the time of the last change, and not of the last wish', async () => {
    const { client } = await started();
    const path = { serial: 'BRM1' };
    const first = await client.sledPowerView({ path });
    const same = await client.sledPowerPut({ path, body: { power_state: 'A0' } });
    expect(same).toMatchObject({ value: first.ok ? first.value : {} });
  });

  it('remembers all of it after a restart, and adds what is new', async () => {
    const before = await started();
    await before.client.sledPowerPut({ path: { serial: 'BRM1' }, body: { power_state: 'A2' } });
    await before.close();
    const { client } = await started({ sleds: ['BRM1', 'BRM3'] });
    const listed = await client.sledPowerList({});
    expect(listed).toMatchObject({
      value: {
        items: [
          { serial: 'BRM1', power_state: 'A2' },
          { serial: 'BRM2', power_state: 'A0' },
          { serial: 'BRM3', power_state: 'A0' },
        ],
      },
    });
  });

  it('loses none of many changes at once', async () => {
    const { client } = await started({ sleds: [] });
    const serials = Array.from({ length: 30 }, (_, index) => `S${String(index)}`);
    await Promise.all(
      serials.map((serial) =>
        client.sledPowerPut({ path: { serial }, body: { power_state: 'A2' } }),
      ),
    );
    const text = await readFile(stateFile, 'utf8');
    for (const serial of serials) expect(text).toContain(`"${serial}"`);
  });

  it('changes nothing that it cannot write', async () => {
    const { client } = await started();
    await rm(stateFile);
    await mkdir(stateFile);
    const path = { serial: 'BRM1' };
    expect(await client.sledPowerPut({ path, body: { power_state: 'A2' } })).toMatchObject({
      status: 500,
      error: { error_code: 'StateNotWritten' },
    });
    expect(await client.sledPowerView({ path })).toMatchObject({ value: { power_state: 'A0' } });
  });

  it.each([
    ['PUT', '/sleds/BRM1/power', '{"power_state":"on"}', 400],
    ['PUT', '/sleds/BRM1/power', '{', 400],
    ['PUT', '/sleds/BR%20M1/power', '{"power_state":"A0"}', 400],
    ['GET', '/sleds/a%2Fb/power', undefined, 400],
    ['GET', '/nowhere', undefined, 404],
    ['DELETE', '/sleds', undefined, 405],
    ['PUT', '/control/faults', '{"refuse":-1}', 400],
    ['PUT', '/control/faults', '[]', 400],
  ])('refuses %s %s %s: %i', async (method, path, body, status) => {
    const { url } = await started();
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}${path}`, { method, ...(body ? { body, headers } : {}) });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ message: expect.any(String) });
  });
});

describe('a gateway that is told to have trouble', () => {
  const view = { path: { serial: 'BRM1' } };
  const set = async (url: string, faults: object): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(faults);
    return (await fetch(`${url}/control/faults`, { method: 'PUT', headers, body })).json();
  };

  it('is starting until it is told otherwise', async () => {
    const { client, url } = await started({ faults: { starting: true } });
    for (let count = 0; count < 2; count += 1) {
      expect(await client.sledPowerView(view)).toMatchObject({ ok: false });
    }
    const raw = await fetch(`${url}/sleds/BRM1/power`);
    expect(raw.status).toBe(503);
    expect(await raw.json()).toMatchObject({ error_code: 'GatewayStarting' });
    expect(await set(url, { starting: false })).toMatchObject({ starting: false });
    expect(await client.sledPowerView(view)).toMatchObject({ ok: true });
  });

  it('refuses and drops so many requests', async () => {
    const { client, url } = await started();
    await client.connection.negotiate();
    await set(url, { refuse: 2, drop: 1 });
    expect(await client.sledPowerView(view)).toMatchObject({ code: 'network' });
    for (let count = 0; count < 2; count += 1) {
      expect(await client.sledPowerView(view)).toMatchObject({
        status: 503,
        error: { error_code: 'GatewayUnavailable' },
      });
    }
    expect(await client.sledPowerView(view)).toMatchObject({ ok: true });
  });

  it('answers late, and at once when it is closed', async () => {
    const gateway = await started({ faults: { delayMs: 60 } });
    const begun = performance.now();
    const answer = await fetch(`${gateway.url}/sleds`);
    expect(answer.status).toBe(200);
    expect(performance.now() - begun).toBeGreaterThan(50);
    await set(gateway.url, { delayMs: 600_000 });
    const late = fetch(`${gateway.url}/sleds`).then((one) => one.status);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await gateway.close();
    // Answered, or cut: not left waiting for ten minutes.
    await late.catch(() => undefined);
  });

  it('says which faults are set, and lets them go', async () => {
    const { url } = await started({ faults: { refuse: 3 } });
    expect(await (await fetch(`${url}/control/faults`)).json()).toMatchObject({ refuse: 3 });
    const none = { delayMs: 0, refuse: 0, drop: 0, starting: false };
    const deleted = await fetch(`${url}/control/faults`, { method: 'DELETE' });
    expect(await deleted.json()).toEqual(none);
  });
});

describe('a gateway does not start', () => {
  it('where the port is in use', async () => {
    const { url } = await started();
    const port = Number(new URL(url).port);
    const problem = await problemOf({ listen: { port } });
    expect(problem).toMatchObject({
      code: 'listen',
      message: `127.0.0.1 port ${String(port)}: is in use`,
    });
  });

  it.each([
    ['another file', '{"sleds":[]}'],
    ['no JSON', 'power: on'],
    [
      'of a newer program',
      '{"api":"gateway","type":"SledPowers","version":"9.0.0","since":"9.0.0","value":{}}',
    ],
    ['cut off', '{"api":"gateway","type":"Sled'],
    [
      'wrong inside',
      '{"api":"gateway","type":"SledPowers","version":"1.0.0","since":"1.0.0","value":{"items":[{"serial":"a b","power_state":"A0","time_changed":"2026-11-21T07:00:00Z"}]}}',
    ],
  ])('where its state is %s, which stays as it is', async (_, text) => {
    await mkdir(join(directory, 'state'));
    await writeFile(stateFile, text);
    const problem = await problemOf({});
    expect(problem).toMatchObject({ code: 'state', exitCode: 1 });
    expect(problem.message).toContain(stateFile);
    expect(await readFile(stateFile, 'utf8')).toBe(text);
  });

  it('where its state cannot be written', async () => {
    await writeFile(join(directory, 'file'), '');
    expect(await problemOf({ stateFile: join(directory, 'file', 'power.json') })).toMatchObject({
      code: 'state',
    });
    expect(await problemOf({ stateFile: directory })).toMatchObject({ code: 'state' });
    expect(await problemOf({ stateFile: '/proc/power.json' })).toMatchObject({ code: 'state' });
  });

  it.each<[ConfigInput, RegExp]>([
    [{}, /stateFile/],
    [{ stateFile: 7 }, /stateFile/],
    [{ stateFile: 's', listen: { port: -1 } }, /listen.port/],
    [{ stateFile: 's', listen: { port: '1' } }, /listen.port/],
    [{ stateFile: 's', listen: { host: '' } }, /listen.host/],
    [{ stateFile: 's', sleds: ['a b'] }, /serial numbers/],
    [{ stateFile: 's', sleds: 'BRM1' }, /serial numbers/],
    [{ stateFile: 's', logLevel: 'loud' }, /logLevel is one of/],
    [{ stateFile: 's', faults: { refuse: 'x' } }, /faults: refuse/],
    // What is not known is not in the type either.
    [{ stateFile: 's', prot: 1 } as ConfigInput, /no setting prot/],
  ])('with %j', (input, message) => {
    const problem = configOf(input);
    expect(problem).toMatchObject({ code: 'config', exitCode: 2 });
    expect(problem instanceof GatewayProblem ? problem.message : '').toMatch(message);
  });
});
