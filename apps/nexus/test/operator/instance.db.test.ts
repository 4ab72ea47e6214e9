import { randomUUID } from 'node:crypto';
import {
  appendInstanceEvent,
  finishStartAttempt,
  insertMigration,
  insertVmm,
  instanceRow,
  markInstanceDeleted,
  markVmmDeleted,
  openStartAttempt,
} from '@skewline/db-model';
import {
  externalState,
  type Instance,
  startFailure,
  type VmmState,
  vmmStateKinds,
} from '@skewline/nexus-types/domain';
import type { InstanceState } from '@skewline/nexus-types/operator';
import { requestStart } from '@skewline/saga/instance';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  accepted,
  begin,
  later,
  sampleAttempt,
  sampleInstance,
  sampleMigration,
  sampleVmm,
} from '../../../../packages/db-model/test/store/samples.ts';
import { useNexus } from '../support/harness.ts';
import { given, makeOperatorWorld, type OperatorWorld } from './support/world.ts';

const nexus = useNexus();
let made: OperatorWorld | undefined;
beforeAll(async () => {
  made = await makeOperatorWorld(nexus());
});
const there = (): OperatorWorld => {
  if (made === undefined) throw new Error('the world is there inside tests only');
  return made;
};
const client = () => there().client;
const world = () => there().world;
const queries = () => nexus().nexus.database.kysely;

async function put(instance: Instance): Promise<Instance> {
  await queries().insertInto('instance').values(instanceRow(instance)).execute();
  return instance;
}

const failedState: VmmState = { kind: 'failed', reason: 'sled_off', detail: 'no power' };

