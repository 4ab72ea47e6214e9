import { randomUUID } from 'node:crypto';
import { fetchInstance, openStartAttempt, type Tables } from '@skewline/db-model';
import { newStartAttempt } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import { describe, expect, it } from 'vitest';
import { forEachDatabaseBeneath, useMigrated } from '../../../db-model/test/support/databases.ts';
import { accepted, begin } from '../../../db-model/test/store/samples.ts';
import { registry } from '../../src/action.ts';
import type { AtRest, Rest } from '../../src/engine/port.ts';
import type { EngineRefusal } from '../../src/engine/refusal.ts';
import { createSaga, type InstanceCreateParams } from '../../src/instance/create.ts';
import { deleteSaga } from '../../src/instance/delete.ts';
import { requestDelete } from '../../src/instance/delete/request.ts';
import { instanceSagas } from '../../src/instance/sagas.ts';
import { answerOfSagaError } from '../../src/instance/sled-agent-error.ts';
import { requestStart } from '../../src/instance/start-request.ts';
import { createJournal } from '../../src/journal/index.ts';
import { runInMemory } from '../../src/run-in-memory.ts';
import {
  everyActionTwice,
  freshSaga,
  makeInjections,
  onEngine,
  type SagaSubject,
} from '../../src/testing/index.ts';
import {
  createLeftovers,
  type CreateWorld,
  looseDisks,
  makeCreateWorld,
  newDiskText,
  whatThereIs,
} from './create-world.ts';
import { leftovers } from './support/leftovers.ts';

