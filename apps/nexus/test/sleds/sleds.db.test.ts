import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { sampleVmm } from '../../../../packages/db-model/test/store/samples.ts';
import { localDisk } from './support/local-disk.ts';
import { useSledWorld } from './support/sled-world.ts';

const world = useSledWorld();
const versions = ['1', '30', '44', '48', '49'];

describe.each(versions)('a sled agent of version %s', (newest) => {
  const spoken = `${newest}.0.0`;
  const isNew = newest === '49';

  it('hosts a VMM from beginning to end', async () => {
    const { server, sledId } = await world.start({ newest });
    const sleds = world.sleds();
    const agent = sleds.agent(sledId);
    const registration = await world.registration(sledId);
    const { vmm, instance } = registration;

    expect(await agent.registerVmm(registration)).toMatchObject({
      kind: 'ok',
      value: { vmmState: { state: { kind: 'starting' }, gen: 4 }, migrationIn: null },
    });
    expect(server.registered.get(vmm.id)).toMatchObject({
      instance_id: instance.id,
      vmm_spec: { board: { cpus: 4 } },
      local_config: { hostname: 'web', nics: [{ ip_config: { value: { ip: '172.30.0.5' } } }] },
    });
    expect(await agent.putVmmState(vmm.id, { kind: 'running' })).toMatchObject({
      kind: 'ok',
      value: { vmmState: { state: { kind: 'running' }, gen: 5 } },
    });
    expect(await agent.putVmmState(vmm.id, { kind: 'reboot' })).toEqual({
      kind: 'ok',
      value: null,
    });
    expect(await sleds.ask(vmm)).toMatchObject({
      kind: 'state',
      report: { vmmState: { state: { kind: 'running' } } },
    });
    expect(await agent.unregisterVmm(vmm.id)).toMatchObject({
      kind: 'ok',
      value: { vmmState: { state: { kind: 'destroyed' } } },
    });
    expect(await agent.unregisterVmm(vmm.id)).toEqual({ kind: 'ok', value: null });
    expect(await sleds.ask(vmm)).toEqual({
      kind: 'error_status',
      status: 404,
      errorCode: 'NO_SUCH_INSTANCE',
    });
    expect(server.requested).toEqual(['running', 'reboot']);
  });

  it('says of a failed VMM what it can', async () => {
    const { server, sledId } = await world.start({ newest });
    const sleds = world.sleds();
    const registration = await world.registration(sledId);
    await sleds.agent(sledId).registerVmm(registration);
    const { id } = registration.vmm;
    server.become(id, { kind: 'failed', cause: 'zone_gone', detail: 'no zone' });
    expect(await sleds.ask(registration.vmm)).toMatchObject({
      report: {
        vmmState: {
          state: isNew
            ? { kind: 'failed', reason: 'zone_gone', detail: 'no zone' }
            : { kind: 'failed', reason: 'from_sled_agent', detail: null },
        },
      },
    });
  });

  it('takes part in a migration', async () => {
    const { server, sledId } = await world.start({ newest });
    const agent = world.sleds().agent(sledId);
    const registration = await world.registration(sledId);
    const migrationId = randomUUID();
    const runtime = { ...registration.runtime, state: { kind: 'migrating' } } as const;
    expect(await agent.registerVmm({ ...registration, runtime, migrationId })).toMatchObject({
      kind: 'ok',
      value: {
        vmmState: { state: { kind: 'migrating' } },
        migrationIn: { migrationId, state: 'pending' },
      },
    });
    const requested = { kind: 'migration_target', migrationId, source: sampleVmm() } as const;
    await agent.putVmmState(registration.vmm.id, requested);
    expect(server.requested).toEqual(['[fd00:1122:3344:101::1:2]:12400']);
  });

  it('is in the report of skew', async () => {
    const { sledId } = await world.start({ newest });
    const sleds = world.sleds();
    const mine = async () => (await sleds.skew()).find(({ sled_id }) => sled_id === sledId);
    expect(await mine()).toMatchObject({
      announced: newest === '1' ? '1.0.0' : `1.0.0..${spoken}`,
      spoken,
      verdict: isNew ? 'full' : 'lossy',
      losses: isNew ? [] : ['why a VMM failed: cause and detail'],
      reports_in: null,
      time_heard: expect.stringMatching(/Z$/),
    });
    const { vmm } = await world.registration(sledId);
    sleds.heard(vmm.id, isNew ? '2.0.0' : '1.0.0', {
      vmmState: vmm.runtime,
      migrationIn: null,
      migrationOut: null,
    });
    expect(await mine()).toMatchObject({ reports_in: isNew ? '2.0.0' : '1.0.0' });
  });

  it('makes volumes of local disks, as far as it can be told of them', async () => {
    const { sledId } = await world.start({ newest });
    const agent = world.sleds().agent(sledId);
    const disk = localDisk(sledId);
    expect(await agent.ensureLocalStorage(disk)).toEqual({ kind: 'ok', value: null });
    const registration = await world.registration(sledId);
    expect(await agent.registerVmm({ ...registration, localDisks: [disk] })).toMatchObject(
      newest === '1'
        ? { kind: 'error_status', status: 400, errorCode: 'Unrepresentable' }
        : { kind: 'ok' },
    );
  });
});

