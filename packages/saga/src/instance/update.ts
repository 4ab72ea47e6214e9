import {
  type Instance,
  type InstanceRuntimeState,
  type IntendedState,
  isVmmDestroyable,
  isVmmTerminal,
  type Migration,
  type Vmm,
} from '@skewline/nexus-types/domain';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import { type MigrationOutcome, migrationOutcome } from './migration-outcome.ts';

/** All that the decision goes by, read in one transaction. */
export interface UpdateSnapshot {
  readonly instance: Pick<Instance, 'intendedState' | 'runtime'>;
  /** The VMM of `activeVmmId`; null where there is none, or no record of it. */
  readonly activeVmm: Pick<Vmm, 'id' | 'runtime'> | null;
  /** The VMM of `targetVmmId`, in the same way. */
  readonly targetVmm: Pick<Vmm, 'id' | 'runtime'> | null;
  /** The migration of `migrationId`, in the same way. */
  readonly migration: Pick<Migration, 'id' | 'source' | 'target'> | null;
}

/** Where the network of an instance is to lead. */
export type NetworkChange =
  | { readonly kind: 'to'; readonly vmmId: Uuid }
  /** Nothing runs: no sled gets its packets any more. */
  | { readonly kind: 'delete' };

/** What the record of the instance becomes, and what has to follow. */
export interface InstanceUpdate {
  /** One generation on. It satisfies `checkInstance`. */
  readonly runtime: InstanceRuntimeState;
  readonly intendedState: IntendedState;
  /** The VMM that was active and is over: its reservation and its record may go. */
  readonly destroyActive: Uuid | null;
  /** The same of the migration's target; null where that is the VMM of `destroyActive`. */
  readonly destroyTarget: Uuid | null;
  /** The migration is over: the source's reservation becomes `tombstoned`, then the target's `active`. */
  readonly swapReservations: { readonly source: Uuid; readonly target: Uuid } | null;
  /** Null leaves it as it is. */
  readonly network: NetworkChange | null;
  /** What the instance was charged for CPUs and memory is given back. */
  readonly deprovision: boolean;
}

/** The three links of an instance to its VMMs. */
type Links = Pick<InstanceRuntimeState, 'activeVmmId' | 'targetVmmId' | 'migrationId'>;

/**
 * What an instance has to become, given what its VMMs and its migration have come to; null where all
 * is as it should be. It goes by the VMM that carries the guest: while that lives the instance is on
 * it; when it failed the instance has failed; when it was destroyed the instance is stopped, and was
 * stopped from inside if it was meant to run.
 *
 * The scenarios are A3.5 and A3.7 of the facts. Where those leave an instance in a state that no one
 * gets it out of, or that the database refuses (A10.13 to A10.15 and the corrections), this decides:
 *
 * - An arrived guest counts by the target, whatever became of the source (A10.13, A10.14).
 * - Where only the source says that it has handed over, the migration stays until the target reports
 *   (A10.15) or is over, and then all of its links go.
 * - A guest that was handed to a target nobody knows any more is lost: failed, so that it is restarted.
 * - While neither side has reported and the target lives, a source that is over decides nothing: the
 *   guest may be on the target. Whoever declares it dead now would run it twice. Such an instance is not
 *   forgotten: `instancesNeedingUpdate` of db-model gives it again until the target reports or is over.
 * - An instance without an active VMM keeps no links to a migration that cannot give it one.
 *
 * Applied to its own result there is nothing left to do.
 */
export function decideUpdate(snapshot: UpdateSnapshot, now: DateTime): InstanceUpdate | null {
  const { instance, activeVmm, targetVmm } = snapshot;
  const before = instance.runtime;
  const outcome = outcomeOf(snapshot);
  const links = linksAfter(snapshot, outcome);
  const isOver = before.state === 'vmm' && links.activeVmmId === null;
  const end = isOver ? endOf(snapshot, outcome) : null;
  const state = links.activeVmmId === null ? (end ?? before.state) : 'vmm';
  const intendedState =
    end === 'no_vmm' && instance.intendedState === 'running'
      ? 'guest_shutdown'
      : instance.intendedState;
  const isSame =
    state === before.state &&
    links.activeVmmId === before.activeVmmId &&
    links.targetVmmId === before.targetVmmId &&
    links.migrationId === before.migrationId;
  if (isSame) return null;

  const destroyActive = idIfDone(activeVmm, links);
  const destroyTarget = idIfDone(targetVmm, links);
  return {
    runtime: { ...before, ...links, state, gen: before.gen + 1, timeUpdated: now },
    intendedState,
    destroyActive,
    destroyTarget: destroyTarget === destroyActive ? null : destroyTarget,
    swapReservations: swapOf(snapshot, outcome, links),
    network: isOver ? { kind: 'delete' } : networkOf(outcome, links),
    deprovision: isOver,
  };
}

const noLinks: Links = { activeVmmId: null, targetVmmId: null, migrationId: null };

/** What became of the migration that the instance is linked to, as far as it concerns the instance. */
export function outcomeOf(snapshot: UpdateSnapshot): MigrationOutcome {
  const { activeVmmId, migrationId } = snapshot.instance.runtime;
  const { migration } = snapshot;
  if (migrationId === null || migration?.id !== migrationId) return 'none';
  const { source, target } = migration;
  // A start has given it another VMM since: what becomes of the old ones is no concern of its.
  const isInvolved = activeVmmId === null || [source.vmmId, target.vmmId].includes(activeVmmId);
  if (!isInvolved) return 'none';
  return migrationOutcome(source.state, target.state, {
    source: isAlive(knownVmm(snapshot, source.vmmId)),
    target: isAlive(knownVmm(snapshot, target.vmmId)),
  });
}

