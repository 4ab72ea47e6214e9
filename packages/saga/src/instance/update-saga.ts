import {
  appendInstanceEvent,
  commitAndUnlock,
  deleteReservation,
  type HeldLock,
  inheritLock,
  type InTransaction,
  markMigrationFailed,
  markVmmDeleted,
  releaseProvisioning,
  swapReservations,
} from '@skewline/db-model';
import { type IntendedState, needsReincarnation } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import { action } from '../action.ts';
import { dagBuilder } from '../builder.ts';
import type { EngineRefusal } from '../engine/refusal.ts';
import type { Started } from '../engine/port.ts';
import { ActionFailure } from '../error.ts';
import { read, unwritten, written } from './in-database.ts';
import { leadNetwork } from './network.ts';
import { type InstanceSaga, soundDag } from './saga.ts';
import { failureOf } from './accepted.ts';
import type { InstanceServices } from './services.ts';
import { decideUpdate, type InstanceUpdate } from './update.ts';
import type { UpdateEvent } from './update-events.ts';
import { giveBack, inRows, untilGivenBack } from './update-lock.ts';
import { readUpdateSnapshot } from './update-snapshot.ts';

/** What was decided under the lock of the parent, `start_instance_update`. */
export interface InstanceUpdateParams {
  readonly instanceId: Uuid;
  readonly parentLock: HeldLock;
  readonly update: InstanceUpdate;
  /** What the user wanted when it was decided. */
  readonly intendedBefore: IntendedState;
  /** The migration that ends without a report. */
  readonly abandonedMigrationId: Uuid | null;
  /** Where the network is to lead; null where it is left as it is, or deleted. */
  readonly networkSledId: Uuid | null;
  readonly events: readonly UpdateEvent[];
}

/** Starts another `start_instance_update`. */
export type StartSuccessor = (instanceId: Uuid, sagaId: Uuid) => Promise<Started | EngineRefusal>;

/**
 * `instance_update`: makes an instance what its VMMs have come to (A3.3).
 *
 * It takes the lock out of its parent's hand, points the network elsewhere where that is needed, and then writes all the
 * rest in one transaction that also gives the lock back: the record and its history, reservations, VMMs that are over,
 * quota. So an update is there as a whole or not at all, and there is nothing after it that could be left undone when
 * the saga unwinds. It records what has happened, so nothing of it is undone but the lock: a later update does it again.
 */