describe('a sled agent that is older than what an instance has', () => {
  it('is not told, and that is a refusal', async () => {
    const { server, sledId } = await world.start({ newest: '30' });
    const registration = await world.registration(sledId, { enableJumboFrames: true });
    expect(await world.sleds().agent(sledId).registerVmm(registration)).toEqual({
      kind: 'error_status',
      status: 400,
      errorCode: 'Unrepresentable',
    });
    expect(server.registered.size).toBe(0);
  });
});

describe('a sled agent that changes', () => {
  it.each([
    { from: '48', to: '49' },
    { from: '49', to: '44' },
    { from: '1', to: '49' },
  ])('from version $from to $to is spoken with as it is', async ({ from, to }) => {
    const first = await world.start({ newest: from });
    const { sledId } = first;
    const sleds = world.sleds();
    const registration = await world.registration(sledId);
    const agent = sleds.agent(sledId);
    await agent.registerVmm(registration);
    await first.server.close();
    const second = await world.server({ newest: to, port: first.server.port });
    // The first answer after the change may still be in the old version, where both know it.
    expect(await agent.registerVmm(registration)).toMatchObject({ kind: 'ok' });
    const { id } = registration.vmm;
    second.become(id, { kind: 'failed', cause: 'zone_gone', detail: null });
    const reason = to === '49' ? 'zone_gone' : 'from_sled_agent';
    expect(await sleds.ask(registration.vmm)).toMatchObject({
      report: { vmmState: { state: { kind: 'failed', reason } } },
    });
    expect((await sleds.skew()).find(({ sled_id }) => sled_id === sledId)).toMatchObject({
      spoken: `${to}.0.0`,
      announced: `1.0.0..${to}.0.0`,
      verdict: to === '49' ? 'full' : 'lossy',
    });
  });

  it('is asked again where it has just become able to say why a VMM failed', async () => {
    const first = await world.start({ newest: '48' });
    const { sledId } = first;
    const sleds = world.sleds();
    const registration = await world.registration(sledId);
    await sleds.agent(sledId).registerVmm(registration);
    await first.server.close();
    const second = await world.server({ newest: '49', port: first.server.port });
    // It has the VMM, of which another nexus has told it.
    await world.sleds().agent(sledId).registerVmm(registration);
    second.become(registration.vmm.id, { kind: 'failed', cause: 'zone_gone', detail: 'no zone' });
    expect(await sleds.ask(registration.vmm)).toMatchObject({
      report: { vmmState: { state: { reason: 'zone_gone', detail: 'no zone' } } },
    });
  });

  it('its address is asked at the new one', async () => {
    const old = await world.start({ newest: '49' });
    const next = await world.server({ newest: '48' });
    const sleds = world.sleds();
    const registration = await world.registration(old.sledId);
    await sleds.agent(old.sledId).registerVmm(registration);
    await world
      .database()
      .kysely.updateTable('sled')
      .set({ port: next.port })
      .where('id', '=', old.sledId)
      .execute();
    // What was read of a sled is believed for a second.
    await sleep(1050);
    await sleds.agent(old.sledId).registerVmm(registration);
    expect(next.registered.has(registration.vmm.id)).toBe(true);
    expect((await sleds.skew()).find(({ sled_id }) => sled_id === old.sledId)).toMatchObject({
      spoken: '48.0.0',
    });
  });
});

