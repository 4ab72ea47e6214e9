import {
  externalState,
  type InstanceEvent,
  type InstanceEventWhat,
} from '@skewline/nexus-types/domain';
import { carrierOf, type InstanceUpdate, outcomeOf, type UpdateSnapshot } from './update.ts';

/** An entry of an instance's history that has no number and no time yet. */
export type UpdateEvent = Pick<InstanceEvent, 'what' | 'detail'>;

/** What an update tells the instance's history, in this order: the migration, the end of the VMM, the state. */
export function eventsOfUpdate(
  snapshot: UpdateSnapshot,
  update: InstanceUpdate,
): readonly UpdateEvent[] {
  return [
    ...endOfMigration(snapshot, update),
    ...endOfVmm(snapshot, update),
    ...changeOfState(snapshot, update),
  ];
}

function endOfMigration(
  snapshot: UpdateSnapshot,
  { runtime: { migrationId: after, activeVmmId } }: InstanceUpdate,
): readonly UpdateEvent[] {
  const { instance, migration } = snapshot;
  const outcome = outcomeOf(snapshot);
  if (after !== null || migration === null || outcome === 'none') return [];
  const target = migration.target.vmmId;
  // The links know as much as the reports: the guest was on the target if the instance was, or is.
  const hasMoved = [activeVmmId, instance.runtime.activeVmmId].includes(target);
  const kind = outcome === 'arrived' || hasMoved ? 'migration_completed' : 'migration_failed';
  return [plain({ kind, migrationId: migration.id })];
}

function endOfVmm(snapshot: UpdateSnapshot, update: InstanceUpdate): readonly UpdateEvent[] {
  const { activeVmm, instance, targetVmm } = snapshot;
  if (instance.runtime.state !== 'vmm' || update.runtime.state === 'vmm') return [];
  if (update.runtime.state === 'failed') {
    // Where the one that carried the guest has no failure of its own, the other's is why the guest was lost.
    const states = [carrierOf(snapshot), targetVmm, activeVmm].map((vmm) => vmm?.runtime.state);
    const failure = states.find((state) => state?.kind === 'failed');
    if (failure?.kind !== 'failed') return [];
    return [{ what: { kind: 'vmm_failed', reason: failure.reason }, detail: failure.detail }];
  }
  const isFromInside =
    update.intendedState === 'guest_shutdown' && instance.intendedState !== 'guest_shutdown';
  return isFromInside ? [plain({ kind: 'guest_shutdown' })] : [];
}

/** As far as users see one. */
function changeOfState(
  { activeVmm, instance: { runtime: before }, targetVmm }: UpdateSnapshot,
  { runtime: after }: InstanceUpdate,
): readonly UpdateEvent[] {
  const stateOf = ({ state, activeVmmId, migrationId }: typeof after) => {
    const active = [activeVmm, targetVmm].find((vmm) => vmm !== null && vmm.id === activeVmmId);
    return externalState(state, active?.runtime.state ?? null, migrationId);
  };
  const [from, to] = [stateOf(before), stateOf(after)];
  return from === to ? [] : [plain({ kind: 'state_changed', from, to })];
}

function plain(what: InstanceEventWhat): UpdateEvent {
  return { what, detail: null };
}
