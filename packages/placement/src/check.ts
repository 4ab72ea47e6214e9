import {
  dimensions,
  groupLimits,
  requiredDatasetSize,
  type Resources,
  type SledReservation,
  type SledReservationState,
} from '@skewline/nexus-types/domain';
import { type PlacementProblem, placementProblem } from './problem.ts';
import type {
  PlacementDisk,
  PlacementGroup,
  PlacementRequest,
  PlacementSled,
  PlacementZpool,
} from './snapshot.ts';

type Path = readonly (string | number)[];

/** Words that are allowed, by the types that say so. */
const words = {
  policy: { in_service: true, no_provision: true, expunged: true },
  state: { active: true, decommissioned: true },
  cpuFamily: { unknown: true, amd_milan: true, amd_turin: true, amd_turin_dense: true },
  reservationState: { active: true, target: true, tombstoned: true },
  kind: { affinity: true, anti_affinity: true },
  groupPolicy: { fail: true, allow: true },
  reason: { start: true, migration: true },
  /** An instance cannot ask for `sled_default`: that is what its VMM gets when it asks for nothing. */
  platformOfInstance: { amd_milan: true, amd_turin: true, amd_turin_v2: true },
  platformOfVmm: { sled_default: true, amd_milan: true, amd_turin: true, amd_turin_v2: true },
} satisfies {
  policy: { [Word in PlacementSled['policy']]: true };
  state: { [Word in PlacementSled['state']]: true };
  cpuFamily: { [Word in PlacementSled['cpuFamily']]: true };
  reservationState: { [Word in SledReservationState]: true };
  kind: { [Word in PlacementGroup['kind']]: true };
  groupPolicy: { [Word in PlacementGroup['policy']]: true };
  reason: { [Word in PlacementRequest['reason']]: true };
  platformOfInstance: object;
  platformOfVmm: { [Word in NonNullable<PlacementRequest['cpuPlatform']>]: true };
};

/** Collects problems. What it is given may be JSON of anybody's: the types are only promises. */
class Check {
  readonly problems: PlacementProblem[] = [];

  fail(code: PlacementProblem['code'], ...path: Path): void {
    this.problems.push(placementProblem(code, path));
  }

  text(value: unknown, ...path: Path): void {
    if (typeof value !== 'string' || value === '') this.fail('not_text', ...path);
  }

  word(value: unknown, allowed: object, ...path: Path): void {
    if (typeof value !== 'string' || !Object.hasOwn(allowed, value)) {
      this.fail('unknown_word', ...path);
    }
  }

  amount(value: unknown, ...path: Path): void {
    if (!Number.isSafeInteger(value) || Number(value) < 0) this.fail('not_an_amount', ...path);
  }

  resources(value: Resources | null | undefined, ...path: Path): void {
    for (const name of dimensions) this.amount(value?.[name], ...path, name);
  }

  list<Item>(value: readonly Item[], ...path: Path): readonly Item[] {
    if (Array.isArray(value)) return value;
    this.fail('not_a_list', ...path);
    return [];
  }

  distinct(ids: readonly unknown[], code: 'duplicate_id' | 'member_twice', ...path: Path): void {
    const seen = new Set<unknown>();
    for (const [index, id] of ids.entries()) {
      if (seen.has(id)) this.fail(code, ...path, index);
      seen.add(id);
    }
  }

  zpool(zpool: PlacementZpool, ...path: Path): void {
    this.text(zpool.id, ...path, 'id');
    if (!Number.isSafeInteger(zpool.headroom)) this.fail('not_a_size', ...path, 'headroom');
  }

  disk(disk: PlacementDisk, ...path: Path): void {
    this.text(disk.id, ...path, 'id');
    if (!Number.isSafeInteger(disk.size) || disk.size < 0) {
      this.fail('not_an_amount', ...path, 'size');
    } else if (!Number.isSafeInteger(requiredDatasetSize(disk.size))) {
      // What it takes of a pool is more than can be counted.
      this.fail('not_an_amount', ...path, 'size');
    }
    if (disk.allocation === null) return;
    this.text(disk.allocation.sledId, ...path, 'allocation', 'sledId');
    this.text(disk.allocation.zpoolId, ...path, 'allocation', 'zpoolId');
  }
}

export function checkSled(sled: PlacementSled): readonly PlacementProblem[] {
  const check = new Check();
  check.text(sled.id, 'id');
  check.word(sled.policy, words.policy, 'policy');
  check.word(sled.state, words.state, 'state');
  check.word(sled.cpuFamily, words.cpuFamily, 'cpuFamily');
  check.resources(sled.capacity, 'capacity');
  const zpools = check.list(sled.zpools ?? [], 'zpools');
  for (const [index, zpool] of zpools.entries()) check.zpool(zpool, 'zpools', index);
  check.distinct(
    zpools.map(({ id }) => id),
    'duplicate_id',
    'zpools',
  );
  return check.problems;
}

export function checkZpool(zpool: PlacementZpool): readonly PlacementProblem[] {
  const check = new Check();
  check.zpool(zpool);
  return check.problems;
}

export function checkReservation(reservation: SledReservation): readonly PlacementProblem[] {
  const check = new Check();
  check.text(reservation.id, 'id');
  check.text(reservation.sledId, 'sledId');
  if (reservation.instanceId !== null) check.text(reservation.instanceId, 'instanceId');
  check.resources(reservation.resources, 'resources');
  check.word(reservation.state, words.reservationState, 'state');
  return check.problems;
}

export function checkReservationState(state: SledReservationState): readonly PlacementProblem[] {
  const check = new Check();
  check.word(state, words.reservationState, 'state');
  return check.problems;
}

export function checkGroup(group: PlacementGroup): readonly PlacementProblem[] {
  const check = new Check();
  check.text(group.id, 'id');
  check.text(group.name, 'name');
  check.word(group.kind, words.kind, 'kind');
  check.word(group.policy, words.groupPolicy, 'policy');
  const members = check.list(group.members, 'members');
  for (const [index, member] of members.entries()) check.text(member, 'members', index);
  check.distinct(members, 'member_twice', 'members');
  if (members.length > groupLimits.membersPerGroup) check.fail('group_full', 'members');
  return check.problems;
}

export function checkRequest(request: PlacementRequest): readonly PlacementProblem[] {
  const check = new Check();
  check.text(request.vmmId, 'vmmId');
  check.text(request.instanceId, 'instanceId');
  check.resources(request.resources, 'resources');
  check.word(request.reason, words.reason, 'reason');
  if (request.cpuPlatform !== null) {
    const platforms =
      request.reason === 'migration' ? words.platformOfVmm : words.platformOfInstance;
    check.word(request.cpuPlatform, platforms, 'cpuPlatform');
  }
  if (request.mustSelectFrom !== null) {
    const sleds = check.list(request.mustSelectFrom, 'mustSelectFrom');
    for (const [index, sledId] of sleds.entries()) check.text(sledId, 'mustSelectFrom', index);
  }
  const disks = check.list(request.localDisks, 'localDisks');
  for (const [index, disk] of disks.entries()) check.disk(disk, 'localDisks', index);
  if (disks.length > 1) {
    check.distinct(
      disks.map(({ id }) => id),
      'duplicate_id',
      'localDisks',
    );
  }
  return check.problems;
}
