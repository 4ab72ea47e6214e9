import {
  vmmDeleteAttachedSubnet,
  vmmGetState,
  vmmJoinMulticastGroup,
  vmmLeaveMulticastGroup,
  vmmPostAttachedSubnet,
  vmmPutAttachedSubnets,
  vmmPutExternalIp,
  vmmPutState,
  vmmRegister,
  vmmUnregister,
} from '@skewline/sled-agent-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toStart, vmmId } from './support/body.ts';
import { startNexus, storyOf, type TestNexus } from './support/nexus.ts';
import { startTestSled, type TestSled, viewOf } from './support/sled.ts';
import { soon } from './support/soon.ts';

const path = { propolis_id: vmmId };
const failure = { cause: 'zone_gone', detail: 'oxz_propolis-server_1 halted' } as const;

describe.each([1, 30, 44, 48, 49])('a sled agent of version %i', (version) => {
  let nexus: TestNexus;
  let sled: TestSled;
  beforeEach(async () => {
    nexus = await startNexus('2');
    sled = await startTestSled({ version, nexusUrls: [nexus.url] });
  });
  afterEach(async () => {
    await sled.close();
    await nexus.close();
  });

  const start = async (): Promise<void> => {
    await vmmRegister(sled.connection, { path, body: toStart });
    await vmmPutState(sled.connection, { path, body: { state: { type: 'running' } } });
    await soon(() => {
      expect(storyOf(nexus)).toContain('running@2');
    });
  };

  test('does not begin again what has ended, however late a registration comes', async () => {
    const { connection } = sled;
    const terminating = { ok: false, status: 410, error: { error_code: 'NO_SUCH_INSTANCE' } };
    // Nexus wants it gone before its registration arrives.
    expect(await vmmUnregister(connection, { path })).toMatchObject({ ok: true });
    expect(await vmmRegister(connection, { path, body: toStart })).toMatchObject(terminating);
    const other = '0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3aff';
    const again = { path: { propolis_id: other }, body: toStart };
    expect(await vmmRegister(connection, again)).toMatchObject({ ok: true });
    expect(await vmmUnregister(connection, { path: again.path })).toMatchObject({ ok: true });
    expect(await vmmRegister(connection, again)).toMatchObject(terminating);
    expect(await sled.control.restart()).toMatchObject({ ok: true });
    expect(await vmmRegister(connection, again)).toMatchObject(terminating);
    expect((await viewOf(sled)).vmms).toEqual([]);
  });

  test('is spoken to in its own version, and hosts a VMM from its start to its end', async () => {
    const { connection } = sled;
    const registered = await vmmRegister(connection, { path, body: toStart });
    expect(registered).toMatchObject({
      ok: true,
      version: `${String(version)}.0.0`,
      value: { vmm_state: { gen: 1, state: { kind: 'starting' } } },
    });
    expect(await vmmRegister(connection, { path, body: toStart })).toMatchObject({ ok: true });
    const put = (type: 'running' | 'stopped' | 'reboot') =>
      vmmPutState(connection, { path, body: { state: { type } } });
    expect(await put('running')).toMatchObject({ ok: true });
    await soon(() => {
      expect(storyOf(nexus)).toEqual(['running@2']);
    });
    expect(await put('reboot')).toMatchObject({
      value: { updated_runtime: { vmm_state: { gen: 3, state: { kind: 'rebooting' } } } },
    });
    await soon(() => {
      expect(storyOf(nexus).at(-1)).toBe('running@4');
    });
    expect(await put('stopped')).toMatchObject({
      value: { updated_runtime: { vmm_state: { gen: 5, state: { kind: 'stopping' } } } },
    });
    await soon(async () => {
      expect(storyOf(nexus).at(-1)).toBe('destroyed@6');
      const error = { error_code: 'NO_SUCH_INSTANCE' };
      expect(await vmmGetState(connection, { path })).toMatchObject({ status: 404, error });
    });
  });

  test('says that a VMM failed, and from version 49 on why', async () => {
    await start();
    // Nexus does not take it yet, so the VMM has not gone.
    nexus.answers.push(...Array.from({ length: 1000 }, () => 503));
    expect(await sled.control.failVmm(vmmId, failure)).toMatchObject({ ok: true });
    const ending = await vmmGetState(sled.connection, { path });
    expect(ending).toMatchObject({ status: 410, error: { error_code: 'NO_SUCH_INSTANCE' } });
    const unregistered = await vmmUnregister(sled.connection, { path });
    const known =
      version === 49
        ? { kind: 'failed', ...failure }
        : { kind: 'failed', cause: 'unspecified', detail: null };
    expect(unregistered).toMatchObject({
      ok: true,
      value: { updated_runtime: { vmm_state: { gen: 3, state: known } } },
    });
    expect(await vmmUnregister(sled.connection, { path })).toMatchObject({
      ok: true,
      value: { updated_runtime: null },
    });
  });

  test('keeps what is attached to a VMM, as far as its version can say it', async () => {
    await start();
    const ip = { type: 'ephemeral', value: '203.0.113.7' } as const;
    expect(await vmmPutExternalIp(sled.connection, { path, body: ip })).toMatchObject({ ok: true });
    const other = { type: 'ephemeral', value: '203.0.113.8' } as const;
    expect(await vmmPutExternalIp(sled.connection, { path, body: other })).toMatchObject({
      status: 409,
    });
    const group = { group_ip: '224.1.1.1', sources: [] };
    const join = { path, body: { join: group } };
    const sayable = (since: number, answer: object): object =>
      version >= since
        ? answer
        : { ok: false, code: 'unrepresentable', since: `${String(since)}.0.0` };
    const joined = await vmmJoinMulticastGroup(sled.connection, join);
    expect(joined).toMatchObject(sayable(7, { ok: true }));
    const wrong = await vmmLeaveMulticastGroup(sled.connection, join);
    expect(wrong).toMatchObject(sayable(7, { status: 400 }));
    const subnet = { subnet: '10.1.0.0/24', kind: 'vpc' } as const;
    const attached = await vmmPostAttachedSubnet(sled.connection, { path, body: subnet });
    expect(attached).toMatchObject(sayable(18, { ok: true }));
    const both = { subnets: [subnet, { subnet: '10.2.0.0/24', kind: 'external' } as const] };
    await vmmPutAttachedSubnets(sled.connection, { path, body: both });
    const one = { propolis_id: vmmId, subnet: '10.1.0.0/24' };
    const detached = await vmmDeleteAttachedSubnet(sled.connection, { path: one });
    expect(detached).toMatchObject(sayable(18, { ok: true }));
    const { vmms } = await viewOf(sled);
    expect(vmms[0]?.attachments).toMatchObject({
      ephemeralIps: ['203.0.113.7'],
      groups: version >= 7 ? [group] : [],
      subnets: version >= 18 ? [{ subnet: '10.2.0.0/24', kind: 'external' }] : [],
    });
  });

  test('refuses a VMM of the same id with other contents, and one that it does not know', async () => {
    await vmmRegister(sled.connection, { path, body: toStart });
    const other = { ...toStart, propolis_addr: '[::1]:1' };
    expect(await vmmRegister(sled.connection, { path, body: other })).toMatchObject({
      status: 409,
      message: `VMM ${vmmId} is registered already, with another propolis_addr`,
    });
    const unknown = { propolis_id: '0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3aff' };
    const body = { state: { type: 'stopped' } } as const;
    expect(await vmmPutState(sled.connection, { path: unknown, body })).toMatchObject({
      status: 404,
      error: { error_code: 'NO_SUCH_INSTANCE' },
    });
  });
});

