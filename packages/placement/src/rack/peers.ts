import { groupLimits, type SledReservation } from '@skewline/nexus-types/domain';
import { type PlacementProblem, placementProblem } from '../problem.ts';
import type { PlacementGroup } from '../snapshot.ts';

/** An instance, as far as a reservation or a group names it. */
export interface Instance {
  readonly id: string;
  readonly reservations: Reserved[];
  readonly groups: Group[];
}

/** A reservation, with what it names looked up. */
export interface Reserved {
  readonly reservation: SledReservation;
  readonly slot: number;
  readonly instance: Instance | null;
}

/** A group, with its members looked up. */
export interface Group {
  readonly group: Omit<PlacementGroup, 'members'>;
  readonly members: Instance[];
}

function withdraw<Item>(list: Item[], item: Item): void {
  list.splice(list.indexOf(item), 1);
}

/** Who is where, and who belongs together. An instance is known while anything names it. */
export class Peers {
  readonly #instances = new Map<string, Instance>();
  readonly #reservations = new Map<string, Reserved>();
  readonly #groups = new Map<string, Group>();

  instance(instanceId: string): Instance | undefined {
    return this.#instances.get(instanceId);
  }

  reservation(vmmId: string): Reserved | undefined {
    return this.#reservations.get(vmmId);
  }

  group(groupId: string): Group | undefined {
    return this.#groups.get(groupId);
  }

  /** What forbids the reservation, whose id may be another's only where `instead` is that one. */
  checkReservation(reservation: SledReservation, instead?: Reserved): readonly PlacementProblem[] {
    const { id, instanceId, state } = reservation;
    if (this.#reservations.get(id) !== instead) return [placementProblem('duplicate_id', ['id'])];
    if (instanceId === null || state === 'tombstoned') return [];
    const twice = this.#instances
      .get(instanceId)
      ?.reservations.some((other) => other !== instead && other.reservation.state === state);
    return twice ? [placementProblem('instance_reserved_twice', ['state'])] : [];
  }

  /** What forbids these members, beside what the group says of itself. */
  checkMembers(group: PlacementGroup): readonly PlacementProblem[] {
    return group.members.flatMap((member, index) => {
      const others = this.#instances
        .get(member)
        ?.groups.filter(({ group: { id, kind } }) => kind === group.kind && id !== group.id);
      if ((others?.length ?? 0) < groupLimits.groupsPerInstance[group.kind]) return [];
      return [placementProblem('instance_in_too_many_groups', ['members', index])];
    });
  }

  reserve(reservation: SledReservation, slot: number): void {
    const { id, instanceId } = reservation;
    const instance = instanceId === null ? null : this.#known(instanceId);
    const reserved: Reserved = { reservation, slot, instance };
    this.#reservations.set(id, reserved);
    instance?.reservations.push(reserved);
  }

  release(reserved: Reserved): void {
    this.#reservations.delete(reserved.reservation.id);
    if (reserved.instance === null) return;
    withdraw(reserved.instance.reservations, reserved);
    this.#forget(reserved.instance);
  }

  putGroup({ members, ...group }: PlacementGroup): void {
    const old = this.#groups.get(group.id);
    const put: Group = { group, members: members.map((member) => this.#known(member)) };
    for (const instance of put.members) instance.groups.push(put);
    this.#groups.set(group.id, put);
    if (old) this.#disband(old);
  }

  removeGroup(group: Group): void {
    this.#groups.delete(group.group.id);
    this.#disband(group);
  }

  #disband(group: Group): void {
    for (const instance of group.members) {
      withdraw(instance.groups, group);
      this.#forget(instance);
    }
  }

  #known(instanceId: string): Instance {
    let instance = this.#instances.get(instanceId);
    if (!instance) {
      instance = { id: instanceId, reservations: [], groups: [] };
      this.#instances.set(instanceId, instance);
    }
    return instance;
  }

  #forget(instance: Instance): void {
    if (instance.reservations.length > 0 || instance.groups.length > 0) return;
    this.#instances.delete(instance.id);
  }
}
