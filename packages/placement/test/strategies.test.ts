import type { Resources } from '@skewline/nexus-types/domain';
import { decide, Rack, seeded, strategies, type Strategy } from '@skewline/placement';
import type { PlacementRequest, RackSnapshot } from '@skewline/placement';
import { describe, expect, test } from 'vitest';
import { decideByHand } from './support/oracle-by-hand.ts';
import { Draw, drawRack, drawRequest } from './support/random-rack.ts';
import { everything, on, outcomes, rackOf, sled, start } from './support/small-rack.ts';

const gibibyte = 2 ** 30;

/** The scores once more, from their descriptions. */
const byHand: Readonly<Record<string, (left: number[], capacity: number[]) => number>> = {
  spread: (left, capacity) => -load(left, capacity, (part) => (1 - part) ** 2),
  best_fit: (left, capacity) => -load(left, capacity, (part) => part ** 2),
  'most threads': ([threads = 0]) => threads,
  'odd sizes': ([threads = 0, , reservoir = 0]) => (threads % 3) - (reservoir % 2),
};

function load(left: number[], capacity: number[], of: (part: number) => number): number {
  let sum = 0;
  for (const [at, amount] of left.entries()) {
    const whole = capacity[at] ?? 0;
    if (whole > 0) sum += of(amount / whole);
  }
  return sum;
}

const own: readonly Strategy[] = [
  strategies.spread,
  strategies.best_fit,
  { name: 'most threads', prefers: 'more_left', score: (left) => left.hardwareThreads },
  {
    name: 'odd sizes',
    score: (left) => (left.hardwareThreads % 3) - (left.reservoirRam % 2),
  },
];

const names = ['hardwareThreads', 'rssRam', 'reservoirRam'] as const;

/** What would be left on each sled. */
function leftOn({ sleds, reservations }: RackSnapshot, wanted: Resources): Map<string, number[]> {
  const left = new Map(
    sleds.map(({ id, capacity }) => [id, names.map((name) => capacity[name] - wanted[name])]),
  );
  for (const { sledId, resources } of reservations) {
    const there = left.get(sledId) ?? [];
    for (const [at, name] of names.entries()) there[at] = (there[at] ?? NaN) - resources[name];
  }
  return left;
}

function scorer(
  snapshot: RackSnapshot,
  { resources }: PlacementRequest,
  strategy: string,
): (sledId: string) => number {
  const score = byHand[strategy];
  if (!score) throw new Error(strategy);
  const left = leftOn(snapshot, resources);
  const whole = new Map(snapshot.sleds.map(({ id, capacity }) => [id, capacity]));
  return (sledId) =>
    score(
      left.get(sledId) ?? [],
      names.map((name) => whole.get(sledId)?.[name] ?? NaN),
    );
}

test.each(own)('$name finds the best of those that the rules leave', (strategy) => {
  const draw = new Draw(seeded(7));
  const failures: unknown[] = [];
  let several = 0;
  for (let round = 0; round < 2500; round += 1) {
    const snapshot = drawRack(draw);
    const request = { ...drawRequest(draw, snapshot), vmmId: 'new' };
    const rack = Rack.from(snapshot);
    const wanted = decideByHand(snapshot, request);
    if (!(rack instanceof Rack) || 'refused' in wanted) continue;
    const decision = decide(rack, request, { random: seeded(round), strategy });
    const score = scorer(snapshot, request, strategy.name);
    const best = Math.max(...wanted.oneOf.map(score));
    if (wanted.oneOf.length > 1) several += 1;
    const right = decision.kind === 'chosen' && Math.abs(score(decision.sledId) - best) < 1e-12;
    if (!right) failures.push({ round, wanted, best, decision, scores: wanted.oneOf.map(score) });
  }
  expect(failures.slice(0, 1)).toEqual([]);
  expect(several).toBeGreaterThan(200);
});

