import { decide, seeded } from '@skewline/placement';
import { describe, expect, test } from 'vitest';
import { below } from '../src/random.ts';
import { everything, on, rackOf, sled, start } from './support/small-rack.ts';

test('the same seed gives the same numbers, another gives others', () => {
  const numbers = (seed: number): number[] => {
    const random = seeded(seed);
    return Array.from({ length: 50 }, () => random.next());
  };
  expect(numbers(5)).toEqual(numbers(5));
  expect(numbers(5)).not.toEqual(numbers(6));
  expect(numbers(0).every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
  expect(new Set(numbers(0)).size).toBe(50);
});

test('numbers below a bound are all as frequent', () => {
  const random = seeded(1);
  const counts = Array<number>(10).fill(0);
  for (let draw = 0; draw < 100_000; draw += 1) {
    const value = below(random, 10);
    counts[value] = (counts[value] ?? 0) + 1;
  }
  for (const count of counts) expect(count).toBeGreaterThan(9500);
  for (const count of counts) expect(count).toBeLessThan(10_500);
});

describe('any', () => {
  const sleds = Array.from({ length: 200 }, (_, at) => sled(`s${String(at)}`));
  const full = (from: number): ReturnType<typeof on>[] =>
    sleds.slice(from).map(({ id }) => on(id, `on ${id}`, { resources: everything }));

  function frequencies(reserved: ReturnType<typeof on>[], draws: number): number[] {
    const rack = rackOf(sleds, reserved);
    const counts = new Map<string, number>();
    for (let seed = 0; seed < draws; seed += 1) {
      const decision = decide(rack, start(), { random: seeded(seed) });
      const chosen = decision.kind === 'chosen' ? decision.sledId : decision.code;
      counts.set(chosen, (counts.get(chosen) ?? 0) + 1);
    }
    return [...counts.values()];
  }

  test('takes all sleds of an empty rack about as often', () => {
    const counts = frequencies([], 40_000);
    expect(counts.length).toBe(200);
    expect(Math.min(...counts)).toBeGreaterThan(130);
    expect(Math.max(...counts)).toBeLessThan(280);
  });

  test('reaches each of the few that have room, about as often', () => {
    const counts = frequencies(full(10), 4000);
    expect(counts.length).toBe(10);
    expect(Math.min(...counts)).toBeGreaterThan(200);
  });

  test('finds the only one that has room', () => {
    expect(frequencies(full(1), 50)).toEqual([50]);
  });
});
