import type { Tables } from '@skewline/db-model';
import { expect, it } from 'vitest';
import { forEachDatabaseBeneath, useMigrated } from '../../../db-model/test/support/databases.ts';
import { undoRegistration } from '../../src/instance/undo-registration.ts';
import { type FakeAnswer, noSuchInstance } from './support/fake-tables.ts';
import { makeWorld } from './support/world.ts';

const status = (code: number, errorCode: string | null = null): FakeAnswer => ({
  kind: 'error_status',
  status: code,
  errorCode,
});

forEachDatabaseBeneath((engine) => {
  const database = useMigrated<Tables>(engine);
  const context = { signal: new AbortController().signal };

  const uncertain: readonly (readonly [string, FakeAnswer])[] = [
    ['cannot be reached', { kind: 'unreachable' }],
    ['answers nonsense', { kind: 'not_understood' }],
    ['fails', status(500)],
    ['refuses', status(400)],
    ['does not know the path', status(404)],
    ['is about to forget the VMM', status(410, 'NO_SUCH_INSTANCE')],
    ['did it, and its answer was lost', { kind: 'lost' }],
  ];
  it.each(uncertain)('asks again while the sled %s', async (_, answer) => {
    const { rack, services, addRunning } = await makeWorld(database());
    const { vmm } = await addRunning();
    const { id: vmmId, sledId } = vmm;
    await rack.failNext('unregisterVmm', answer, { times: 4 });
    expect(await undoRegistration(services, context, { sledId, vmmId })).toBe('unregistered');
    expect(await rack.calls()).toHaveLength(5);
    expect(await rack.report(vmmId)).toBeNull();
  });

  it('is done at once when the sled does not know the VMM', async () => {
    const { rack, services, addRunning } = await makeWorld(database());
    const { vmm } = await addRunning();
    const { id: vmmId, sledId } = vmm;
    await rack.forget(vmmId);
    expect(await undoRegistration(services, context, { sledId, vmmId })).toBe('unregistered');
    await rack.failNext('unregisterVmm', noSuchInstance);
    expect(await undoRegistration(services, context, { sledId, vmmId })).toBe('unregistered');
    expect(await rack.calls()).toHaveLength(2);
  });

  const goneSleds: readonly (readonly [string, Partial<Tables['sled']>])[] = [
    ['expunged', { sled_policy: 'expunged' }],
    ['deleted', { time_deleted: '2026-11-21T07:00:00Z' }],
  ];
  it.each(goneSleds)('waits until a sled that is silent is %s', async (_, gone) => {
    const { rack, services, addRunning } = await makeWorld(database());
    const { vmm } = await addRunning();
    const { id: vmmId, sledId } = vmm;
    await rack.failNext('unregisterVmm', { kind: 'unreachable' }, { times: 1_000_000 });
    let done = false;
    const undone = undoRegistration(services, context, { sledId, vmmId }).then((how) => {
      done = true;
      return how;
    });
    await expect.poll(async () => (await rack.calls()).length).toBeGreaterThan(3);
    expect(done).toBe(false);
    await database().kysely.updateTable('sled').set(gone).where('id', '=', sledId).execute();
    expect(await undone).toBe('sled_gone');
  });

  it('is done when a sled that is silent is off, for sure', async () => {
    const { rack, services, addRunning } = await makeWorld(database());
    const { vmm } = await addRunning();
    const { id: vmmId, sledId } = vmm;
    await rack.failNext('unregisterVmm', { kind: 'unreachable' }, { times: 1_000_000 });
    let done = false;
    const undone = undoRegistration(services, context, { sledId, vmmId }).then((how) => {
      done = true;
      return how;
    });
    for (const power of ['unknown', 'A0'] as const) {
      await rack.setPower(sledId, power);
      const before = (await rack.calls()).length;
      await expect.poll(async () => (await rack.calls()).length).toBeGreaterThan(before + 2);
      expect(done).toBe(false);
    }
    await rack.setPower(sledId, 'A2');
    expect(await undone).toBe('sled_off');
  });

  it('ends when the process does', async () => {
    const { rack, services, addRunning } = await makeWorld(database());
    const { vmm } = await addRunning();
    await rack.failNext('unregisterVmm', { kind: 'unreachable' }, { times: 1_000_000 });
    const stop = AbortSignal.timeout(50);
    const undone = undoRegistration(services, { signal: stop }, { ...vmm, vmmId: vmm.id });
    await expect(undone).rejects.toThrow('aborted');
  });
});
