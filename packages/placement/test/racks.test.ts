import { any, decide, Rack, seeded, strategies } from '@skewline/placement';
import type { Choice, PlacementRequest, RackSnapshot } from '@skewline/placement';
import { expect, test } from 'vitest';
import { decideByHand, neededBytes } from './support/oracle-by-hand.ts';
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

test('10,000 random racks: what is chosen is allowed, and a refusal is right', () => {
  const draw = new Draw(seeded(20_260_731));
  const seen = new Map<string, number>();
  for (let round = 0; round < 10_000; round += 1) {
    const snapshot = drawRack(draw);
    const request = drawRequest(draw, snapshot);
    const taken = draw.chance(10) ? draw.some(snapshot.sleds, 40).map(({ id }) => id) : [];
    const wanted = decideByHand(snapshot, request, taken);
    const rack = Rack.from(snapshot);
    if (!(rack instanceof Rack)) throw new Error(JSON.stringify(rack));
    const strategy = draw.of([any, any, strategies.spread, strategies.best_fit]);
    const decision = decide(rack, request, {
      random: seeded(round),
      strategy,
      taken: new Set(taken),
    });
    const where = JSON.stringify({ round, snapshot, request, taken, decision, wanted });
    if (decision.kind === 'refused') {
      // A vmm id of another instance's is nonsense, which the rules do not speak of.
      const other = snapshot.reservations.some(
        ({ id, instanceId }) =>
          id === request.vmmId && instanceId !== null && instanceId !== request.instanceId,
      );
      const expected = other ? 'invalid_request' : 'refused' in wanted && wanted.refused;
      expect(decision.code, where).toBe(expected);
      seen.set(decision.code, (seen.get(decision.code) ?? 0) + 1);
    } else {
      expect('oneOf' in wanted && wanted.oneOf, where).toContain(decision.sledId);
      expect(decision.reason, where).toBe('oneOf' in wanted && wanted.reason);
      expect(wrongDisks(snapshot, request, decision), where).toEqual([]);
      seen.set(decision.reason, (seen.get(decision.reason) ?? 0) + 1);
    }
  }
  // A test that met nothing would prove nothing.
  for (const [outcome, times] of seen) expect(times, outcome).toBeGreaterThan(20);
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
}, 60_000);
