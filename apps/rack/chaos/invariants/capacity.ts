import { byId, nameOf, type Records, type Snapshot } from '../snapshot/snapshot.ts';
import type { Invariant } from './invariant.ts';

/** What is kept for VMMs on a sled never is more than the sled has. */
export const capacity: Invariant = {
  name: 'capacity',
  holds: 'always',
  check: ({ records }) => overfull(records),
};

export function overfull(records: Pick<Records, 'sleds' | 'reservations'>): readonly string[] {
  return records.sleds.flatMap((sled) => {
    const here = records.reservations.filter(({ sled_id: at }) => at === sled.id);
    const dimensions = [
      ['hardware_threads', sled.usable_hardware_threads],
      ['rss_ram', sled.usable_physical_ram],
      ['reservoir_ram', sled.reservoir_size],
    ] as const;
    return dimensions.flatMap(([dimension, has]) => {
      const taken = here.reduce((sum, one) => sum + Number(one[dimension]), 0);
      if (taken <= Number(has)) return [];
      const ids = here.map(({ id }) => id).join(', ');
      return [
        `sled ${sled.serial_number} has ${String(has)} ${dimension}, and ${String(taken)} are kept for VMMs ${ids}`,
      ];
    });
  });
}

/** What is kept is kept for VMMs that live, on the sled that they are on, as much as they are. */
export const reservations: Invariant = {
  name: 'reservations',
  holds: 'at_rest',
  check: ({ records }: Snapshot) => {
    const vmms = byId(records.vmms);
    const instances = byId(records.instances);
    const kept = byId(records.reservations);
    const ofNobody = records.reservations.flatMap((one) => {
      const vmm = vmms.get(one.id);
      const name = nameOf(records, one.instance_id ?? '');
      if (vmm === undefined || vmm.time_deleted !== null) {
        return [
          `room is kept for VMM ${one.id} of ${name} on sled ${one.sled_id}, which is ${vmm === undefined ? 'unknown' : `${vmm.state}, and deleted`}`,
        ];
      }
      if (vmm.sled_id !== one.sled_id) {
        return [`VMM ${one.id} is on sled ${vmm.sled_id}, and room is kept on ${one.sled_id}`];
      }
      if (one.state !== 'active') return [`what is kept for VMM ${one.id} is ${one.state}`];
      const instance = instances.get(vmm.instance_id);
      const isAsBig =
        instance !== undefined &&
        Number(one.hardware_threads) === Number(instance.ncpus) &&
        Number(one.reservoir_ram) === Number(instance.memory);
      return isAsBig ? [] : [`what is kept for VMM ${one.id} is not what ${name} needs`];
    });
    const withoutRoom = records.vmms
      .filter(({ id, time_deleted: deleted }) => deleted === null && !kept.has(id))
      .map(
        ({ id, instance_id: instance, sled_id: sled }) =>
          `no room is kept for VMM ${id} of ${nameOf(records, instance)} on sled ${sled}`,
      );
    return [...ofNobody, ...withoutRoom];
  },
};
