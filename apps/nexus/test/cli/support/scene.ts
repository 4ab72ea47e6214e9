import {
  appendInstanceEvent,
  type Database,
  finishStartAttempt,
  insertMigration,
  insertVmm,
  noteRejectedSleds,
  openStartAttempt,
  type Tables,
} from '@skewline/db-model';
import { startFailure } from '@skewline/nexus-types/domain';
import { action, dagBuilder, registry, type SagaEngine } from '@skewline/saga';
import { createJournal } from '@skewline/saga/journal';
import {
  accepted,
  begin,
  later,
  sampleAttempt,
  sampleMigration,
  sampleVmm,
} from '../../../../../packages/db-model/test/store/samples.ts';
import { makeOperatorWorld, type OperatorWorld } from '../../operator/support/world.ts';
import type { TestNexus } from '../../support/harness.ts';

/** An id that sorts as its number does. */
export function idOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

const gibibyte = 2 ** 30;
const capacity = { hardwareThreads: 16, rssRam: 64 * gibibyte, reservoirRam: 32 * gibibyte };

/** What there is to tell: `web` moves, `db` has failed and could not be started again, `old` waits for its start. */
export interface Scene extends OperatorWorld {
  readonly web: string;
  readonly db: string;
  readonly old: string;
  readonly failedVmm: string;
  /** Begins a saga that gets stuck, and waits for that. */
  readonly stuckSaga: () => Promise<string>;
  readonly close: () => Promise<void>;
}

export async function makeScene(nexus: TestNexus): Promise<Scene> {
  const made = await makeOperatorWorld(
    nexus,
    [1, 2, 3].map((number) => ({ id: idOf(number), capacity })),
  );
  const { world } = made;
  const { database } = nexus.nexus;
  const { kysely } = database;
  const size = { ncpus: 4, memory: 8 * gibibyte };
  const [web, db, old, target, failedVmm] = [idOf(11), idOf(12), idOf(13), idOf(22), idOf(23)];

  const running = await world.addRunning({
    sledId: idOf(1),
    over: { id: web, name: 'web', hostname: 'web', ...size },
  });
  accepted(
    await insertVmm(
      kysely,
      sampleVmm({ kind: 'migrating' }, { id: target, instanceId: web, sledId: idOf(2) }),
    ),
  );
  const migration = {
    ...sampleMigration(running.vmm.id, target),
    id: idOf(31),
    instanceId: web,
  };
  await insertMigration(kysely, migration);
  await kysely
    .updateTable('instance')
    .set({ target_propolis_id: target, migration_id: migration.id })
    .where('id', '=', web)
    .execute();

  const stopped = await world.addInstance({ id: db, name: 'db', hostname: 'db', ...size });
  await kysely
    .updateTable('instance')
    .set({ state: 'failed', description: 'a \u001b[31mred\u001b[0m database' })
    .where('id', '=', db)
    .execute();
  accepted(
    await insertVmm(
      kysely,
      sampleVmm(
        { kind: 'failed', reason: 'zone_gone', detail: 'oxz_propolis-server_23 is not there' },
        { id: failedVmm, instanceId: db, sledId: idOf(3) },
      ),
    ),
  );
  const attempt = sampleAttempt({ id: idOf(41), instanceId: db, origin: 'auto_restart' });
  const open = sampleAttempt({ id: idOf(42), instanceId: old, timeStarted: later(60) });
  const failure = startFailure('quota_exceeded', { detail: 'project shop has 8 CPUs' });
  await database.transaction((transaction) => openStartAttempt(transaction, attempt));
  const outcome = { kind: 'failed', timeFinished: later(2), failure } as const;
  await noteRejectedSleds(kysely, attempt.id, [
    { sledId: idOf(1), reason: 'reservoir', shortfall: 3 * gibibyte },
    { sledId: idOf(9), reason: 'no_provision', shortfall: null },
  ]);
  accepted(await finishStartAttempt(kysely, attempt.id, outcome));
  await database.transaction((transaction) => openStartAttempt(transaction, open));
  for (const [what, detail] of [
    [{ kind: 'created' }, null],
    [{ kind: 'vmm_failed', reason: 'zone_gone' }, 'oxz_propolis-server_23 is not there'],
    [{ kind: 'restart_given_up', why: 'permanent_failure' }, null],
  ] as const) {
    await database.transaction((transaction) =>
      appendInstanceEvent(transaction, { instanceId: stopped.id, time: begin, what, detail }),
    );
  }
  await world.addInstance({ id: old, name: 'old', hostname: 'old', ncpus: 64, memory: gibibyte });

  const engine = await createJournal(database, {
    actions: registry([take, fill]),
    recoveryMs: 2 ** 31 - 1,
  });
  return {
    ...made,
    web,
    db,
    old,
    failedVmm,
    stuckSaga: async () => stuck(engine),
    close: async () => engine.close(),
  };
}

const take = action<{ output: number }>({
  name: 'shed.take',
  version: 1,
  run: () => 7,
  undo: () => {
    throw new Error('the door is locked');
  },
  undoPolicy: { attempts: 1 },
});
const fill = action<{ output: null }>({
  name: 'shed.fill',
  version: 1,
  run: () => {
    throw new Error('it rains');
  },
});

/** All of it happened in the same hour, so that what is said of it is the same each day. */
export async function fixTimes({ kysely }: Database<Tables>): Promise<void> {
  const created = { time_created: begin };
  await kysely.updateTable('api_user').set(created).execute();
  await kysely.updateTable('sled').set(created).execute();
  const updated = { ...created, time_state_updated: later(1) };
  await kysely.updateTable('vmm').set(updated).execute();
  const rested = { time_updated: later(2), time_rested: later(3) };
  await kysely
    .updateTable('saga')
    .set({ ...created, ...rested })
    .execute();
}

/** An hour after all of it began. */
export const anHourLater: Date = new Date(later(3600));

async function stuck(engine: SagaEngine): Promise<string> {
  const built = dagBuilder<object>('shed').append('take', take).append('fill', fill).build();
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  const started = await engine.start(built.dag, {}, { subject: idOf(12) });
  if (!started.ok) throw new Error(started.message);
  await engine.wait(started.sagaId, { timeoutMs: 30_000 });
  return started.sagaId;
}
