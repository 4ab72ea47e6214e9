import {
  byId,
  lastSaga,
  nameOf,
  type Records,
  sledsOfRack,
  type Snapshot,
} from '../snapshot/snapshot.ts';
import type { Invariant } from './invariant.ts';

interface OnSled {
  readonly id: string;
  readonly instanceId: string;
  readonly sledId: string;
  readonly sledName: string;
}

/** VMMs that sled agents have and that are not over. */
function onSleds(snapshot: Snapshot): readonly OnSled[] {
  return sledsOfRack(snapshot).flatMap(({ id: sledId, name: sledName, view }) =>
    (view?.vmms ?? [])
      .filter(({ state }) => !['failed', 'destroyed'].includes(state.vmm_state.state.kind))
      .map(({ id, instanceId }) => ({ id, instanceId, sledId, sledName })),
  );
}

/** No instance runs twice. */
export const oneVmm: Invariant = {
  name: 'one_vmm',
  holds: 'at_rest',
  check: (snapshot) =>
    [...Map.groupBy(onSleds(snapshot), ({ instanceId }) => instanceId)].flatMap(
      ([instanceId, vmms]) => {
        if (vmms.length < 2) return [];
        const where = vmms.map(({ id, sledName }) => `VMM ${id} on ${sledName}`);
        return [`${nameOf(snapshot.records, instanceId)} runs as ${where.join(' and ')}`];
      },
    ),
};

/** What sled agents have is on record as living, and there. That they have what is on record is for `comes_to_rest`. */
export const noOrphanVmm: Invariant = {
  name: 'no_orphan_vmm',
  holds: 'at_rest',
  check: (snapshot) => {
    const { records } = snapshot;
    const vmms = byId(records.vmms);
    return onSleds(snapshot).flatMap(({ id, instanceId, sledId, sledName }) => {
      const what = `VMM ${id} of ${nameOf(records, instanceId)} runs on ${sledName}`;
      const vmm = vmms.get(id);
      if (vmm === undefined) return [`${what}, and is not on record`];
      if (vmm.sled_id !== sledId) return [`${what}, and is on record on sled ${vmm.sled_id}`];
      if (vmm.time_deleted !== null) return [`${what}, and was deleted as ${vmm.state}`];
      return [];
    });
  },
};

/** An instance has an active VMM exactly if its record says so, VMMs that live have their instance, and none is half gone. */
export const links: Invariant = {
  name: 'links',
  holds: 'at_rest',
  check: ({ records }) => {
    const vmms = byId(records.vmms);
    const active = new Set(records.instances.map(({ active_propolis_id: id }) => id));
    const wrong = records.instances.flatMap((instance) => {
      const { id, active_propolis_id: vmmId, state, time_deleted: deleted } = instance;
      if ((state === 'destroyed') !== (deleted !== null) && !isDeleteCancelled(records, id)) {
        return [`${nameOf(records, id)} is ${state}, and was deleted at ${String(deleted)}`];
      }
      if ((state === 'vmm') !== (vmmId !== null)) {
        return [`${nameOf(records, id)} is ${state}, and its VMM is ${String(vmmId)}`];
      }
      if (vmmId === null) return [];
      const vmm = vmms.get(vmmId);
      const isThere = vmm !== undefined && vmm.time_deleted === null && vmm.instance_id === id;
      return isThere ? [] : [`${nameOf(records, id)} is linked to VMM ${vmmId}, which is gone`];
    });
    const unlinked = records.vmms
      .filter(({ id, time_deleted: deleted }) => deleted === null && !active.has(id))
      .map(
        ({ id, instance_id: instance, state }) =>
          `VMM ${id} is ${state}, and ${nameOf(records, instance)} is not linked to it`,
      );
    return [...wrong, ...unlinked];
  },
};

/** Whatever has failed says why, and the events of its instance say what became of that. */
export const failureReasons: Invariant = {
  name: 'failure_reasons',
  holds: 'always',
  check: ({ records }) =>
    records.vmms.flatMap((vmm) => {
      const { id, instance_id: instance, state, failure_reason: reason } = vmm;
      if (state !== 'failed') return [];
      const what = `VMM ${id} of ${nameOf(records, instance)} has failed`;
      if (reason === null || reason === 'prehistoric') return [`${what}, and nobody says why`];
      // While it is still linked the update that says so is due: that is for `comes_to_rest`.
      if (vmm.time_deleted === null || isTold(records, vmm)) return [];
      return [`${what} (${reason}), and no event of its instance says so`];
    }),
};

/** An operator has cancelled the last attempt to delete it; the next one does the rest. */
function isDeleteCancelled({ sagas }: Records, instanceId: string): boolean {
  const last = lastSaga(sagas, 'instance_delete', instanceId);
  return last?.state === 'unwound' && last.cancel_reason !== null;
}

/**
 * What a sled agent knows about a failure is not lost, if it speaks a version that has it. A sled that lost its power, or
 * was expunged, before it could tell has that as the reason.
 */
export const reasonsKept: Invariant = {
  name: 'reasons_kept',
  holds: 'at_rest',
  check: ({ records, sleds, failed }) => {
    const vmms = byId(records.vmms);
    const versions = new Map(sleds.map(({ id, view }) => [id, view?.version]));
    return failed.flatMap(({ id, sledId, cause, version }) => {
      const isTold = version >= firstWithCause && (versions.get(sledId) ?? 0) >= firstWithCause;
      const vmm = vmms.get(id);
      if (!isTold || vmm?.state !== 'failed') return [];
      const reason = String(vmm.failure_reason);
      return [cause, 'sled_off', 'sled_expunged'].includes(reason)
        ? []
        : [
            `VMM ${id} of ${nameOf(records, vmm.instance_id)} failed on its sled with ${cause}, and is on record with ${reason}`,
          ];
    });
  },
};

/** The version of the Sled Agent API in which a failure has its cause. */
const firstWithCause = 49;

/**
 * By its own event; or that of the migration that it was the target of, or of the start that it was made for. Where its guest
 * had gone elsewhere before, there is nothing to tell: the instance goes on.
 */
function isTold(
  records: Records,
  { id, instance_id, failure_reason }: Records['vmms'][number],
): boolean {
  const migrations = records.migrations.filter((one) => one.target_propolis_id === id);
  const left = records.migrations.filter((one) => one.source_propolis_id === id);
  const starts = records.attempts.filter(({ vmm_id: vmm }) => vmm === id);
  return records.events.some(({ instance_id: instance, kind, data }) => {
    if (instance !== instance_id) return false;
    switch (kind) {
      case 'vmm_failed':
        return data['reason'] === failure_reason;
      case 'migration_failed':
        return migrations.some((one) => one.id === data['migration_id']);
      case 'migration_completed':
        return left.some((one) => one.id === data['migration_id']);
      case 'start_failed':
        return starts.some((one) => one.id === data['attempt_id']);
      default:
        return false;
    }
  });
}
