/** What can be wrong with what placement is told, though its type is right. */
export type PlacementProblemCode =
  | 'not_text'
  | 'not_an_amount'
  | 'not_a_size'
  | 'unknown_word'
  | 'not_a_list'
  | 'duplicate_id'
  | 'unknown_sled'
  | 'unknown_zpool'
  | 'unknown_group'
  | 'unknown_reservation'
  | 'sled_in_use'
  | 'beyond_counting'
  | 'instance_reserved_twice'
  | 'member_twice'
  | 'group_full'
  | 'instance_in_too_many_groups'
  | 'vmm_of_another_instance';

/** A problem, as data; it is returned, never thrown. */
export interface PlacementProblem {
  readonly code: PlacementProblemCode;
  readonly message: string;
  /** Where, from the outside in: `['sleds', 3, 'capacity', 'rssRam']`. */
  readonly path: readonly (string | number)[];
}

/** The catalogue: every code, and what it means. */
export const placementProblems: { readonly [Code in PlacementProblemCode]: string } = {
  not_text: 'An id or a name must be a text that is not empty.',
  not_an_amount: 'An amount must be a whole number from 0 to 2^53 - 1.',
  not_a_size: 'Headroom must be a whole number from -(2^53 - 1) to 2^53 - 1.',
  unknown_word: 'This is none of the words that are allowed here.',
  not_a_list: 'There must be a list here.',
  duplicate_id: 'Two things have this id.',
  unknown_sled: 'There is no sled with this id.',
  unknown_zpool: 'There is no pool with this id on the sled.',
  unknown_group: 'There is no group with this id.',
  unknown_reservation: 'There is no reservation with this id.',
  sled_in_use: 'There are reservations on the sled.',
  beyond_counting: 'With this, more than 2^53 - 1 would be reserved on the sled.',
  instance_reserved_twice: 'An instance has one active reservation and one target at most.',
  member_twice: 'An instance can be in a group once only.',
  group_full: 'The group has more members than a group may have.',
  instance_in_too_many_groups: 'The instance is in more groups of this kind than it may be.',
  vmm_of_another_instance: 'The VMM has a reservation already, for another instance.',
};

/** Makes a problem with the catalogue's sentence. */
export function placementProblem(
  code: PlacementProblemCode,
  path: readonly (string | number)[],
): PlacementProblem {
  return { code, message: placementProblems[code], path };
}

/** The problems, of something that lies deeper than the one who found them knew. */
export function within(
  path: readonly (string | number)[],
  problems: readonly PlacementProblem[],
): readonly PlacementProblem[] {
  return problems.map((problem) => ({ ...problem, path: [...path, ...problem.path] }));
}
