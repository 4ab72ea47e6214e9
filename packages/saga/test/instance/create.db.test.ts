import { randomUUID } from 'node:crypto';
import {
  attachDisk,
  deleteMember,
  fetchInstance,
  fetchStartAttempt,
  insertIpPoolRange,
  insertMember,
  listInstances,
  listMembers,
  type Tables,
} from '@skewline/db-model';
import { describe, expect, it } from 'vitest';
import { forEachDatabaseBeneath, useMigrated } from '../../../db-model/test/support/databases.ts';
import { addGroup } from '../../../db-model/test/store/placement-rows.ts';
import { accepted, begin } from '../../../db-model/test/store/samples.ts';
import { registry } from '../../src/action.ts';
import type { Rest, SagaEngine } from '../../src/engine/port.ts';
import { createSaga, type InstanceCreateParams } from '../../src/instance/create.ts';
import { requestCreate } from '../../src/instance/create/request.ts';
import { answerOfSagaError } from '../../src/instance/sled-agent-error.ts';
import { createJournal } from '../../src/journal/index.ts';
import { runInMemory } from '../../src/run-in-memory.ts';
import {
  type CheckReport,
  checkSaga,
  freshSaga,
  inMemory,
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
  const create = async (made: CreateWorld, params: InstanceCreateParams): Promise<Rest> => {
    const result = await runInMemory(createSaga(made.world.services).dag(params), params);
    if (!result.ok) throw new Error(result.message);
    return result.outcome;
  };
  /** How a saga ended, for whoever asked. */
  const said = (rest: Rest): unknown =>
    rest.kind === 'unwound'
      ? [rest.error.source?.code, answerOfSagaError(rest.error).status]
      : rest.kind;

  describe('instance_create', () => {
    it('makes an instance with all that it begins with, and leaves it stopped', async () => {
      const made = await makeCreateWorld(database());
      const params = await made.params();
      expect(said(await create(made, params))).toBe('done');
      expect(await whatThereIs(database(), params.instance.id)).toEqual({
        state: 'no_vmm',
        gen: 2,
        intendedState: 'stopped',
        isDeleted: false,
        addresses: ['ephemeral', 'floating', 'snat'],
        interfaces: [
          ['net0', 0, true],
          ['net1', 1, false],
        ],
        disks: [
          [0, true],
          [1, false],
        ],
        groups: 2,
        events: ['created'],
      });
      const { value } = accepted(await fetchInstance(database().kysely, params.instance.id));
      expect(value).toMatchObject(params.instance);
      expect(await createLeftovers(database())).toEqual([]);
      expect(await leftovers(database())).toEqual([]);
    });

    it('makes one that is to be started: that is on record from the moment that it can be', async () => {
      const made = await makeCreateWorld(database());
      const attemptId = randomUUID();
      const params = { ...made.bare(), start: { attemptId, requestId: 'request-1' } };
      expect(said(await create(made, params))).toBe('done');
      expect(await whatThereIs(database(), params.instance.id)).toMatchObject({
        state: 'no_vmm',
        intendedState: 'running',
        events: ['created', 'start_accepted'],
      });
      expect(accepted(await fetchStartAttempt(database().kysely, attemptId)).value).toMatchObject({
        instanceId: params.instance.id,
        origin: 'auto_start',
        requestId: 'request-1',
        outcome: { kind: 'open' },
      });
    });

    it('makes one that begins with nothing', async () => {
      const made = await makeCreateWorld(database());
      const params = made.bare();
      expect(said(await create(made, params))).toBe('done');
      expect(await whatThereIs(database(), params.instance.id)).toMatchObject({
        state: 'no_vmm',
        disks: [],
        events: ['created'],
      });
    });

    it('makes one with all the disks, interfaces and groups that it may have', async () => {
      const made = await makeCreateWorld(database());
      const { projectId } = made.world;
      const groups = Array.from({ length: 16 }, (_, number) =>
        addGroup(database(), 'anti_affinity', [], { projectId, name: `group-${String(number)}` }),
      );
      const disks = [];
      for (let slot = 0; slot < 12; slot += 1) {
        disks.push({ kind: 'attach', id: await made.addDisk() } as const);
      }
      const params: InstanceCreateParams = {
        ...made.bare(),
        antiAffinityGroupIds: await Promise.all(groups),
        networkInterfaces: Array.from({ length: 8 }, (_, slot) => ({
          id: randomUUID(),
          name: `net${String(slot)}`,
          description: '',
          subnet: made.subnet,
          ip: null,
        })),
        disks,
        bootDiskId: disks[11]?.id ?? null,
      };
      expect(said(await create(made, params))).toBe('done');
      const there = await whatThereIs(database(), params.instance.id);
      expect(there).toMatchObject({ groups: 16 });
      expect(there['interfaces']).toHaveLength(8);
      expect(there['disks']).toEqual(disks.map((_, slot) => [slot, slot === 11]));
    });

    describe('what cannot be had', () => {
      /** How it ends; whatever the request asks for besides, nothing of it is left. */
      const refused = async (made: CreateWorld, over: Partial<InstanceCreateParams>) => {
        const params = await made.params(over);
        const loose = await looseDisks(database());
        const end = said(await create(made, params));
        expect(await createLeftovers(database())).toEqual([]);
        expect(await looseDisks(database())).toEqual(loose);
        expect(await whatThereIs(database(), params.instance.id)).toMatchObject({
          state: 'destroyed',
          isDeleted: true,
          addresses: [],
          interfaces: [],
          disks: [],
          groups: 0,
          events: [],
        });
        return end;
      };

      it('a name that is taken: nothing is there, not even a record', async () => {
        const made = await makeCreateWorld(database());
        const first = made.bare('web');
        await create(made, first);
        const second = await made.params({ instance: made.bare('web').instance });
        expect(said(await create(made, second))).toEqual(['name_taken', 400]);
        expect(await createLeftovers(database())).toEqual([]);
        const { projectId } = made.world;
        const there = await listInstances(database().kysely, projectId, { limit: 9 });
        expect(there.map(({ value }) => value.name)).toEqual(['neighbour', 'web']);
      });

      it('a pool without addresses', async () => {
        const made = await makeCreateWorld(database(), { addresses: 2 });
        // The floating one has the first, the snat gets the second, and the ephemeral one finds none.
        expect(await refused(made, {})).toEqual(['no_address_left', 507]);
      });

      it('an address that is not the project’s, or leads elsewhere', async () => {
        const made = await makeCreateWorld(database());
        const floating = (id: string) => ({
          externalAddresses: [{ kind: 'floating', id } as const],
        });
        expect(await refused(made, floating(randomUUID()))).toEqual(['external_ip_not_found', 404]);
        const other = await made.params();
        await create(made, other);
        const [, taken] = other.externalAddresses;
        expect(await refused(made, floating(taken?.id ?? ''))).toEqual(['external_ip_in_use', 400]);
      });

      it('a subnet without addresses, and an address of another subnet', async () => {
        const made = await makeCreateWorld(database());
        const nic = (subnet: CreateWorld['subnet'], ip: string | null) => ({
          networkInterfaces: [{ id: randomUUID(), name: 'net0', description: '', subnet, ip }],
        });
        const small = { id: randomUUID(), block: '10.0.0.0/30' };
        expect(await refused(made, nic(small, null))).toEqual(['no_subnet_address_left', 400]);
        expect(await refused(made, nic(made.subnet, '10.0.0.9'))).toEqual([
          'address_outside_subnet',
          400,
        ]);
      });

      it('a group that is full, gone, or of another project', async () => {
        const made = await makeCreateWorld(database());
        const { projectId } = made.world;
        const group = (over: { projectId?: string; timeDeleted?: string }, members: number) =>
          addGroup(
            database(),
            'anti_affinity',
            Array.from({ length: members }, () => randomUUID()),
            { projectId, name: randomUUID(), ...over },
          );
        const join = (id: string) => ({ antiAffinityGroupIds: [made.groupIds[0], id] });
        const full = await group({}, 32);
        const strangers = await listMembers(database().kysely, 'anti_affinity', full);
        const wanted = async (over: Partial<InstanceCreateParams>, said: [string, number]) => {
          const params = await made.params(over);
          const rest = await create(made, params);
          expect(rest.kind === 'unwound' && rest.error.source?.code).toBe(said[0]);
          expect(rest.kind === 'unwound' && answerOfSagaError(rest.error).status).toBe(said[1]);
          const members = await listMembers(database().kysely, 'anti_affinity', made.groupIds[0]);
          expect(members).toEqual([]);
        };
        await wanted(join(full), ['group_full', 400]);
        await wanted(join(randomUUID()), ['group_not_found', 404]);
        await wanted(join(await group({ timeDeleted: begin }, 0)), ['group_not_found', 404]);
        await wanted(join(await group({ projectId: randomUUID() }, 0)), ['group_not_found', 404]);
        expect(await listMembers(database().kysely, 'anti_affinity', full)).toEqual(strangers);
      });

      it('a disk that another instance has, or nobody', async () => {
        const made = await makeCreateWorld(database());
        const other = await made.params();
        await create(made, other);
        const disks = (id: string) => ({
          disks: [{ kind: 'attach', id } as const],
          bootDiskId: null,
        });
        expect(await refused(made, disks(other.disks[1]?.id ?? ''))).toEqual(['disk_in_use', 400]);
        expect(await refused(made, disks(randomUUID()))).toEqual(['disk_not_found', 404]);
      });

      it('a disk that is made and taken by another at once: it stays theirs', async () => {
        const made = await makeCreateWorld(database());
        const thief = made.bare();
        await create(made, thief);
        const params = await made.params();
        const [mine] = params.disks;
        const result = await runInMemory(createSaga(made.world.services).dag(params), params, {
          onEvent: async (event) => {
            if (event.type !== 'succeeded' || event.node !== 'create_disk_0') return;
            await database().transaction((transaction) =>
              attachDisk(
                transaction,
                { diskId: mine?.id ?? '', instanceId: thief.instance.id, slot: null },
                begin,
              ),
            );
          },
        });
        if (!result.ok) throw new Error(result.message);
        expect(said(result.outcome)).toEqual(['disk_in_use', 400]);
        expect(await whatThereIs(database(), thief.instance.id)).toMatchObject({
          disks: [[0, false]],
        });
        expect(await createLeftovers(database())).toEqual([]);
      });
    });

    it('of many that want one name, one gets it', async () => {
      const made = await makeCreateWorld(database());
      const wishes = await Promise.all(
        Array.from({ length: 8 }, () => made.params({ instance: made.bare('web').instance })),
      );
      const ends = await Promise.all(wishes.map((params) => create(made, params)));
      expect(ends.filter(({ kind }) => kind === 'done')).toHaveLength(1);
      for (const rest of ends.filter(({ kind }) => kind !== 'done')) {
        expect(said(rest)).toEqual(['name_taken', 400]);
      }
      expect(await createLeftovers(database())).toEqual([]);
    });

    it('many that want the last places of a group get no more than there are', async () => {
      const made = await makeCreateWorld(database());
      const [groupId] = made.groupIds;
      for (let member = 0; member < 29; member += 1) {
        await insertMember(database().kysely, 'anti_affinity', {
          groupId,
          instanceId: randomUUID(),
        });
      }
      const ends = await Promise.all(
        Array.from({ length: 8 }, () => {
          const params = { ...made.bare(), antiAffinityGroupIds: [groupId] };
          return create(made, params);
        }),
      );
      expect(ends.filter(({ kind }) => kind === 'done')).toHaveLength(3);
      expect(await listMembers(database().kysely, 'anti_affinity', groupId)).toHaveLength(32);
    });

    it('is never seen as failed while it unwinds, at whatever node it broke', async () => {
      const made = await makeCreateWorld(database());
      const nodes = createSaga(made.world.services)
        .dag(await made.params())
        .nodes.map(({ id }) => id);
      for (const node of nodes) {
        const params = await made.params();
        const seen = new Set<string>();
        await runInMemory(createSaga(made.world.services).dag(params), params, {
          inject: { errors: [node] },
          onEvent: async () => {
            const row = await database()
              .kysely.selectFrom('instance')
              .select('state')
              .where('id', '=', params.instance.id)
              .executeTakeFirst();
            if (row !== undefined) seen.add(row.state);
          },
        });
        expect([...seen].filter((state) => state !== 'creating')).toEqual(
          seen.size === 0 ? [] : ['destroyed'],
        );
      }
    });

    it('leaves alone what has moved on when it comes late', async () => {
      const made = await makeCreateWorld(database());
      const params = made.bare();
      const dag = createSaga(made.world.services).dag(params);
      const stop = dag.nodes.find(({ id }) => id === 'move_to_stopped');
      expect(stop).toBeDefined();
      await create(made, params);
      await database()
        .kysely.updateTable('instance')
        .set({ state: 'failed', state_generation: 7 })
        .where('id', '=', params.instance.id)
        .execute();
      expect(said(await create(made, params))).toBe('done');
      expect(await whatThereIs(database(), params.instance.id)).toMatchObject({
        state: 'failed',
        gen: 7,
        events: ['created'],
      });
    });
  });

  describe('instance_create, tried everywhere', () => {
    const subjectOf = (made: CreateWorld): SagaSubject => ({
      name: 'instance_create',
      fresh: async () => {
        const params = await made.params();
        return freshSaga(createSaga(made.world.services).dag(params), params, params.instance.id);
      },
      leftovers: async () => [
        ...(await createLeftovers(database())),
        ...(await leftovers(database())),
        ...(await looseDisks(database(), newDiskText)),
      ],
      finalState: async ({ subject }) => whatThereIs(database(), subject ?? ''),
    });

    it('in memory', async () => {
      const made = await makeCreateWorld(database());
      expect(faults(await checkSaga(subjectOf(made), inMemory))).toEqual([]);
    });

    it('on the journal', async () => {
      const made = await makeCreateWorld(database());
      const injections = makeInjections();
      const engine = await createJournal(database(), {
        actions: registry(createSaga(made.world.services).actions),
        testing: { inject: injections.injectionOf },
      });
      try {
        const reports = await checkSaga(subjectOf(made), onEngine(engine, injections));
        expect(reports.map(({ iterations }) => iterations > 0)).toEqual([true, true, true, true]);
        expect(faults(reports)).toEqual([]);
      } finally {
        await engine.close();
      }
    });
  });

  describe('requestCreate', () => {
    const withEngine = async (work: (made: CreateWorld, engine: SagaEngine) => Promise<void>) => {
      const made = await makeCreateWorld(database());
      const engine = await createJournal(database(), {
        actions: registry(createSaga(made.world.services).actions),
      });
      made.world.useEngine(engine);
      try {
        await work(made, engine);
      } finally {
        await engine.close();
      }
    };

    it('does the same request once', () =>
      withEngine(async (made, engine) => {
        const params = await made.params();
        const { services } = made.world;
        const { id } = params.instance;
        const asked = await Promise.all([1, 2, 3].map(() => requestCreate(services, params)));
        expect(asked.filter((answer) => 'created' in answer && answer.created)).toHaveLength(1);
        expect(await engine.wait(id)).toMatchObject({ rest: { kind: 'done' } });
        expect(await requestCreate(services, params)).toEqual({
          kind: 'started',
          sagaId: id,
          created: false,
        });
        expect(await whatThereIs(database(), id)).toMatchObject({ gen: 2, events: ['created'] });
        const other = { ...params, instance: { ...params.instance, ncpus: 3 } };
        expect(await requestCreate(services, other)).toMatchObject({
          code: 'id_taken',
          status: 409,
        });
      }));

    it('refuses what makes no sense, and starts nothing', () =>
      withEngine(async (made, engine) => {
        const params = { ...made.bare('Web') };
        expect(await requestCreate(made.world.services, params)).toMatchObject({
          code: 'invalid_request',
          status: 400,
        });
        expect(await engine.get(params.instance.id)).toMatchObject({ code: 'unknown_saga' });
      }));

    it('one that is cancelled leaves nothing', () =>
      withEngine(async (made, engine) => {
        const params = await made.params();
        const { id } = params.instance;
        await requestCreate(made.world.services, params);
        expect(await engine.cancel(id, 'changed my mind')).toMatchObject({ ok: true });
        const waited = await engine.wait(id);
        const rest = waited.ok ? waited.rest : waited;
        expect(['done', 'unwound']).toContain('kind' in rest ? rest.kind : rest.code);
        expect(await createLeftovers(database())).toEqual([]);
      }));
  });

  it('its checks see what is left', async () => {
    const made = await makeCreateWorld(database());
    const params = await made.params();
    await create(made, params);
    const { id } = params.instance;
    await database()
      .kysely.updateTable('instance')
      .set({ time_deleted: begin })
      .where('id', '=', id)
      .execute();
    expect(await createLeftovers(database())).toHaveLength(3 + 2 + 2 + 2 + 1);
    await deleteMember(database().kysely, 'anti_affinity', {
      groupId: made.groupIds[0],
      instanceId: id,
    });
    expect(await createLeftovers(database())).toHaveLength(9);
  });

  it('two ranges of a pool are one pool', async () => {
    const made = await makeCreateWorld(database(), { addresses: 2 });
    await insertIpPoolRange(
      database().kysely,
      { id: randomUUID(), poolId: made.poolId, first: 'fd00::1', last: 'fd00::1' },
      begin,
    );
    expect(said(await create(made, await made.params()))).toBe('done');
  });
});

function faults(reports: readonly CheckReport[]): readonly unknown[] {
  return reports.flatMap((report) => report.faults);
}
