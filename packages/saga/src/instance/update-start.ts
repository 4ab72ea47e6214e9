import { type HeldLock, lockInstance, type LockResult, unlockInstance } from '@skewline/db-model';
import { needsReincarnation } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import { action } from '../action.ts';
import { dagBuilder } from '../builder.ts';
import { ActionFailure } from '../error.ts';
import { read, written } from './in-database.ts';
import { type InstanceSaga, soundDag } from './saga.ts';
import { failureOf } from './accepted.ts';
import type { InstanceServices } from './services.ts';
import { abandonedMigrationOf, decideUpdate, type InstanceUpdate } from './update.ts';
import { eventsOfUpdate } from './update-events.ts';
import { giveBack, inRows, untilGivenBack } from './update-lock.ts';
import type { ChainedUpdate, InstanceUpdateParams } from './update-saga.ts';
import { readUpdateSnapshot, type StoredSnapshot } from './update-snapshot.ts';

export interface StartInstanceUpdateParams {
  readonly instanceId: Uuid;
}

/** What came of looking whether an instance has to be updated. */
export type StartedUpdate =
  /** `sagaId` is the `instance_update` that does it. */
  | { readonly kind: 'updating'; readonly sagaId: Uuid }
  | { readonly kind: 'up_to_date' }
  /** Another saga is at it, and looks again when it is done. */
  | { readonly kind: 'already_locked'; readonly by: Uuid | null };

type Decision =
  | { readonly kind: 'update'; readonly sagaId: Uuid; readonly params: InstanceUpdateParams }
  | { readonly kind: 'nothing'; readonly isToStart: boolean }
  | Extract<StartedUpdate, { kind: 'already_locked' }>;

/**
 * `start_instance_update`: locks an instance and looks whether it has to be updated. If so it starts the
 * `instance_update` that does it, which takes the lock over; if not, it unlocks. Where the lock is another's it ends
 * quietly. The lock bears the id of the saga that holds it.
 */
export function startInstanceUpdateSaga(
  services: InstanceServices,
  instanceUpdate: InstanceSaga<InstanceUpdateParams, ChainedUpdate>,
): InstanceSaga<StartInstanceUpdateParams, StartedUpdate> {
  const lock = action<{ params: StartInstanceUpdateParams; output: LockResult }>({
    name: 'start_instance_update.lock_instance',
    version: 1,
    policy: inRows,
    run: async ({ params: { instanceId }, sagaId, ...context }) =>
      written(services, context, async (transaction) => {
        const result = await lockInstance(transaction, instanceId, sagaId);
        if (result instanceof Refusal) throw failureOf(result);
        return result;
      }),
    async undo({ params: { instanceId }, output, ...context }) {
      if (output.kind === 'held') await giveBack(services, context, instanceId, [output.lock]);
    },
    undoPolicy: untilGivenBack,
  });

  // Apart from starting it, so that whoever repeats that starts the very same.
  const decide = action<{
    params: StartInstanceUpdateParams;
    needs: { lock_instance: LockResult };
    output: Decision;
  }>({
    name: 'start_instance_update.decide',
    version: 1,
    needs: { lock_instance: true },
    policy: inRows,
    async run({ params: { instanceId }, inputs: { lock_instance: locked }, ...context }) {
      if (locked.kind === 'already_locked') return locked;
      const snapshot = await read(services, context, (transaction) =>
        readUpdateSnapshot(transaction, instanceId),
      );
      if (snapshot instanceof Refusal) throw failureOf(snapshot);
      const { activeVmm, instance } = snapshot;
      const update = decideUpdate(snapshot, services.now());
      if (update === null) {
        const isToStart = needsReincarnation(instance, activeVmm?.runtime.state ?? null);
        return { kind: 'nothing', isToStart };
      }
      const params = updateParams(snapshot, update, locked.lock);
      return { kind: 'update', sagaId: services.newId(), params };
    },
  });

  const begin = action<{
    params: StartInstanceUpdateParams;
    needs: { lock_instance: LockResult; decide: Decision };
    output: StartedUpdate;
  }>({
    name: 'start_instance_update.start_or_unlock',
    version: 1,
    needs: { lock_instance: true, decide: true },
    policy: inRows,
    async run({ params: { instanceId }, inputs, ...context }) {
      const { decide: decision, lock_instance: locked } = inputs;
      if (decision.kind === 'already_locked' || locked.kind === 'already_locked') {
        const by = locked.kind === 'already_locked' ? locked.by : null;
        return { kind: 'already_locked', by };
      }
      if (decision.kind === 'update') {
        const { params, sagaId } = decision;
        const options = { id: sagaId, subject: instanceId };
        const started = await services.engine().start(instanceUpdate.dag(params), params, options);
        if (!started.ok) throw new ActionFailure(started.code, started.message, { retry: false });
        return { kind: 'updating', sagaId };
      }
      await written(services, context, async (transaction) => {
        const result = await unlockInstance(transaction, instanceId, locked.lock);
        if (result instanceof Refusal && result.code !== 'instance_not_found')
          throw failureOf(result);
        return upToDate;
      });
      if (decision.isToStart) services.activate('instance_reincarnation');
      return upToDate;
    },
  });

  const dag = soundDag(
    dagBuilder<StartInstanceUpdateParams>('start_instance_update')
      .append('lock_instance', lock)
      .append('decide', decide)
      .append('start_or_unlock', begin)
      .build(),
  );
  return { name: 'start_instance_update', actions: [lock, decide, begin], dag: () => dag };
}

/** What `instance_update` has to know of a decision. */
export function updateParams(
  snapshot: StoredSnapshot,
  update: InstanceUpdate,
  parentLock: HeldLock,
): InstanceUpdateParams {
  return {
    instanceId: snapshot.instance.id,
    parentLock,
    update,
    intendedBefore: snapshot.instance.intendedState,
    abandonedMigrationId: abandonedMigrationOf(snapshot, update),
    networkSledId: networkSledOf(snapshot, update),
    events: eventsOfUpdate(snapshot, update),
  };
}

const upToDate = { kind: 'up_to_date' } as const;

/** A VMM that the network is to lead to is one of the snapshot, and stays on its sled. */
function networkSledOf(
  { activeVmm, targetVmm }: StoredSnapshot,
  { network }: InstanceUpdate,
): Uuid | null {
  if (network?.kind !== 'to') return null;
  const vmm = [activeVmm, targetVmm].find((one) => one?.id === network.vmmId);
  if (vmm === undefined || vmm === null) throw new Error(`no record of VMM ${network.vmmId}`);
  return vmm.sledId;
}