describe('the list of instances', () => {
  const projectId = randomUUID();
  const seen = new Map<string, InstanceState>();

  beforeAll(async () => {
    const { runtime } = sampleInstance();
    const add = async (over: Partial<Instance['runtime']>, vmm: VmmState | null): Promise<void> => {
      const id = randomUUID();
      const vmmId = vmm === null ? null : randomUUID();
      const migrationId = over.migrationId ?? null;
      const all = { ...runtime, ...over, activeVmmId: vmmId };
      await put(sampleInstance({ id, projectId, name: `i-${id}`, runtime: all }));
      if (vmm !== null && vmmId !== null) {
        const [sledId = ''] = world().sledIds;
        const row = sampleVmm(vmm, { id: vmmId, instanceId: id, sledId });
        accepted(await insertVmm(queries(), row));
      }
      seen.set(id, externalState(all.state, vmm, migrationId));
    };
    for (const state of ['creating', 'no_vmm', 'failed', 'destroyed'] as const) {
      await add({ state }, null);
    }
    for (const kind of vmmStateKinds) {
      const vmm = kind === 'failed' ? failedState : ({ kind } as VmmState); // only failed has more
      await add({ state: 'vmm' }, vmm);
      await add({ state: 'vmm', migrationId: randomUUID() }, vmm);
    }
  });

  it('says what users see, of all, in the order of ids', async () => {
    const query = { project_id: projectId, limit: 1000 };
    const { items, next_page } = given(await client().instanceList({ query }));
    expect(items.map(({ id, state }) => [id, state])).toEqual(
      [...seen].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
    expect(next_page).toBeNull();
  });

  it.each<InstanceState>([
    'creating',
    'starting',
    'running',
    'stopping',
    'stopped',
    'rebooting',
    'migrating',
    'repairing',
    'failed',
    'destroyed',
  ])('has those that are %s where that is asked for', async (state) => {
    const query = { project_id: projectId, state, limit: 1000 };
    const { items } = given(await client().instanceList({ query }));
    const wanted = [...seen].filter(([, of]) => of === state).map(([id]) => id);
    expect(items.map(({ id }) => id)).toEqual(wanted.toSorted());
    expect(items.every((item) => item.state === state)).toBe(true);
  });

  it('comes in pages that make up the whole', async () => {
    const ids: string[] = [];
    let token: string | null = null;
    do {
      const page: { page_token?: string } = token === null ? {} : { page_token: token };
      const query = { project_id: projectId, limit: 5, ...page };
      const answer = given(await client().instanceList({ query }));
      expect(answer.items.length).toBeLessThanOrEqual(5);
      ids.push(...answer.items.map(({ id }) => id));
      token = answer.next_page;
    } while (token !== null);
    expect(ids).toEqual([...seen.keys()].toSorted());
  });

  it('takes no token of another list', async () => {
    const page = given(await client().instanceList({ query: { limit: 1 } }));
    const page_token = page.next_page ?? '';
    const refused = await client().vmmList({ query: { page_token } });
    expect(refused).toMatchObject({ status: 400, message: 'page_token is of another list' });
    expect(await client().instanceList({ query: { page_token: 'x' } })).toMatchObject({
      status: 400,
      message: 'page_token is no page token',
    });
  });

  it('finds an instance by its name and that of its project, and knows its sled', async () => {
    const [sledId = ''] = world().sledIds;
    const { instance, vmm } = await world().addRunning({ over: { name: 'web' }, sledId });
    const query = { project_name: 'shop', name: 'web' };
    const { items } = given(await client().instanceList({ query }));
    expect(items).toEqual([
      {
        id: instance.id,
        name: 'web',
        project_id: world().projectId,
        project_name: 'shop',
        state: 'running',
        intended_state: 'running',
        active_vmm_id: vmm.id,
        sled_id: sledId,
        sled_serial: expect.stringMatching(/^BRM\d$/) as string,
      },
    ]);
    for (const other of [{ name: 'web2' }, { project_name: 'shop2' }]) {
      const none = given(await client().instanceList({ query: { ...query, ...other } }));
      expect(none.items).toEqual([]);
    }
    const onSled = given(await client().instanceList({ query: { sled_id: sledId, name: 'web' } }));
    expect(onSled.items).toEqual(items);
  });

  it('has deleted ones only where destroyed is asked for', async () => {
    const { runtime } = sampleInstance();
    const gone = await put(
      sampleInstance({
        projectId,
        name: `gone-${randomUUID().slice(0, 8)}`,
        runtime: { ...runtime, state: 'destroyed' },
      }),
    );
    await markInstanceDeleted(queries(), gone.id, later(9));
    const ids = async (state?: 'destroyed'): Promise<readonly string[]> => {
      const query = {
        project_id: projectId,
        limit: 1000,
        ...(state === undefined ? {} : { state }),
      };
      return given(await client().instanceList({ query })).items.map(({ id }) => id);
    };
    expect(await ids()).not.toContain(gone.id);
    expect(await ids('destroyed')).toContain(gone.id);
    const view = given(await client().instanceView({ path: { instance_id: gone.id } }));
    expect(view.time_deleted).toBe(later(9));
  });

  it('refuses a name that the database cannot say', async () => {
    expect(await client().instanceList({ query: { name: 'a\0b' } })).toMatchObject({
      status: 400,
      message: 'name has a character that no name has',
    });
  });
});

describe('the view of an instance', () => {
  it('has all that is known of one that runs, and nothing to warn of', async () => {
    const { instance, vmm } = await world().addRunning();
    const view = given(await client().instanceView({ path: { instance_id: instance.id } }));
    expect(view).toMatchObject({
      state: 'running',
      record_state: 'vmm',
      generation: 2,
      ncpus: 4,
      memory: 8 * 2 ** 30,
      karmic_status: { kind: 'saved' },
      needs_reincarnation: false,
      updater_lock: { updater_id: null, generation: 1 },
      active_vmm: { id: vmm.id, state: 'running', failure: null, instance_name: instance.name },
      target_vmm: null,
      migration: null,
      start_attempts: [],
      sagas: [],
      warnings: [],
    });
  });

  it('has the attempts newest first, at most ten, with what only operators may know', async () => {
    const instance = await world().addInstance();
    for (let count = 0; count < 12; count += 1) {
      const attempt = sampleAttempt({ instanceId: instance.id, timeStarted: later(count) });
      await nexus().nexus.database.transaction((transaction) =>
        openStartAttempt(transaction, attempt),
      );
      const failure = startFailure('no_capacity', { detail: `detail ${String(count)}` });
      const outcome = { kind: 'failed', timeFinished: later(count + 1), failure } as const;
      accepted(await finishStartAttempt(queries(), attempt.id, outcome));
    }
    const view = given(await client().instanceView({ path: { instance_id: instance.id } }));
    expect(view.start_attempts.map(({ detail }) => detail)).toEqual(
      [11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((count) => `detail ${String(count)}`),
    );
    expect(view.start_attempts[0]).toMatchObject({
      outcome: 'failed',
      code: 'no_capacity',
      fault: 'capacity',
      transience: 'transient',
      time_started: later(11),
      time_finished: later(12),
    });
    const query = { instance_id: instance.id, limit: 5 };
    const page = given(await client().startAttemptList({ query }));
    expect(page.items.map(({ time_started }) => time_started)).toEqual(
      [11, 10, 9, 8, 7].map(later),
    );
    const next = { ...query, page_token: page.next_page ?? '' };
    const second = given(await client().startAttemptList({ query: next }));
    expect(second.items.map(({ time_started }) => time_started)).toEqual(
      [6, 5, 4, 3, 2].map(later),
    );
    expect(second.items[0]).toMatchObject({
      instance_id: instance.id,
      instance_name: instance.name,
    });
    for (const [outcome, count] of [
      ['open', 0],
      ['succeeded', 0],
      ['failed', 12],
    ] as const) {
      const of = { instance_id: instance.id, outcome };
      expect(given(await client().startAttemptList({ query: of })).items).toHaveLength(count);
    }
  });

  it('has a start that found no room, with why which sled could not take it', async () => {
    const instance = await world().addInstance({ ncpus: 1000 });
    const { services } = nexus().nexus;
    const origin = 'user';
    const started = await requestStart(services, {
      instanceId: instance.id,
      origin,
      requestId: 'r',
    });
    const { items } = given(
      await client().startAttemptList({ query: { instance_id: instance.id } }),
    );
    const [attempt_id = ''] = items.map(({ id }) => id);
    expect(started).toMatchObject({ attemptId: attempt_id });
    await services.engine().wait(attempt_id, { timeoutMs: 30_000 });
    const found = given(await client().startAttemptView({ path: { attempt_id } }));
    expect(found).toMatchObject({
      id: attempt_id,
      instance_name: instance.name,
      outcome: 'failed',
      code: 'no_capacity',
      vmm_id: null,
      sled_id: null,
      saga_id: attempt_id,
    });
    expect(found.rejected_sleds.map(({ sled_id }) => sled_id)).toEqual(
      [...world().sledIds].toSorted(),
    );
    for (const { serial, reason, text, shortfall } of found.rejected_sleds) {
      expect(serial).toMatch(/^BRM\d$/);
      expect(reason).toBe('hardware_threads');
      expect(text).toBe(`short of CPUs: ${String(shortfall)} CPUs short`);
    }
    const none = { attempt_id: randomUUID() };
    expect(await client().startAttemptView({ path: none })).toMatchObject({ status: 404 });
  });

  it('warns of what contradicts itself', async () => {
    const { instance, vmm } = await world().addRunning();
    const [gone, lost] = [randomUUID(), randomUUID()];
    await markVmmDeleted(queries(), vmm.id, later(5));
    await queries()
      .updateTable('instance')
      .set({ target_propolis_id: gone, migration_id: lost, updater_id: gone })
      .where('id', '=', instance.id)
      .execute();
    const view = given(await client().instanceView({ path: { instance_id: instance.id } }));
    expect(view.warnings).toEqual([
      `Its active VMM ${vmm.id} was deleted at ${later(5)}.`,
      `Its target VMM ${gone} leads nowhere: there is no such record.`,
      `Its migration ${lost} leads nowhere: there is no such record.`,
      `It is locked by ${gone}, and no saga about it is under way.`,
    ]);
  });

  it('warns of a failed VMM that does not say why, though the database forbids it', async () => {
    const { instance, vmm } = await world().addRunning();
    await sql`ALTER TABLE vmm DROP CONSTRAINT failure_reason_if_failed`.execute(queries());
    await queries().updateTable('vmm').set({ state: 'failed' }).where('id', '=', vmm.id).execute();
    const view = given(await client().instanceView({ path: { instance_id: instance.id } }));
    expect(view.warnings).toEqual([
      `Its active VMM ${vmm.id}: A failed VMM has no reason; it is read as prehistoric.`,
    ]);
    expect(view.active_vmm?.failure?.reason).toBe('prehistoric');
  });

  it('has a migration with both its VMMs', async () => {
    const { instance, vmm } = await world().addRunning();
    const [, sledId = ''] = world().sledIds;
    const target = sampleVmm({ kind: 'migrating' }, { instanceId: instance.id, sledId });
    const migration = { ...sampleMigration(vmm.id, target.id), instanceId: instance.id };
    accepted(await insertVmm(queries(), target));
    await insertMigration(queries(), migration);
    await queries()
      .updateTable('instance')
      .set({ target_propolis_id: target.id, migration_id: migration.id })
      .where('id', '=', instance.id)
      .execute();
    const view = given(await client().instanceView({ path: { instance_id: instance.id } }));
    expect(view).toMatchObject({
      state: 'migrating',
      target_vmm: { id: target.id, state: 'migrating', sled_id: sledId },
      migration: {
        id: migration.id,
        source: { vmm_id: vmm.id, state: 'in_progress', generation: 2, time_updated: null },
        target: { vmm_id: target.id, state: 'in_progress' },
      },
      warnings: [],
    });
    const query = { instance_id: instance.id };
    expect(given(await client().migrationList({ query })).items).toEqual([view.migration]);
  });

  it('says that there is none of an id', async () => {
    const instance_id = randomUUID();
    const message = `not found: instance with id "${instance_id}"`;
    const path = { instance_id };
    const destination_sled_id = randomUUID();
    for (const answer of [
      await client().instanceView({ path }),
      await client().instanceEventList({ path }),
      await client().instancePlacementExplain({ path }),
      await client().instanceMigrate({ path, body: { destination_sled_id } }),
    ]) {
      expect(answer).toMatchObject({ status: 404, message });
    }
  });
});

describe('the history of an instance', () => {
  it('has a sentence for each event, and what users are not told', async () => {
    const instance = await world().addInstance();
    const append = async (what: Parameters<typeof appendInstanceEvent>[1]['what']) =>
      nexus().nexus.database.transaction((transaction) =>
        appendInstanceEvent(transaction, {
          instanceId: instance.id,
          time: begin,
          what,
          detail: what.kind === 'vmm_failed' ? 'zone vanished' : null,
        }),
      );
    await append({ kind: 'created' });
    await append({ kind: 'vmm_failed', reason: 'zone_gone' });
    await queries()
      .insertInto('instance_event')
      .values({
        instance_id: instance.id,
        sequence: 3,
        time: begin,
        kind: 'beamed_up',
        data: sql`'{}'::jsonb`,
        detail: null,
      })
      .execute();
    const path = { instance_id: instance.id };
    const page = given(await client().instanceEventList({ path, query: { limit: 2 } }));
    expect(page.items).toEqual([
      { sequence: 1, time: begin, kind: 'created', text: 'It was created.', detail: null },
      {
        sequence: 2,
        time: begin,
        kind: 'vmm_failed',
        text: 'Its VMM failed: zone_gone. The zone that the VMM ran in disappeared from its sled.',
        detail: 'zone vanished',
      },
    ]);
    const page_token = page.next_page ?? '';
    const rest = given(await client().instanceEventList({ path, query: { page_token } }));
    expect(rest).toMatchObject({ items: [{ sequence: 3, kind: 'beamed_up' }], next_page: null });
    const other = { instance_id: (await world().addInstance()).id };
    expect(await client().instanceEventList({ path: other, query: { page_token } })).toMatchObject({
      status: 400,
    });
  });
});

describe('a migration that is asked for', () => {
  it('is refused where the instance does not run', async () => {
    const instance = await world().addInstance();
    const [destination_sled_id = ''] = world().sledIds;
    expect(
      await client().instanceMigrate({
        path: { instance_id: instance.id },
        body: { destination_sled_id },
      }),
    ).toMatchObject({ status: 400, message: 'instance must be running before it can migrate' });
  });

  it('is a saga', async () => {
    const [sledId = '', destination_sled_id = ''] = world().sledIds;
    const { instance } = await world().addRunning({ sledId });
    const started = given(
      await client().instanceMigrate({
        path: { instance_id: instance.id },
        body: { destination_sled_id },
      }),
    );
    const engine = nexus().nexus.services.engine();
    expect(await engine.wait(started.saga_id, { timeoutMs: 30_000 })).toMatchObject({
      rest: { kind: 'done' },
    });
    const view = given(await client().instanceView({ path: { instance_id: instance.id } }));
    expect(view.target_vmm).toMatchObject({ sled_id: destination_sled_id });
  });
});

describe('who asks', () => {
  it('has to be an operator', async () => {
    const user = await nexus().user('ada');
    expect(await user.operator.instanceList()).toMatchObject({ status: 403 });
    const nobody = await fetch(`${nexus().url}/operator/instances`);
    expect(nobody.status).toBe(401);
  });
});