forEachDatabaseBeneath((kind) => {
  const database = useMigrated<Tables>(kind);

  /** An instance with all that one can have. */
  async function instance(made: CreateWorld): Promise<InstanceCreateParams> {
    const params = await made.params();
    const result = await runInMemory(createSaga(made.world.services).dag(params), params);
    expect(result).toMatchObject({ ok: true, outcome: { kind: 'done' } });
    return params;
  }
  async function remove(
    made: CreateWorld,
    instanceId: string,
    inject: { readonly errors?: readonly string[] } = {},
  ): Promise<Rest> {
    const dag = deleteSaga(made.world.services).dag({ instanceId });
    const result = await runInMemory(dag, { instanceId }, { inject });
    if (!result.ok) throw new Error(result.message);
    return result.outcome;
  }
  const said = (rest: Rest): unknown =>
    rest.kind === 'unwound'
      ? [rest.error.source?.code, answerOfSagaError(rest.error).status]
      : rest.kind;
  const gone = {
    state: 'destroyed',
    intendedState: 'destroyed',
    isDeleted: true,
    addresses: [],
    interfaces: [],
    disks: [],
    groups: 0,
    events: ['created', 'deleted'],
  };
  const set = (instanceId: string, columns: object) =>
    database().kysely.updateTable('instance').set(columns).where('id', '=', instanceId).execute();

  describe('instance_delete', () => {
    it('takes away all but the disks and what the project has, and frees the name', async () => {
      const made = await makeCreateWorld(database());
      const params = await instance(made);
      const { id } = params.instance;
      await made.world.services.network.ensureNat(id, made.world.sledIds[0] ?? '');
      expect(said(await remove(made, id))).toBe('done');
      expect(await whatThereIs(database(), id)).toMatchObject(gone);
      expect(await createLeftovers(database())).toEqual([]);
      expect(await leftovers(database())).toEqual([]);
      expect(await looseDisks(database())).toEqual(params.disks.map((disk) => disk.id).toSorted());
      const { value } = accepted(await fetchInstance(database().kysely, id));
      expect(value.bootDiskId).toBeNull();
      // The next of that name takes them.
      const [ephemeral, floating] = params.externalAddresses;
      const again: InstanceCreateParams = {
        ...params,
        instance: { ...params.instance, id: randomUUID() },
        networkInterfaces: params.networkInterfaces.map((nic) => ({ ...nic, id: randomUUID() })),
        snat: null,
        externalAddresses: [floating ?? { kind: 'floating', id: '' }],
        disks: params.disks.map((disk) => ({ kind: 'attach', id: disk.id })),
      };
      expect(ephemeral?.kind).toBe('ephemeral');
      const result = await runInMemory(createSaga(made.world.services).dag(again), again);
      expect(result).toMatchObject({ ok: true, outcome: { kind: 'done' } });
    });

    it.each([
      ['no_vmm', 'done'],
      ['failed', 'done'],
      ['creating', ['instance_not_stopped', 409]],
    ] as const)('of one in state %s: %j', async (state, wanted) => {
      const made = await makeCreateWorld(database());
      const { id } = (await instance(made)).instance;
      await set(id, { state });
      expect(said(await remove(made, id))).toEqual(wanted);
      expect(await createLeftovers(database())).toEqual(
        state === 'creating' ? [`creating instance ${id}`] : [],
      );
    });

    it('leaves alone one that runs, and one that is about to', async () => {
      const made = await makeCreateWorld(database());
      const { instance: running } = await made.world.addRunning();
      expect(said(await remove(made, running.id))).toEqual(['instance_not_stopped', 409]);
      const { id } = (await instance(made)).instance;
      const request = {
        id: randomUUID(),
        instanceId: id,
        origin: 'user',
        requestId: null,
      } as const;
      await database().transaction((transaction) =>
        openStartAttempt(transaction, newStartAttempt(request, begin)),
      );
      const before = await whatThereIs(database(), id);
      expect(said(await remove(made, id))).toEqual(['already_starting', 409]);
      expect(await whatThereIs(database(), id)).toEqual(before);
      const { rack } = made.world;
      expect((await rack.calls()).map(({ operation }) => operation)).not.toContain('deleteNat');
    });

    it('breaks at any node: another one does the rest, and says once that it is deleted', async () => {
      const made = await makeCreateWorld(database());
      const nodes = deleteSaga(made.world.services)
        .dag({ instanceId: '' })
        .nodes.map(({ id }) => id);
      expect(nodes).toHaveLength(7);
      for (const node of nodes) {
        const { id } = (await instance(made)).instance;
        const broken = await remove(made, id, { errors: [node] });
        expect(broken.kind).toBe('unwound');
        expect(said(await remove(made, id))).toBe('done');
        expect(said(await remove(made, id))).toBe('done');
        expect(await whatThereIs(database(), id)).toMatchObject(gone);
        expect(await createLeftovers(database())).toEqual([]);
      }
    });

    it('waits for the network, however long it does not answer', async () => {
      const made = await makeCreateWorld(database());
      const { id } = (await instance(made)).instance;
      await made.world.rack.failNext('deleteNat', { kind: 'unreachable' }, { times: 12 });
      await made.world.rack.failNext('deleteNat', { kind: 'lost' });
      expect(said(await remove(made, id))).toBe('done');
      const { rack } = made.world;
      const calls = (await rack.calls()).filter(({ operation }) => operation === 'deleteNat');
      expect(calls).toHaveLength(14);
    });

    it('of an instance that never was, does nothing', async () => {
      const made = await makeCreateWorld(database());
      expect(said(await remove(made, randomUUID()))).toBe('done');
    });

    const subjectOf = (made: CreateWorld): SagaSubject => ({
      name: 'instance_delete',
      fresh: async () => {
        const { id: instanceId } = (await instance(made)).instance;
        const dag = deleteSaga(made.world.services).dag({ instanceId });
        return freshSaga(dag, { instanceId }, instanceId);
      },
      leftovers: async () => [
        ...(await createLeftovers(database())),
        ...(await leftovers(database())),
      ],
      finalState: async ({ subject }) => whatThereIs(database(), subject ?? ''),
    });

    it('does the same when each node runs twice, in memory and on the journal', async () => {
      const made = await makeCreateWorld(database());
      const injections = makeInjections();
      const engine = await createJournal(database(), {
        actions: registry(deleteSaga(made.world.services).actions),
        testing: { inject: injections.injectionOf },
      });
      try {
        const reports = [
          await everyActionTwice(subjectOf(made)),
          await everyActionTwice(subjectOf(made), onEngine(engine, injections)),
        ];
        expect(reports.map(({ iterations, faults }) => [iterations, faults])).toEqual([
          [2, []],
          [2, []],
        ]);
      } finally {
        await engine.close();
      }
    });
  });

  describe('requestDelete', () => {
    it('refuses what cannot be, and does the rest once', async () => {
      const made = await makeCreateWorld(database());
      const { services, addRunning } = made.world;
      const engine = await createJournal(database(), {
        actions: registry(deleteSaga(services).actions),
      });
      made.world.useEngine(engine);
      const ask = async (instanceId: string) => {
        const answer = await requestDelete(services, { instanceId });
        if (!('kind' in answer)) return [answer.code, answer.status];
        const waited = await engine.wait(answer.sagaId);
        return waited.ok ? said(waited.rest) : waited.code;
      };
      try {
        expect(await ask(randomUUID())).toEqual(['instance_not_found', 404]);
        const { instance: running } = await addRunning();
        expect(await ask(running.id)).toEqual(['instance_not_stopped', 409]);
        const { id } = (await instance(made)).instance;
        expect(await Promise.all([ask(id), ask(id), ask(id)])).toContain('done');
        expect(await ask(id)).toEqual(['instance_not_found', 404]);
        expect(await whatThereIs(database(), id)).toMatchObject(gone);
      } finally {
        await engine.close();
      }
    });

    it('one that is begun and left half way is finished by the next request', async () => {
      const made = await makeCreateWorld(database());
      const { services } = made.world;
      const { id } = (await instance(made)).instance;
      await remove(made, id, { errors: ['detach_disks'] });
      const engine = await createJournal(database(), {
        actions: registry(deleteSaga(services).actions),
      });
      made.world.useEngine(engine);
      try {
        const sagaId = randomUUID();
        const request = { instanceId: id, sagaId };
        const answer = await requestDelete(services, request);
        expect(answer).toEqual({ kind: 'started', sagaId });
        expect(await engine.wait(sagaId)).toMatchObject({ rest: { kind: 'done' } });
        expect(await whatThereIs(database(), id)).toMatchObject(gone);
        expect(await looseDisks(database(), newDiskText)).toHaveLength(1);
      } finally {
        await engine.close();
      }
    });
  });

  it('of a deletion and a start that come at once, one is done, and the other is told', async () => {
    const made = await makeCreateWorld(database());
    const { services } = made.world;
    const engine = await createJournal(database(), {
      actions: registry(instanceSagas(services).flatMap(({ actions }) => actions)),
    });
    made.world.useEngine(engine);
    try {
      for (let round = 0; round < 8; round += 1) {
        const { id: instanceId } = await made.world.addInstance();
        const [start, removal] = await Promise.all([
          requestStart(services, { instanceId, origin: 'user', requestId: null }),
          requestDelete(services, { instanceId }),
        ]);
        const deleted =
          'kind' in removal ? said(restOf(await engine.wait(removal.sagaId))) : removal.status;
        const started =
          start instanceof Refusal
            ? start.status
            : start.kind === 'accepted' && restOf(await engine.wait(start.attemptId)).kind;
        const ends = JSON.stringify([started, deleted]);
        expect([
          // The start came first, and the deletion was told by the request or by the saga; or the other way round.
          '["done",409]',
          '["done",["already_starting",409]]',
          '["done",["instance_not_stopped",409]]',
          '[404,"done"]',
          '[409,"done"]',
        ]).toContain(ends);
        expect(await createLeftovers(database())).toEqual([]);
        expect(await leftovers(database())).toEqual([]);
      }
    } finally {
      await engine.close();
    }
  });
});

function restOf(waited: AtRest | EngineRefusal): Rest {
  if (!waited.ok) throw new Error(waited.message);
  return waited.rest;
}
