import { randomUUID } from 'node:crypto';
import {
  type Instance,
  type InstanceEventWhat,
  newVmm,
  type StartAttempt,
  startFailure,
  type Vmm,
  type VmmState,
} from '@skewline/nexus-types/domain';
import { describe, expect, it } from 'vitest';
import { instanceRow } from '../../src/row/index.ts';
import type { Tables } from '../../src/rows/index.ts';
import {
  appendInstanceEvent,
  finishStartAttempt,
  insertInstance,
  insertVmm,
  openStartAttempt,
  readInstance,
  readInstances,
} from '../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../support/databases.ts';
import { accepted, later, sampleAttempt, sampleInstance } from './samples.ts';

const options = { mostAttempts: 4 };
const byName = { sort: 'name_ascending', after: null, limit: 10 } as const;

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);

  const add = async (over: Partial<Instance> = {}): Promise<Instance> => {
    const instance = sampleInstance(over);
    accepted(await insertInstance(database().kysely, instance));
    return instance;
  };
  /** Linked to a VMM in this state, which it came to so many seconds after the beginning. */
  const addOnVmm = async (
    state: VmmState,
    seconds = 0,
  ): Promise<{ readonly instance: Instance; readonly vmm: Vmm }> => {
    const plain = sampleInstance();
    const plan = {
      id: randomUUID(),
      instanceId: plain.id,
      sledId: randomUUID(),
      propolisIp: 'fd00::7',
      cpuPlatform: 'amd_milan',
    } as const;
    const vmm: Vmm = {
      ...newVmm(plan, later(0)),
      runtime: { state, gen: 3, timeUpdated: later(seconds) },
    };
    const runtime = { ...plain.runtime, state: 'vmm', activeVmmId: vmm.id } as const;
    const instance: Instance = { ...plain, runtime };
    accepted(await insertVmm(database().kysely, vmm));
    await database().kysely.insertInto('instance').values(instanceRow(instance)).execute();
    return { instance, vmm };
  };
  const addAttempt = async (
    instanceId: string,
    seconds: number,
    kind: 'open' | 'succeeded' | 'failed',
  ): Promise<StartAttempt> => {
    const attempt = sampleAttempt({ instanceId, timeStarted: later(seconds) });
    await database().transaction((transaction) => openStartAttempt(transaction, attempt));
    if (kind === 'open') return attempt;
    const timeFinished = later(seconds + 1);
    const outcome =
      kind === 'succeeded'
        ? ({ kind, timeFinished } as const)
        : ({ kind, timeFinished, failure: startFailure('no_capacity') } as const);
    return accepted(await finishStartAttempt(database().kysely, attempt.id, outcome)).value;
  };
  const tell = async (
    instanceId: string,
    seconds: number,
    what: InstanceEventWhat,
  ): Promise<void> => {
    const event = { instanceId, time: later(seconds), what, detail: null };
    accepted(
      await database().transaction((transaction) => appendInstanceEvent(transaction, event)),
    );
  };
  const read = async (instanceId: string) => {
    const reading = await readInstance(database().kysely, instanceId, options);
    if (reading === null) throw new Error('there is no such instance');
    return reading;
  };
  const succeeded = { kind: 'start_succeeded', attemptId: randomUUID() } as const;
  const crashed = { kind: 'vmm_failed', reason: 'zone_gone' } as const;

  describe('one instance', () => {
    it('that was just made: as it is stored, without what is long', async () => {
      const instance = await add();
      const { userData: _userData, ...listed } = instance;
      expect(await read(instance.id)).toEqual({
        instance: listed,
        activeVmm: null,
        attempts: [],
        runFailure: null,
        problems: [],
      });
    });

    it('that is not there', async () => {
      expect(await readInstance(database().kysely, randomUUID(), options)).toBeNull();
    });

    it.each<VmmState>([
      { kind: 'running' },
      { kind: 'failed', reason: 'sled_off', detail: 'sled 7' },
      { kind: 'saga_unwound' },
    ])('with its VMM: $kind', async (state) => {
      const { instance } = await addOnVmm(state, 5);
      const { activeVmm } = await read(instance.id);
      expect(activeVmm).toEqual({ state, timeUpdated: later(5) });
    });
  });

  describe('the attempts', () => {
    it('those since the last that succeeded, and that one', async () => {
      const { id } = await add();
      const kinds = ['failed', 'succeeded', 'failed', 'failed', 'open'] as const;
      const all: StartAttempt[] = [];
      for (const [index, kind] of kinds.entries()) all.push(await addAttempt(id, index * 10, kind));
      expect((await read(id)).attempts).toEqual(all.slice(1).toReversed());
    });

    it('one that succeeded hides the rest', async () => {
      const { id } = await add();
      await addAttempt(id, 0, 'failed');
      await addAttempt(id, 10, 'failed');
      const last = await addAttempt(id, 20, 'succeeded');
      expect((await read(id)).attempts).toEqual([last]);
    });

    it('no more than are asked for', async () => {
      const { id } = await add();
      const all: StartAttempt[] = [];
      for (let at = 0; at < 6; at += 1) all.push(await addAttempt(id, at * 10, 'failed'));
      expect((await read(id)).attempts).toEqual(all.slice(2).toReversed());
    });
  });

  describe('the last failure of its VMM', () => {
    it.each<[string, readonly InstanceEventWhat[], number | null]>([
      ['nothing happened', [], null],
      ['it has started', [succeeded], null],
      ['it has failed since', [succeeded, crashed], 20],
      ['it has failed again', [succeeded, crashed, succeeded, crashed], 40],
      ['it has started since', [succeeded, crashed, succeeded], null],
      ['it was stopped since', [succeeded, crashed, { kind: 'stop_requested' }], 20],
    ])('%s', async (_name, whats, seconds) => {
      const { id } = await add();
      await addAttempt(id, 0, 'failed');
      for (const [index, what] of whats.entries()) await tell(id, (index + 1) * 10, what);
      expect((await read(id)).runFailure).toEqual(
        seconds === null ? null : { time: later(seconds), reason: 'zone_gone' },
      );
    });

    it('one that failed before its start was written down has failed all the same', async () => {
      const plain = sampleInstance();
      const { id } = await add({ runtime: { ...plain.runtime, state: 'failed' } });
      await addAttempt(id, 0, 'succeeded');
      await tell(id, 10, crashed);
      await tell(id, 11, succeeded);
      expect((await read(id)).runFailure).toEqual({ time: later(10), reason: 'zone_gone' });
    });

    it('one that runs well hides what was before', async () => {
      const { instance } = await addOnVmm({ kind: 'running' });
      await addAttempt(instance.id, 0, 'succeeded');
      await tell(instance.id, 1, crashed);
      await tell(instance.id, 2, succeeded);
      expect((await read(instance.id)).runFailure).toBeNull();
    });
  });

  it('a page of a project says of each instance what is read of it alone', async () => {
    const projectId = randomUUID();
    const names = ['d', 'a', 'c', 'b'];
    for (const [index, name] of names.entries()) {
      const { id } = await add({ projectId, name });
      for (let at = 0; at < index; at += 1) await addAttempt(id, at * 10, 'failed');
      if (index % 2 === 1) await tell(id, 5, crashed);
    }
    await add({ name: 'of another project' });
    const deleted = await add({ projectId, name: 'deleted' });
    await database()
      .kysely.updateTable('instance')
      .set({ time_deleted: later(9) })
      .where('id', '=', deleted.id)
      .execute();
    const { kysely } = database();
    const all = await readInstances(kysely, projectId, byName, options);
    expect(all.map(({ instance }) => instance.name)).toEqual(names.toSorted());
    for (const reading of all) expect(reading).toEqual(await read(reading.instance.id));
    const down = { sort: 'name_descending', after: all[2]?.instance ?? null, limit: 1 } as const;
    const [second] = await readInstances(kysely, projectId, down, options);
    expect(second?.instance.name).toBe('b');
  });
});
