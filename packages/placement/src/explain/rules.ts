import { voiceOf } from '../constraints.ts';
import type { Group, Instance } from '../rack/peers.ts';
import type { RackInside } from '../rack.ts';
import type { PlacementGroup } from '../snapshot.ts';

/** A group that rules out sleds for an instance, and through whom. */
export interface Rule {
  readonly group: Group['group'];
  readonly voice: 'required' | 'banned';
  /** Other members with a reservation. */
  readonly peers: readonly Instance[];
  /** Where they are; in more than one place while one of them migrates. */
  readonly slots: ReadonlySet<number>;
}

/** The groups of the instance that must be obeyed and have something to say, by name. */
export function rulesFor({ peers }: RackInside, instanceId: string): readonly Rule[] {
  const instance = peers.instance(instanceId);
  const rules: Rule[] = [];
  for (const { group, members } of instance?.groups ?? []) {
    const voice = voiceOf(group);
    if (voice !== 'required' && voice !== 'banned') continue;
    const others = members.filter(
      (member) => member !== instance && member.reservations.length > 0,
    );
    if (others.length > 0) rules.push({ group, voice, peers: others, slots: slotsOf(others) });
  }
  return rules.sort((a, b) => byName(a.group, b.group));
}

export function slotsOf(instances: readonly Instance[]): Set<number> {
  return new Set(instances.flatMap(({ reservations }) => reservations.map(({ slot }) => slot)));
}

/** Nothing that is said may depend on how the rack came to be as it is. */
export function byId(a: Instance, b: Instance): number {
  return a.id < b.id ? -1 : 1;
}

type Named = Pick<PlacementGroup, 'name' | 'id'>;

export function byName(a: Named, b: Named): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** All sleds that rules of one voice speak of. */
export function slotsOfVoice(rules: readonly Rule[], voice: Rule['voice']): Set<number> {
  const slots = new Set<number>();
  for (const rule of rules) {
    if (rule.voice !== voice) continue;
    for (const slot of rule.slots) slots.add(slot);
  }
  return slots;
}
