import type { Group, Instance, Peers } from './rack/peers.ts';

/**
 * What the groups of an instance say of the sleds where other members have a reservation, in whatever
 * state: the others of a group that are stopped say nothing, one that is migrating speaks of both its
 * sleds. How many members are on a sled does not matter. Slots.
 */
export interface Constraints {
  /** Affinity that must be. */
  readonly required: ReadonlySet<number>;
  /** Anti-affinity that must be. */
  readonly banned: ReadonlySet<number>;
  readonly preferred: ReadonlySet<number>;
  readonly unpreferred: ReadonlySet<number>;
}

const nothing: ReadonlySet<number> = new Set();
const noConstraints: Constraints = {
  required: nothing,
  banned: nothing,
  preferred: nothing,
  unpreferred: nothing,
};

/** Which of the four sets a group speaks of. */
export function voiceOf({ kind, policy }: Group['group']): keyof Constraints {
  if (kind === 'affinity') return policy === 'fail' ? 'required' : 'preferred';
  return policy === 'fail' ? 'banned' : 'unpreferred';
}

export function constraintsOf(instance: Instance | undefined): Constraints {
  if (!instance || instance.groups.length === 0) return noConstraints;
  const sets = {
    required: new Set<number>(),
    banned: new Set<number>(),
    preferred: new Set<number>(),
    unpreferred: new Set<number>(),
  };
  for (const { group, members } of instance.groups) {
    const set = sets[voiceOf(group)];
    for (const member of members) {
      if (member === instance) continue;
      for (const { slot } of member.reservations) set.add(slot);
    }
  }
  return sets;
}

/**
 * Whether a rule depends on a member that is just leaving a sled: it has a reservation that a
 * migration made, or one that only waits for a process to end. Time alone may mend that.
 */
export function isUnsettled(peers: Peers, instanceId: string): boolean {
  const instance = peers.instance(instanceId);
  if (!instance) return false;
  return instance.groups.some(
    ({ group, members }) =>
      group.policy === 'fail' &&
      members.some(
        (member) =>
          member !== instance &&
          member.reservations.some(({ reservation: { state } }) => state !== 'active'),
      ),
  );
}