describe('in a large rack', () => {
  const draw = new Draw(seeded(11));
  const sleds = draw.times(3000, (at) =>
    sled(`s${String(at)}`, {
      capacity: {
        hardwareThreads: draw.of([128, 128, 64]),
        rssRam: 200 * gibibyte + draw.below(4096),
        reservoirRam: draw.of([800, 400]) * gibibyte,
      },
    }),
  );
  const reservations = draw.times(9000, (at) =>
    on(`s${String(draw.below(3000))}`, `i${String(at)}`, {
      resources: {
        hardwareThreads: draw.below(20),
        rssRam: draw.below(1000),
        reservoirRam: draw.below(130) * gibibyte,
      },
    }),
  );
  const snapshot = { sleds, reservations, groups: [] };
  const rack = rackOf(sleds, reservations);

  test.each(own)('$name finds the best', (strategy) => {
    const requests = draw.times(40, (at) =>
      start({
        vmmId: `new ${String(at)}`,
        resources: {
          hardwareThreads: 1 + draw.below(60),
          rssRam: 0,
          reservoirRam: draw.below(200) * gibibyte,
        },
      }),
    );
    const compared = requests.map((request) => {
      const score = scorer(snapshot, request, strategy.name);
      const fitting = [...leftOn(snapshot, request.resources)].filter(([, left]) =>
        left.every((amount) => amount >= 0),
      );
      const best = Math.max(...fitting.map(([id]) => score(id)));
      const decision = decide(rack, request, { random: seeded(1), strategy });
      return { best, reached: decision.kind === 'chosen' ? score(decision.sledId) : -Infinity };
    });
    const wrong = compared.filter(
      ({ best, reached }) => !(Math.abs(best - Number(reached)) < 1e-12),
    );
    expect(wrong).toEqual([]);
  });
});

test('among equals the lot decides, for every strategy', () => {
  const sleds = Array.from({ length: 40 }, (_, at) => sled(`s${String(at)}`));
  const rack = rackOf(sleds, [on('s0', 'a', { resources: everything })]);
  const chosen = own.map((strategy) => {
    const seeds = Array.from({ length: 1000 }, (_, seed) => seed);
    const found = seeds.map((seed) => decide(rack, start(), { random: seeded(seed), strategy }));
    return new Set(found.map((decision) => decision.kind === 'chosen' && decision.sledId)).size;
  });
  expect(chosen).toEqual([39, 39, 39, 39]);
});

test('equals of different sizes are drawn by lot too', () => {
  const sleds = Array.from({ length: 60 }, (_, at) =>
    sled(`s${String(at)}`, {
      capacity: { ...everything, rssRam: 2 ** at % 997, reservoirRam: 3 * at + 1 },
    }),
  );
  const strategy = own.find(({ name }) => name === 'most threads');
  if (!strategy) throw new Error('no such strategy');
  const seeds = Array.from({ length: 3000 }, (_, seed) => seed);
  const rack = rackOf(sleds);
  const found = seeds.map((seed) => decide(rack, start(), { random: seeded(seed), strategy }));
  expect(new Set(found.map((decision) => decision.kind === 'chosen' && decision.sledId)).size).toBe(
    60,
  );
});

test('what a strategy likes never beats a rule', () => {
  const loves = (favourite: number): Strategy => ({
    name: 'loves',
    score: (_left, { rssRam }) => (rssRam === favourite ? 1 : 0),
  });
  const sized = (id: string, rssRam: number): ReturnType<typeof sled> =>
    sled(id, { capacity: { ...everything, rssRam } });
  const rack = rackOf(
    [sized('full', 60), sized('plain', 61), sized('loved', 62)],
    [on('full', 'a', { resources: { ...everything, rssRam: 0 } })],
  );
  expect(outcomes(rack, start(), { strategy: loves(60) })).toEqual(['loved', 'plain']);
  expect(outcomes(rack, start(), { strategy: loves(62) })).toEqual(['loved']);
  const nothing: Strategy = { name: 'nothing', score: () => NaN };
  expect(outcomes(rack, start(), { strategy: nothing })).toEqual(['loved', 'plain']);
});
