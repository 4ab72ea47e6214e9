import {
  familiesOfPlatform,
  type SledReservation,
  type SledReservationState,
} from '@skewline/nexus-types/domain';
import { checkRequest } from './check.ts';
import { type Constraints, constraintsOf, isUnsettled } from './constraints.ts';
import type { Choice, ChoiceReason, Decision, Refusal } from './decision.ts';
import { placeDisks } from './local-disks.ts';
import { placementProblem } from './problem.ts';
import { insideOf, type Rack, type RackInside } from './rack.ts';
import { bestOf } from './rack/lots.ts';
import { passedOver, Search } from './rack/search.ts';
import { families } from './rack/sled-table.ts';
import { hasRoom, type Wanted, wantedBy } from './rack/wanted.ts';
import { bounds, boundsStride } from './rack/room-tree.ts';
import type { Random } from './random.ts';
import { refuse } from './refusal.ts';
import type { PlacementRequest } from './snapshot.ts';
import { any, type Strategy } from './strategies.ts';

export interface DecideOptions {
  readonly random: Random;
  /** How to choose within the class that the rules leave; `any` unless told otherwise. */
  readonly strategy?: Strategy;
  /** Sleds that turned out to be taken meanwhile. One that is required stays required. */
  readonly taken?: ReadonlySet<string>;
}

const noSleds: ReadonlySet<string> = new Set();
const noSlots: ReadonlySet<number> = new Set();

/**
 * Chooses a sled for an instance, or says that there is none. It changes nothing: what comes of a
 * choice is told to the rack with `applyReservation`. The same rack, request and seed give the same
 * decision, however the rack came to be as it is.
 */
export function decide(rack: Rack, request: PlacementRequest, options: DecideOptions): Decision {
  const problems = checkRequest(request);
  if (problems.length > 0) return refuse('invalid_request', { problems });
  const inside = insideOf(rack);
  return (
    existing(inside, request) ??
    refuseAtOnce(inside, request) ??
    chooseSled(inside, request, options)
  );
}

/** The state in which a reservation for this is made. */
function stateFor(request: PlacementRequest): SledReservationState {
  return request.reason === 'start' ? 'active' : 'target';
}

/** Asked again for the same VMM: what was said before, whatever has become of the rack. */
function existing({ peers }: RackInside, request: PlacementRequest): Decision | null {
  const reserved = peers.reservation(request.vmmId);
  if (!reserved) return null;
  const { reservation } = reserved;
  if (reservation.instanceId !== null && reservation.instanceId !== request.instanceId) {
    const problems = [placementProblem('vmm_of_another_instance', ['vmmId'])];
    return refuse('invalid_request', { problems });
  }
  return {
    kind: 'chosen',
    sledId: reservation.sledId,
    reason: 'existing',
    strategy: any.name,
    reservation,
    disks: [],
  };
}

/** What no sled could help. */
function refuseAtOnce({ peers }: RackInside, request: PlacementRequest): Refusal | null {
  const state = stateFor(request);
  const own = peers.instance(request.instanceId);
  if (own?.reservations.some(({ reservation }) => reservation.state === state)) {
    return refuse(state === 'active' ? 'already_starting' : 'already_migrating');
  }
  // A start is never for it: that would be an invalid request.
  if (request.cpuPlatform === 'sled_default') return refuse('cannot_migrate');
  return null;
}

/** The sleds of the disks that have a place already: they pin the instance. */
export function sledsOfDisks(request: PlacementRequest): ReadonlySet<string> {
  return new Set(request.localDisks.flatMap(({ allocation }) => allocation?.sledId ?? []));
}

/** The sleds that may be chosen from, whether they exist or not; null: all. */
function selectedSleds(
  { mustSelectFrom }: PlacementRequest,
  pinned: ReadonlySet<string>,
): readonly string[] | null {
  if (pinned.size === 0) return mustSelectFrom;
  return mustSelectFrom === null ? [...pinned] : mustSelectFrom.filter((id) => pinned.has(id));
}

/** One bit per CPU family that will do. */
export function familyBits(request: PlacementRequest): number {
  const { cpuPlatform } = request;
  if (cpuPlatform === null) return 2 ** families.length - 1;
  const suitable = familiesOfPlatform[cpuPlatform];
  return families.reduce(
    (bits, family, at) => (suitable.includes(family) ? bits | (1 << at) : bits),
    0,
  );
}

function chooseSled(
  inside: RackInside,
  request: PlacementRequest,
  options: DecideOptions,
): Decision {
  const pinned = request.localDisks.length > 0 ? sledsOfDisks(request) : noSleds;
  if (pinned.size > 1) return refuse('local_disks_on_several_sleds');
  const selected = selectedSleds(request, pinned);
  if (selected?.length === 0) return refuse('no_capacity');
  if (request.localDisks.some(({ allocation }) => allocation?.encrypted)) {
    return refuse('no_capacity', {
      transience: 'permanent',
      message: 'The instance has a local disk of an old, encrypted kind that no sled can take.',
      hint: 'Detach the disk.',
    });
  }
  const decision = new Choosing(inside, request, options, selected);
  return decision.choose();
}

/** One decision about the sleds. The marks it makes in the table are gone when it has decided. */
class Choosing {
  readonly #inside: RackInside;
  readonly #request: PlacementRequest;
  readonly #selected: ReadonlySet<number> | null;
  readonly #constraints: Constraints;
  readonly #taken: ReadonlySet<number>;
  readonly #wanted: Wanted;
  readonly #families: number;
  readonly #strategy: Strategy;
  readonly #random: Random;