describe('why a VMM failed', () => {
  test.each([
    { sledVersion: 49, nexusVersion: '2', spoken: '2.0.0', state: { kind: 'failed', ...failure } },
    {
      sledVersion: 49,
      nexusVersion: '1',
      spoken: '1.0.0',
      state: { kind: 'failed', cause: 'unspecified', detail: null },
    },
    {
      sledVersion: 48,
      nexusVersion: '2',
      spoken: '1.0.0',
      state: { kind: 'failed', cause: 'unspecified', detail: null },
    },
  ] as const)(
    'from $sledVersion to a nexus of $nexusVersion arrives as $state.cause, in $spoken',
    async ({ sledVersion, nexusVersion, spoken, state }) => {
      const nexus = await startNexus(nexusVersion);
      const sled = await startTestSled({ version: sledVersion, nexusUrls: [nexus.url] });
      await vmmRegister(sled.connection, { path, body: toStart });
      await sled.control.failVmm(vmmId, failure);
      await soon(() => {
        expect(nexus.heard).toMatchObject([{ version: spoken, report: { vmm_state: { state } } }]);
      });
      const lost = spoken === '1.0.0' ? { 'why a VMM failed: cause and detail': 1 } : {};
      await soon(async () => {
        expect((await viewOf(sled)).reports).toMatchObject({ taken: 1, losses: lost });
      });
      await sled.close();
      await nexus.close();
    },
  );

  test('is told again after nexus was upgraded under it', async () => {
    const old = await startNexus('1');
    const sled = await startTestSled({ nexusUrls: [old.url] });
    await vmmRegister(sled.connection, { path, body: toStart });
    await vmmPutState(sled.connection, { path, body: { state: { type: 'running' } } });
    await soon(() => {
      expect(old.heard).toMatchObject([{ version: '1.0.0' }]);
    });
    await old.close();
    await sled.control.failVmm(vmmId, failure);
    const upgraded = await startNexus('2', Number(new URL(old.url).port));
    await soon(() => {
      expect(storyOf(upgraded)).toEqual(['failed@3']);
    });
    await sled.close();
    await upgraded.close();
  });
});

describe('reports', () => {
  test('go to the next nexus when the first does not answer', async () => {
    const gone = await startNexus('2');
    await gone.close();
    const nexus = await startNexus('2');
    const sled = await startTestSled({ nexusUrls: [gone.url, nexus.url] });
    await vmmRegister(sled.connection, { path, body: toStart });
    await sled.control.shutdownGuest(vmmId);
    await soon(() => {
      expect(storyOf(nexus)).toEqual(['destroyed@2']);
    });
    await sled.close();
    await nexus.close();
  });

  test('that nexus refuses for ever do not keep a VMM that is over', async () => {
    const nexus = await startNexus('2');
    nexus.answers.push(404);
    const sled = await startTestSled({ nexusUrls: [nexus.url] });
    await vmmRegister(sled.connection, { path, body: toStart });
    await sled.control.shutdownGuest(vmmId);
    await soon(async () => {
      const { vmms, reports } = await viewOf(sled);
      expect({ vmms, reports }).toMatchObject({ vmms: [], reports: { refused: 1, taken: 0 } });
    });
    expect(nexus.heard).toEqual([]);
    await sled.close();
    await nexus.close();
  });
});