describe('a nexus of an older age', () => {
  it('speaks no newer version, whatever it hears', async () => {
    const { server, sledId } = await world.start({ newest: '49' });
    const sleds = world.sleds({ age: { external: null, internal: null, sledAgent: '48' } });
    const registration = await world.registration(sledId);
    const agent = sleds.agent(sledId);
    await agent.registerVmm(registration);
    server.become(registration.vmm.id, { kind: 'failed', cause: 'zone_gone', detail: null });
    for (let times = 0; times < 3; times += 1) {
      expect(await sleds.ask(registration.vmm)).toMatchObject({
        report: { vmmState: { state: { reason: 'from_sled_agent' } } },
      });
    }
    expect((await sleds.skew()).find(({ sled_id }) => sled_id === sledId)).toMatchObject({
      announced: '1.0.0..49.0.0',
      spoken: '48.0.0',
      verdict: 'lossy',
    });
  });

  it('does not understand a sled agent that knows only newer ones', async () => {
    const { sledId } = await world.start({ oldest: '49', newest: '49' });
    const sleds = world.sleds({ age: { external: null, internal: null, sledAgent: '48' } });
    const { vmm } = await world.registration(sledId);
    expect(await sleds.ask(vmm)).toEqual({ kind: 'not_understood' });
    expect((await sleds.skew()).find(({ sled_id }) => sled_id === sledId)).toMatchObject({
      announced: '49.0.0',
      spoken: null,
      verdict: 'refused',
    });
  });
});

describe('a report', () => {
  it('of a VMM that nobody knows, says nothing of a sled', async () => {
    const { sledId } = await world.start({ newest: '49' });
    const sleds = world.sleds();
    const report = { vmmState: sampleVmm().runtime, migrationIn: null, migrationOut: null };
    sleds.heard(randomUUID(), '2.0.0', report);
    expect((await sleds.skew()).find(({ sled_id }) => sled_id === sledId)).toMatchObject({
      reports_in: null,
    });
  });
});

describe('the report of skew', () => {
  it('has sled agents with which there is nothing else to speak of, as they are by now', async () => {
    const { server, sledId } = await world.start({ newest: '48' });
    const sleds = world.sleds();
    const mine = async () => (await sleds.skew()).find(({ sled_id }) => sled_id === sledId);
    expect(await mine()).toMatchObject({ spoken: '48.0.0', verdict: 'lossy' });
    await server.close();
    expect(await mine()).toMatchObject({ spoken: '48.0.0', verdict: 'lossy' });
    const upgraded = await world.server({ newest: '49', port: server.port });
    expect(await mine()).toMatchObject({ spoken: '49.0.0', verdict: 'full', losses: [] });
    await upgraded.close();
    await world.server({ oldest: '44', newest: '44', port: server.port });
    expect(await mine()).toMatchObject({ spoken: '44.0.0', verdict: 'lossy' });
  });

  it('has those that were never there', async () => {
    const { server, sledId } = await world.start({ newest: '49' });
    await server.close();
    const skew = await world.sleds().skew();
    expect(skew.find(({ sled_id }) => sled_id === sledId)).toMatchObject({
      announced: null,
      spoken: null,
      verdict: 'unknown',
      time_heard: null,
    });
  });
});