  constructor(
    inside: RackInside,
    request: PlacementRequest,
    options: DecideOptions,
    selected: readonly string[] | null,
  ) {
    const slots = (ids: Iterable<string>): ReadonlySet<number> =>
      new Set([...ids].flatMap((id) => inside.table.slotOf(id) ?? []));
    this.#inside = inside;
    this.#request = request;
    this.#selected = selected === null ? null : slots(selected);
    this.#constraints = constraintsOf(inside.peers.instance(request.instanceId));
    this.#taken = options.taken === undefined ? noSlots : slots(options.taken);
    this.#wanted = wantedBy(request);
    this.#families = familyBits(request);
    this.#strategy = options.strategy ?? any;
    this.#random = options.random;
  }

  choose(): Decision {
    const { required, banned } = this.#constraints;
    if (required.size > 1) return refuse('too_many_required_sleds', this.#transience());
    for (const slot of required) {
      // Before its room: where both are so, no capacity in the world would help.
      if (banned.has(slot)) return refuse('contradictory_groups', this.#transience());
      const free = this.#mayUse(slot) && hasRoom(this.#inside.table, slot, this.#wanted);
      return free ? this.#chosen(slot, 'required') : refuse('required_sled_unavailable');
    }
    const { preferred, unpreferred } = this.#constraints;
    const liked = [...preferred].filter((slot) => !unpreferred.has(slot) && !banned.has(slot));
    const first = this.#bestOf(liked);
    if (first >= 0) return this.#chosen(first, 'preferred');
    const disliked = [...unpreferred].filter((slot) => !preferred.has(slot) && !banned.has(slot));
    const second = this.#neutral(disliked);
    if (second >= 0) return this.#chosen(second, 'neutral');
    const last = this.#bestOf(disliked);
    if (last >= 0) return this.#chosen(last, 'unpreferred');
    return refuse(this.#disksNeverFit() ? 'too_few_distinct_disks' : 'no_capacity');
  }

  /** Whether the sled is one of those to choose from, apart from groups and room. */
  #mayUse(slot: number): boolean {
    return !this.#taken.has(slot) && this.#suits(slot);
  }

  #suits(slot: number): boolean {
    const { table } = this.#inside;
    return (
      table.standing[slot] === 0 &&
      (this.#families & (1 << (table.family[slot] ?? 0))) !== 0 &&
      (this.#selected === null || this.#selected.has(slot))
    );
  }

  #bestOf(slots: readonly number[]): number {
    if (slots.length === 0) return -1;
    const usable = slots.filter((slot) => this.#mayUse(slot));
    return bestOf(usable, this.#inside.table, this.#wanted, this.#strategy, this.#random);
  }

  /** No preferred sled has room any more, so whatever is not to be avoided is neutral. */
  #neutral(disliked: readonly number[]): number {
    const { banned } = this.#constraints;
    if (this.#selected !== null) {
      const avoided = new Set(disliked);
      return this.#bestOf(
        [...this.#selected].filter((slot) => !banned.has(slot) && !avoided.has(slot)),
      );
    }
    const { table } = this.#inside;
    const mark = (value: number): void => {
      for (const slot of banned) table.marks[slot] = value;
      for (const slot of disliked) table.marks[slot] = value;
      for (const slot of this.#taken) table.marks[slot] = value;
    };
    mark(passedOver);
    try {
      const search = new Search(table, this.#trees(), this.#wanted, this.#random);
      return search.best(this.#strategy);
    } finally {
      // A strategy of somebody else's may have thrown.
      mark(0);
    }
  }

  #trees(): RackInside['trees'] {
    return this.#inside.trees.filter((_tree, family) => (this.#families & (1 << family)) !== 0);
  }

  #chosen(slot: number, reason: ChoiceReason): Choice {
    const { vmmId, instanceId, resources, localDisks } = this.#request;
    const { table } = this.#inside;
    const sledId = table.idOf(slot);
    const reservation: SledReservation = {
      id: vmmId,
      sledId,
      instanceId,
      resources,
      state: stateFor(this.#request),
    };
    const zpools = table.zpools[slot] ?? [];
    const placed = localDisks.length > 0 ? placeDisks(localDisks, zpools, this.#random) : null;
    if (placed !== null && placed.kind !== 'placed') {
      throw new RangeError(`sled ${sledId} was to have room for the disks of ${instanceId}`);
    }
    const disks = placed?.disks ?? [];
    const strategy = this.#strategy.name;
    return { kind: 'chosen', sledId, reason, strategy, reservation, disks };
  }

  #transience(): { transience?: 'transient' } {
    const { peers } = this.#inside;
    return isUnsettled(peers, this.#request.instanceId) ? { transience: 'transient' } : {};
  }

  /** Whether there are sleds to choose from and none has that many pools, however empty it were. */
  #disksNeverFit(): boolean {
    const { diskSizes, poolsInUse } = this.#wanted;
    if (diskSizes.length === 0) return false;
    const { table } = this.#inside;
    if (this.#selected === null) {
      const trees = this.#trees().filter((tree) => tree.count > 0);
      const most = trees.map((tree) => tree.bounds[boundsStride * tree.root + bounds.pools] ?? 0);
      return trees.length > 0 && most.every((pools) => pools < diskSizes.length);
    }
    const usable = [...this.#selected].filter((slot) => this.#suits(slot));
    const free = (slot: number): number =>
      (table.zpools[slot] ?? []).filter(({ id }) => !poolsInUse.has(id)).length;
    return usable.length > 0 && usable.every((slot) => free(slot) < diskSizes.length);
  }
}