function linksAfter(snapshot: UpdateSnapshot, outcome: MigrationOutcome): Links {
  const { activeVmm, instance, migration, targetVmm } = snapshot;
  const { runtime } = instance;
  // One that is being made, or was deleted, gets no VMM by a migration.
  const mayRun = runtime.state !== 'creating' && runtime.state !== 'destroyed';
  if (!mayRun) return noLinks;
  const active = linked(runtime.activeVmmId, activeVmm);
  const stay: Links = isTerminalOrUnknown(active)
    ? noLinks
    : { ...noLinks, activeVmmId: runtime.activeVmmId };
  switch (outcome) {
    case 'none':
    case 'failed':
      return stay;
    case 'undecided': {
      const target = linked(runtime.targetVmmId, targetVmm);
      const { activeVmmId, targetVmmId, migrationId } = runtime;
      if (stay.activeVmmId === null) {
        return isAlive(target) ? { activeVmmId, targetVmmId, migrationId } : noLinks;
      }
      return {
        activeVmmId,
        targetVmmId: isTerminalOrUnknown(target) ? null : targetVmmId,
        migrationId,
      };
    }
    case 'handed_over':
    case 'arrived': {
      const target = knownVmm(snapshot, migration?.target.vmmId ?? null);
      if (target === null || !isAlive(target)) return noLinks;
      return outcome === 'arrived'
        ? { ...noLinks, activeVmmId: target.id }
        : { activeVmmId: target.id, targetVmmId: target.id, migrationId: runtime.migrationId };
    }
  }
}

/**
 * The migration that an update lets go although no side of it has ended: both VMMs are over, so nobody will report of it
 * any more. It has failed. Null where there is none.
 */
export function abandonedMigrationOf(
  snapshot: UpdateSnapshot,
  { runtime: { migrationId: after } }: Pick<InstanceUpdate, 'runtime'>,
): Uuid | null {
  const { migration } = snapshot;
  if (migration === null || after !== null || outcomeOf(snapshot) !== 'undecided') return null;
  return migration.id;
}

/** The VMM that the guest is on, or was on last; null where there is no record of it. */
export function carrierOf(snapshot: UpdateSnapshot): KnownVmm | null {
  const { activeVmm, instance, migration } = snapshot;
  const outcome = outcomeOf(snapshot);
  const hasMoved = outcome === 'arrived' || outcome === 'handed_over';
  return hasMoved
    ? knownVmm(snapshot, migration?.target.vmmId ?? null)
    : linked(instance.runtime.activeVmmId, activeVmm);
}

/** What is left of an instance that has lost its VMM, by the VMM that carried the guest. */
function endOf(snapshot: UpdateSnapshot, outcome: MigrationOutcome): 'failed' | 'no_vmm' {
  // The source handed over and was done; the target did not take it: nobody shut that guest down.
  const isLost = outcome === 'failed' && snapshot.migration?.source.state === 'completed';
  const wasDestroyed = carrierOf(snapshot)?.runtime.state.kind === 'destroyed';
  return wasDestroyed && !isLost ? 'no_vmm' : 'failed';
}

/** When the migration is over and its target is what runs, whatever the sides said: no later update would see to it. */
function swapOf(
  { migration }: UpdateSnapshot,
  outcome: MigrationOutcome,
  { activeVmmId, migrationId }: Links,
): InstanceUpdate['swapReservations'] {
  if (outcome === 'none' || migration === null || migrationId !== null) return null;
  if (activeVmmId === null || activeVmmId !== migration.target.vmmId) return null;
  return { source: migration.source.vmmId, target: migration.target.vmmId };
}

/** A migration that is over, or has handed over, says where the network leads; nothing else does. */
function networkOf(outcome: MigrationOutcome, { activeVmmId }: Links): NetworkChange | null {
  if (activeVmmId === null || outcome === 'none' || outcome === 'undecided') return null;
  return { kind: 'to', vmmId: activeVmmId };
}

type KnownVmm = NonNullable<UpdateSnapshot['activeVmm']>;

/** The record that belongs to a link; another VMM's says nothing about it. */
function linked(id: Uuid | null, vmm: KnownVmm | null): KnownVmm | null {
  return vmm !== null && vmm.id === id ? vmm : null;
}

/** The VMM of that id, if it is one of those that the instance is linked to. */
function knownVmm({ instance, activeVmm, targetVmm }: UpdateSnapshot, id: Uuid | null) {
  const { activeVmmId, targetVmmId } = instance.runtime;
  if (id === activeVmmId) return linked(id, activeVmm);
  return id === targetVmmId ? linked(id, targetVmm) : null;
}

function isTerminalOrUnknown(vmm: KnownVmm | null): boolean {
  return vmm === null || isVmmTerminal(vmm.runtime.state);
}

/** Whether a guest can be on it: one whose saga was undone has none, and gets none. */
function isAlive(vmm: KnownVmm | null): boolean {
  return vmm !== null && !isVmmDestroyable(vmm.runtime.state);
}

/** The id of a VMM that is over and that no link leads to any more. */
function idIfDone(vmm: KnownVmm | null, { activeVmmId, targetVmmId }: Links): Uuid | null {
  if (vmm === null || !isVmmTerminal(vmm.runtime.state)) return null;
  return vmm.id === activeVmmId || vmm.id === targetVmmId ? null : vmm.id;
}
