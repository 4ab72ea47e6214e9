import { randomUUID } from 'node:crypto';
import {
  externalState,
  type ExternalInstanceState,
  startFailure,
  type VmmState,
  vmmStateKinds,
} from '@skewline/nexus-types/domain';
import { describe, expect, it } from 'vitest';
import type { SagaRow, Tables } from '../../../src/rows/index.ts';
import {
  appendInstanceEvent,
  findRackInstance,
  findRackVmm,
  findSagaRow,
  finishStartAttempt,
  insertInstance,
  insertMigration,
  insertProject,
  insertVmm,
  listInstanceEventRows,
  listRackInstances,
  listRackMigrations,
  listRackStartAttempts,
  listRackVmms,
  listSagaEventRows,
  listSagaRows,
  listSagasAbout,
  markInstanceDeleted,
  markMigrationDeleted,
  markVmmDeleted,
  openStartAttempt,
  upsertSled,
} from '../../../src/store/index.ts';
import { forEachDatabase, useMigrated } from '../../support/databases.ts';
import { baseRows } from '../base-rows.ts';
import {
  accepted,
  begin,
  later,
  sampleAttempt,
  sampleInstance,
  sampleMigration,
  sampleSled,
  sampleVmm,
} from '../samples.ts';

const all = { limit: 1000 };

