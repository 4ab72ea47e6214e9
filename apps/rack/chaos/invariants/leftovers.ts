import { byId, nameOf } from '../snapshot/snapshot.ts';
import type { Invariant } from './invariant.ts';

/** An instance that is gone has left nothing. */
export const nothingLeft: Invariant = {
  name: 'nothing_left',
  holds: 'at_rest',
  check: ({ records }) => {
    const instances = byId(records.instances);
    const isGone = (id: string | null): id is string => {
      if (id === null) return false;
      const instance = instances.get(id);
      return instance === undefined || instance.time_deleted !== null;
    };
    const left = (what: string, id: string, instance: string): string =>
      `${what} ${id} is left of ${nameOf(records, instance)}`;
    return [
      ...records.interfaces.flatMap(({ id, instance_id: instance, time_deleted: deleted }) =>
        deleted === null && isGone(instance) ? [left('network interface', id, instance)] : [],
      ),
      ...records.addresses.flatMap(({ ip, instance_id: instance, time_deleted: deleted }) =>
        deleted === null && isGone(instance) ? [left('address', ip, instance)] : [],
      ),
      ...records.disks.flatMap(({ id, attach_instance_id: instance, time_deleted: deleted }) =>
        deleted === null && isGone(instance) ? [left('attached disk', id, instance)] : [],
      ),
      ...records.memberships.flatMap(({ group_id: group, instance_id: instance }) =>
        isGone(instance) ? [left('membership of group', group, instance)] : [],
      ),
      ...records.charges.flatMap(({ id }) => (isGone(id) ? [left('charge', id, id)] : [])),
    ];
  },
};

/** A disk is attached, with its instance, or not. */
export const disks: Invariant = {
  name: 'disks',
  holds: 'at_rest',
  check: ({ records }) =>
    records.disks.flatMap((disk) => {
      const { id, name, disk_state: state, attach_instance_id: instance } = disk;
      if (disk.time_deleted !== null) return [];
      const what = `disk ${name} (${id}) is ${state}`;
      if (state !== 'attached' && state !== 'detached') return [what];
      return (state === 'attached') === (instance !== null)
        ? []
        : [`${what}, and its instance is ${String(instance)}`];
    }),
};

/** What pools say is used is what disks use, and no more than there is. */
export const localStorage: Invariant = {
  name: 'local_storage',
  holds: 'always',
  check: ({ records }) => {
    const disks = byId(records.disks);
    const pools = byId(records.pools);
    const ofDisk = new Map(
      records.localDisks.map((one) => [
        one.local_storage_unencrypted_dataset_allocation_id,
        disks.get(one.disk_id),
      ]),
    );
    const living = records.allocations.filter(({ time_deleted: deleted }) => deleted === null);
    const orphans = living.flatMap(({ id, sled_id: sled }) => {
      const disk = ofDisk.get(id);
      return disk === undefined || disk.time_deleted !== null
        ? [
            `allocation ${id} on sled ${sled} is of ${disk === undefined ? 'no disk' : `disk ${disk.id}, which is deleted`}`,
          ]
        : [];
    });
    const amounts = records.datasets.flatMap(({ id, pool_id: poolId, size_used: used }) => {
      const sum = living
        .filter((one) => one.local_storage_unencrypted_dataset_id === id)
        .reduce((total, { dataset_size: size }) => total + Number(size), 0);
      const pool = pools.get(poolId);
      const has = Number(pool?.total_size ?? 0) - Number(pool?.control_plane_storage_buffer ?? 0);
      return [
        ...(sum === Number(used)
          ? []
          : [`dataset ${id} says that ${String(used)} are used, and disks use ${String(sum)}`]),
        ...(sum <= has ? [] : [`pool ${poolId} has ${String(has)}, and disks use ${String(sum)}`]),
      ];
    });
    return [...orphans, ...amounts];
  },
};

/** A project is charged for what runs, and for nothing else. */
export const quota: Invariant = {
  name: 'quota',
  holds: 'at_rest',
  check: ({ records }) => {
    const instances = byId(records.instances);
    const charged = byId(records.charges);
    const wrong = records.charges.flatMap(({ id, cpus, ram }) => {
      const instance = instances.get(id);
      const isRight =
        instance?.state === 'vmm' &&
        Number(instance.ncpus) === Number(cpus) &&
        Number(instance.memory) === Number(ram);
      return isRight
        ? []
        : [
            `${nameOf(records, id)} is ${String(instance?.state)}, and charged ${String(cpus)} CPUs`,
          ];
    });
    const free = records.instances
      .filter(({ id, state }) => state === 'vmm' && !charged.has(id))
      .map(({ id }) => `${nameOf(records, id)} runs, and is not charged for`);
    const sums = records.provisioned.flatMap(
      ({ id, cpus_provisioned: cpus, ram_provisioned: ram }) => {
        const own = records.charges.filter(({ project_id: project }) => project === id);
        const sum = (of: 'cpus' | 'ram'): number =>
          own.reduce((total, charge) => total + Number(charge[of]), 0);
        return sum('cpus') === Number(cpus) && sum('ram') === Number(ram)
          ? []
          : [
              `project ${id} is said to use ${String(cpus)} CPUs and ${String(ram)} bytes, and its instances use ${String(sum('cpus'))} and ${String(sum('ram'))}`,
            ];
      },
    );
    return [...wrong, ...free, ...sums];
  },
};