export function instanceUpdateSaga(
  services: InstanceServices,
  startSuccessor: StartSuccessor,
): InstanceSaga<InstanceUpdateParams, ChainedUpdate> {
  const locksOf = (sagaId: Uuid, { parentLock }: InstanceUpdateParams): readonly HeldLock[] => [
    { updaterId: sagaId, gen: parentLock.gen + 1 },
    parentLock,
  ];

  /**
   * Does nothing, and gives the lock back when the saga unwinds. It stands beside `become_updater`, not in it, because a
   * failed node is not undone: where inheriting fails the parent's lock would stay for ever.
   */
  const guardLock = action<{ params: InstanceUpdateParams }>({
    name: 'instance_update.guard_lock',
    version: 1,
    run: () => null,
    undo: async ({ params, sagaId, ...context }) =>
      giveBack(services, context, params.instanceId, locksOf(sagaId, params)),
    undoPolicy: untilGivenBack,
  });

  const becomeUpdater = action<{ params: InstanceUpdateParams; output: HeldLock }>({
    name: 'instance_update.become_updater',
    version: 1,
    policy: inRows,
    run: async ({ params: { instanceId, parentLock }, sagaId, ...context }) =>
      written(services, context, async (transaction) => {
        const result = await inheritLock(transaction, instanceId, parentLock, sagaId);
        if (result instanceof Refusal) throw failureOf(result);
        if (result.kind === 'held') return result.lock;
        throw new ActionFailure('already_locked', 'the parent has given the lock back', {
          details: { by: result.by },
          retry: false,
        });
      }),
    undo: async ({ params, sagaId, ...context }) =>
      giveBack(services, context, params.instanceId, locksOf(sagaId, params)),
    undoPolicy: untilGivenBack,
  });

  const updateNetwork = action<{ params: InstanceUpdateParams }>({
    name: 'instance_update.update_network_config',
    version: 1,
    policy: { attempts: 5, firstDelayMs: 250, timeoutMs: 30_000 },
    async run({ params: { instanceId, networkSledId }, ...context }) {
      // Whoever was taken for dead and wakes up here would cut an instance off that runs again by now.
      await unwritten(services, context, async () => null);
      await leadNetwork(services.network, instanceId, networkSledId, { signal: context.signal });
      services.activate('v2p_manager');
      return null;
    },
  });

  const commit = action<{
    params: InstanceUpdateParams;
    needs: { become_updater: HeldLock };
    output: { readonly successorId: Uuid };
  }>({
    name: 'instance_update.commit_instance_updates',
    version: 1,
    needs: { become_updater: true },
    policy: inRows,
    run: async ({ params, inputs: { become_updater: lock }, ...context }) =>
      written(services, context, async (transaction) => {
        await commitUpdate(transaction, params, lock, services.now());
        return { successorId: services.newId() };
      }),
  });

  const chain = action<{
    params: InstanceUpdateParams;
    needs: { commit_instance_updates: { readonly successorId: Uuid } };
    output: ChainedUpdate;
  }>({
    name: 'instance_update.chain_successor_saga',
    version: 1,
    needs: { commit_instance_updates: true },
    policy: inRows,
    async run({ params: { instanceId }, inputs, ...context }) {
      try {
        const snapshot = await read(services, context, (transaction) =>
          readUpdateSnapshot(transaction, instanceId),
        );
        if (snapshot instanceof Refusal) return { successorId: null };
        if (decideUpdate(snapshot, services.now()) !== null) {
          const { successorId } = inputs.commit_instance_updates;
          const started = await startSuccessor(instanceId, successorId);
          if (started.ok) return { successorId };
          services.activate('instance_updater');
        } else if (
          needsReincarnation(snapshot.instance, snapshot.activeVmm?.runtime.state ?? null)
        ) {
          services.activate('instance_reincarnation');
        }
      } catch {
        // This update is made, whatever becomes of the next: the background task finds what is to be done.
        services.activate('instance_updater');
      }
      return { successorId: null };
    },
  });

  const begun = dagBuilder<InstanceUpdateParams>('instance_update').appendParallel({
    guard_lock: guardLock,
    become_updater: becomeUpdater,
  });
  const withoutNetwork = soundDag(
    begun.append('commit_instance_updates', commit).append('chain_successor_saga', chain).build(),
  );
  const withNetwork = soundDag(
    begun
      .append('update_network_config', updateNetwork)
      .append('commit_instance_updates', commit)
      .append('chain_successor_saga', chain)
      .build(),
  );
  return {
    name: 'instance_update',
    actions: [guardLock, becomeUpdater, updateNetwork, commit, chain],
    dag: ({ update }) => (update.network === null ? withoutNetwork : withNetwork),
  };
}

/** The `start_instance_update` that goes on from here; null where there is nothing to go on with. */
export interface ChainedUpdate {
  readonly successorId: Uuid | null;
}

async function commitUpdate(
  transaction: InTransaction,
  { abandonedMigrationId, events, instanceId, intendedBefore, update }: InstanceUpdateParams,
  lock: HeldLock,
  now: DateTime,
): Promise<void> {
  const { deprovision, destroyActive, destroyTarget, runtime, swapReservations: swap } = update;
  const intended = { from: intendedBefore, to: update.intendedState };
  const isNew = await commitAndUnlock(transaction, instanceId, lock, { runtime, intended });
  if (isNew instanceof Refusal) throw failureOf(isNew);
  // All of it was written together, then.
  if (!isNew) return;
  if (deprovision) await releaseProvisioning(transaction, instanceId);
  // A reservation that is gone needs no other state.
  if (swap !== null) await swapReservations(transaction, swap);
  if (abandonedMigrationId !== null) {
    await markMigrationFailed(transaction, abandonedMigrationId, now);
  }
  for (const vmmId of [destroyActive, destroyTarget]) {
    if (vmmId === null) continue;
    await deleteReservation(transaction, vmmId);
    await markVmmDeleted(transaction, vmmId, now);
  }
  for (const event of events) {
    await appendInstanceEvent(transaction, { instanceId, time: now, ...event });
  }
}