forEachDatabase((engine) => {
  const database = useMigrated<Tables>(engine);
  const queries = () => database().kysely;

  describe('instances', () => {
    it('are found by what users see of them, and by nothing else', async () => {
      const projectId = randomUUID();
      const seen = new Map<string, ExternalInstanceState>();
      const { runtime } = sampleInstance();
      for (const kind of vmmStateKinds) {
        const vmm: VmmState =
          kind === 'failed' ? { kind, reason: 'sled_off', detail: null } : { kind };
        for (const migrationId of [null, randomUUID()]) {
          const instance = sampleInstance({
            projectId,
            name: `i-${randomUUID()}`,
            runtime: { ...runtime, state: 'vmm', activeVmmId: randomUUID(), migrationId },
          });
          accepted(await insertInstance(queries(), instance));
          const { activeVmmId } = instance.runtime;
          const row = sampleVmm(vmm, { id: activeVmmId ?? '', instanceId: instance.id });
          accepted(await insertVmm(queries(), row));
          seen.set(instance.id, externalState('vmm', vmm, migrationId));
        }
      }
      // One whose VMM is not on record, and those that have none.
      for (const state of ['creating', 'no_vmm', 'failed', 'destroyed', 'vmm'] as const) {
        const activeVmmId = state === 'vmm' ? randomUUID() : null;
        const instance = sampleInstance({
          projectId,
          name: `i-${randomUUID()}`,
          runtime: { ...runtime, state, activeVmmId },
        });
        accepted(await insertInstance(queries(), instance));
        seen.set(instance.id, externalState(state, null, null));
      }
      const found = await listRackInstances(queries(), { projectId }, all);
      expect(found.map(({ id, state }) => [id, state])).toEqual(
        [...seen].toSorted(([a], [b]) => (a < b ? -1 : 1)),
      );
      for (const state of new Set(seen.values())) {
        const some = await listRackInstances(queries(), { projectId, state }, all);
        expect(some).toEqual(found.filter((instance) => instance.state === state));
      }
      expect(await listRackInstances(queries(), { projectId, state: 'repairing' }, all)).toEqual(
        [],
      );
    });

    it('have the names of their project and sled, and are found by them', async () => {
      const sled = sampleSled();
      await database().transaction((transaction) => upsertSled(transaction, sled));
      const projectId = randomUUID();
      const projectName = `p-${randomUUID().slice(0, 8)}`;
      await database().transaction((transaction) =>
        insertProject(
          transaction,
          {
            id: projectId,
            name: projectName,
            description: '',
            ownerUserId: randomUUID(),
            defaultIpv4SubnetId: randomUUID(),
            defaultIpv6SubnetId: randomUUID(),
          },
          begin,
        ),
      );
      const sample = sampleInstance({ projectId });
      const vmm = sampleVmm({ kind: 'running' }, { instanceId: sample.id, sledId: sled.id });
      const runtime = { ...sample.runtime, state: 'vmm', activeVmmId: vmm.id } as const;
      accepted(await insertInstance(queries(), { ...sample, runtime }));
      accepted(await insertVmm(queries(), vmm));
      const wanted = {
        id: sample.id,
        name: 'web',
        projectId,
        projectName,
        state: 'running',
        intendedState: 'running',
        activeVmmId: vmm.id,
        sledId: sled.id,
        sledSerial: sled.baseboard.serial,
      };
      expect(await findRackInstance(queries(), sample.id)).toEqual(wanted);
      for (const filter of [{ projectName }, { projectName, name: 'web' }, { sledId: sled.id }]) {
        expect(await listRackInstances(queries(), filter, all)).toEqual([wanted]);
      }
      expect(await listRackInstances(queries(), { projectName, name: 'db' }, all)).toEqual([]);
      expect(await findRackVmm(queries(), vmm.id)).toMatchObject({
        instanceName: 'web',
        sledSerial: sled.baseboard.serial,
      });
    });

    it('that are deleted are listed only as destroyed, and found by id', async () => {
      const { runtime } = sampleInstance();
      const gone = sampleInstance({ runtime: { ...runtime, state: 'destroyed' } });
      accepted(await insertInstance(queries(), gone));
      await markInstanceDeleted(queries(), gone.id, later(1));
      const { projectId } = gone;
      expect(await listRackInstances(queries(), { projectId }, all)).toEqual([]);
      const state = 'destroyed';
      expect(await listRackInstances(queries(), { projectId, state }, all)).toHaveLength(1);
      expect(await findRackInstance(queries(), gone.id)).not.toBeNull();
      expect(await findRackInstance(queries(), randomUUID())).toBeNull();
    });
  });

  it('VMMs and migrations go on behind a key; deleted ones as they are asked for', async () => {
    const instanceId = randomUUID();
    const vmms = [sampleVmm(), sampleVmm({ kind: 'starting' }), sampleVmm()].map((vmm) => ({
      ...vmm,
      instanceId,
    }));
    for (const vmm of vmms) accepted(await insertVmm(queries(), vmm));
    const [first = '', second = '', third = ''] = vmms.map(({ id }) => id).toSorted();
    await markVmmDeleted(queries(), third, later(1));
    const ids = async (filter: object, after: string | null = null): Promise<readonly string[]> => {
      const found = await listRackVmms(queries(), { instanceId, ...filter }, { after, limit: 2 });
      return found.map(({ value }) => value.id);
    };
    expect(await ids({})).toEqual([first, second]);
    expect(await ids({ deleted: true }, second)).toEqual([third]);
    const starting = vmms[1]?.id ?? '';
    expect(await ids({ state: 'starting', deleted: true })).toEqual([starting]);
    expect(await ids({ sledId: randomUUID() })).toEqual([]);

    const migrations = [first, second].map((source) => ({
      ...sampleMigration(source, third),
      instanceId,
    }));
    for (const migration of migrations) await insertMigration(queries(), migration);
    await markMigrationDeleted(queries(), migrations[0]?.id ?? '', later(2));
    const found = await listRackMigrations(queries(), { instanceId }, all);
    expect(found.map(({ id }) => id)).toEqual(migrations.map(({ id }) => id).toSorted());
    const after = found[0]?.id ?? '';
    expect(await listRackMigrations(queries(), { instanceId }, { after, limit: 5 })).toEqual(
      found.slice(1),
    );
  });

  it('attempts come newest first, by instance and outcome', async () => {
    const instance = sampleInstance();
    accepted(await insertInstance(queries(), instance));
    const attempts = [0, 1, 1, 2].map((at) =>
      sampleAttempt({ instanceId: instance.id, timeStarted: later(at) }),
    );
    for (const [index, attempt] of attempts.entries()) {
      await database().transaction((transaction) => openStartAttempt(transaction, attempt));
      if (index === 3) continue;
      const timeFinished = later(5);
      const failure = startFailure('internal');
      accepted(
        await finishStartAttempt(
          queries(),
          attempt.id,
          index === 0
            ? { kind: 'succeeded', timeFinished }
            : { kind: 'failed', timeFinished, failure },
        ),
      );
    }
    const filter = { instanceId: instance.id };
    const found = await listRackStartAttempts(queries(), filter, all);
    const keys = found.map(({ value }) => `${value.timeStarted} ${value.id}`);
    expect(keys).toEqual(keys.toSorted().toReversed());
    expect(found.every(({ instanceName }) => instanceName === 'web')).toBe(true);
    const [, second] = found;
    const after = { timeStarted: second?.value.timeStarted ?? '', id: second?.value.id ?? '' };
    expect(await listRackStartAttempts(queries(), filter, { after, limit: 9 })).toEqual(
      found.slice(2),
    );
    for (const [outcome, count] of [
      ['open', 1],
      ['succeeded', 1],
      ['failed', 2],
    ] as const) {
      const some = await listRackStartAttempts(queries(), { ...filter, outcome }, all);
      expect(some).toEqual(found.filter(({ value }) => value.outcome.kind === outcome));
      expect(some).toHaveLength(count);
    }
  });

  it('sagas come newest first, with what is recorded of them oldest first', async () => {
    const subject = randomUUID();
    const add = async (over: Partial<SagaRow>): Promise<string> => {
      const row = { ...baseRows.saga(), subject, owner: null, ...over };
      const json = { dag: JSON.stringify(row.dag), params: JSON.stringify(row.params) };
      const outcome = row.outcome === null ? null : JSON.stringify(row.outcome);
      await queries()
        .insertInto('saga')
        .values({ ...row, ...json, outcome })
        .execute();
      return row.id;
    };
    const rested = { time_rested: later(9), outcome: { kind: 'done', output: null } };
    const running = await add({ time_created: later(1) });
    const done = await add({ time_created: later(2), state: 'done', ...rested });
    const stuck = await add({ time_created: later(3), state: 'stuck', ...rested });
    const ids = async (filter: object, after: { timeCreated: string; id: string } | null = null) =>
      (await listSagaRows(queries(), { subject, ...filter }, { after, limit: 2 })).map(
        ({ id }) => id,
      );
    expect(await ids({})).toEqual([stuck, done]);
    expect(await ids({}, { timeCreated: later(2), id: done })).toEqual([running]);
    expect(await ids({ state: 'stuck' })).toEqual([stuck]);
    expect(await ids({ name: 'instance_stop' })).toEqual([]);
    expect(await listSagasAbout(queries(), subject)).toEqual([running, stuck]);
    expect(await findSagaRow(queries(), stuck)).toMatchObject({
      state: 'stuck',
      dag: { format: 1 },
      outcome: { kind: 'done' },
    });
    expect(await findSagaRow(queries(), randomUUID())).toBeNull();
    for (const [node, at] of [
      ['b', 2],
      ['a', 3],
      ['c', 1],
    ] as const) {
      const row = { ...baseRows.saga_event(), saga_id: running, node, time: later(at) };
      await queries()
        .insertInto('saga_event')
        .values({ ...row, event: JSON.stringify(row.event) })
        .execute();
    }
    const events = await listSagaEventRows(queries(), running);
    expect(events.map(({ node }) => node)).toEqual(['c', 'b', 'a']);
  });

  it('events come as they are stored', async () => {
    const instance = sampleInstance();
    accepted(await insertInstance(queries(), instance));
    for (const what of [{ kind: 'created' }, { kind: 'stop_requested' }] as const) {
      await database().transaction((transaction) =>
        appendInstanceEvent(transaction, {
          instanceId: instance.id,
          time: begin,
          what,
          detail: null,
        }),
      );
    }
    const found = await listInstanceEventRows(queries(), instance.id, all);
    expect(found.map(({ sequence, kind }) => [sequence, kind])).toEqual([
      [1, 'created'],
      [2, 'stop_requested'],
    ]);
    expect(await listInstanceEventRows(queries(), instance.id, { after: 1, limit: 9 })).toEqual(
      found.slice(1),
    );
  });
});
