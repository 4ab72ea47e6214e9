import { any, decide, Rack, seeded, strategies } from '@skewline/placement';
import type { Choice, Decision, PlacementRequest, RackSnapshot } from '@skewline/placement';
import { expect, test } from 'vitest';
import { decideByHand, neededBytes, type Verdict } from './support/oracle-by-hand.ts';
import { Draw, drawRack, drawRequest } from './support/random-rack.ts';

/** Each disk without a place is on a pool of its own on the chosen sled, and has room there. */
function wrongDisks(snapshot: RackSnapshot, request: PlacementRequest, choice: Choice): string[] {
  if (choice.reason === 'existing') return choice.disks.map(({ diskId }) => diskId);
  const zpools = snapshot.sleds.find(({ id }) => id === choice.sledId)?.zpools ?? [];
  const unplaced = request.localDisks.filter(({ allocation }) => allocation === null);
  const used = request.localDisks.map(({ allocation }) => allocation?.zpoolId);
  const wrong = unplaced.filter(({ id, size }) => {
    const there = choice.disks.filter(({ diskId }) => diskId === id);
    const [disk] = there;
    const zpool = zpools.find((pool) => pool.id === disk?.zpoolId);
    return (
      there.length !== 1 ||
      zpool === undefined ||
      disk?.requiredSize !== neededBytes(size) ||
      disk.requiredSize >= zpool.headroom ||
      used.includes(zpool.id)
    );
  });
  const distinct = new Set(choice.disks.map(({ zpoolId }) => zpoolId)).size;
  const counted = choice.disks.length === unplaced.length && distinct === unplaced.length;
  return [...wrong.map(({ id }) => id), ...(counted ? [] : ['count'])];
}

/** What speaks against a decision; empty if nothing does. */
function objections(
  snapshot: RackSnapshot,
  request: PlacementRequest,
  decision: Decision,
  wanted: Verdict,
): string[] {
  if (decision.kind === 'refused') {
    // A VMM id of another instance's is nonsense, which the rules do not speak of.
    const nonsense = snapshot.reservations.some(
      ({ id, instanceId }) =>
        id === request.vmmId && instanceId !== null && instanceId !== request.instanceId,
    );
    const right = nonsense ? 'invalid_request' : 'refused' in wanted ? wanted.refused : 'a choice';
    return decision.code === right ? [] : [`${decision.code} instead of ${right}`];
  }
  if ('refused' in wanted) return [`${decision.sledId} instead of ${wanted.refused}`];
  return [
    ...(wanted.oneOf.includes(decision.sledId) ? [] : [`${decision.sledId} is not allowed`]),
    ...(wanted.reason === decision.reason ? [] : [`${decision.reason} is not the class`]),
    ...wrongDisks(snapshot, request, decision),
  ];
}

test('10,000 random racks: what is chosen is allowed, and a refusal is right', () => {
  const draw = new Draw(seeded(20_260_731));
  const seen = new Map<string, number>();
  const failures: unknown[] = [];
  for (let round = 0; round < 10_000; round += 1) {
    const snapshot = drawRack(draw);
    const request = drawRequest(draw, snapshot);
    const taken = draw.chance(10) ? draw.some(snapshot.sleds, 40).map(({ id }) => id) : [];
    const rack = Rack.from(snapshot);
    if (!(rack instanceof Rack)) throw new Error(JSON.stringify(rack));
    const strategy = draw.of([any, any, strategies.spread, strategies.best_fit]);
    const options = { random: seeded(round), strategy, taken: new Set(taken) };
    const decision = decide(rack, request, options);
    const wanted = decideByHand(snapshot, request, taken);
    const wrong = objections(snapshot, request, decision, wanted);
    if (wrong.length > 0) failures.push({ round, wrong, snapshot, request, taken });
    const outcome = decision.kind === 'refused' ? decision.code : decision.reason;
    seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
  }
  expect(failures.slice(0, 1)).toEqual([]);
  // A test that met nothing would prove nothing.
  const rare = [...seen].filter(([, times]) => times < 20);
  expect(rare).toEqual([]);
  expect([...seen.keys()].toSorted()).toEqual([
    'already_migrating',
    'already_starting',
    'cannot_migrate',
    'contradictory_groups',
    'existing',
    'invalid_request',
    'local_disks_on_several_sleds',
    'neutral',
    'no_capacity',
    'preferred',
    'required',
    'required_sled_unavailable',
    'too_few_distinct_disks',
    'too_many_required_sleds',
    'unpreferred',
  ]);
});
