import { describe, expect, test } from 'vitest';
import { Draw } from '../../chaos/draw.ts';
import { targetOf } from '../../chaos/faults/fault.ts';
import { firstVersions, type PlanOptions, planRounds, type Round } from '../../chaos/plan.ts';

const options: PlanOptions = { seed: 7, nexus: 2, sleds: 12, loadMs: 20_000 };

function first(count: number, changes: Partial<PlanOptions> = {}): readonly Round[] {
  const rounds: Round[] = [];
  for (const round of planRounds({ ...options, ...changes })) {
    rounds.push(round);
    if (rounds.length === count) break;
  }
  return rounds;
}

const seeds = Array.from({ length: 20 }, (_, seed) => seed);

test('the same seed gives the same rounds, another one others', () => {
  expect(first(8)).toEqual(first(8));
  expect(first(8)).not.toEqual(first(8, { seed: 8 }));
  expect(firstVersions(7, 12)).toEqual(firstVersions(7, 12));
});

test('in twenty rounds everything goes wrong that can', () => {
  const kinds = new Set(first(20).flatMap(({ faults }) => faults.map(({ fault }) => fault.kind)));
  expect([...kinds].toSorted()).toEqual([
    'database_stop',
    'gateway_kill',
    'gateway_refuse',
    'gateway_slow',
    'guest_shutdown',
    'next_start_fails',
    'nexus_kill',
    'nexus_pause',
    'nexus_stop',
    'power_off',
    'power_on',
    'sled_expunge',
    'sled_kill',
    'sled_pause',
    'sled_reports',
    'sled_requests',
    'vmm_fail',
    'vmm_forget',
  ]);
});

test('all versions of sled agents are there from the start', () => {
  expect(new Set(firstVersions(3, 12))).toEqual(new Set([44, 45, 46, 47, 48, 49]));
});

describe.each(seeds)('seed %i', (seed) => {
  const rounds = first(12, { seed });

  test('faults begin in order, and in time', () => {
    for (const { faults, loadMs } of rounds) {
      const times = faults.map(({ atMs }) => atMs);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times.every((at) => at >= 0 && at < loadMs)).toBe(true);
    }
  });

  test('nothing happens to two at once on the same thing', () => {
    const clashes = rounds.flatMap(({ faults }) => {
      const until = new Map<string, number>();
      return faults.filter(({ atMs, fault }) => {
        const target = targetOf(fault);
        if (target === null) return false;
        const isClash = atMs < (until.get(target) ?? 0);
        until.set(target, atMs + ('lastsMs' in fault ? (fault.lastsMs ?? Infinity) : 0));
        return isClash;
      });
    });
    expect(clashes).toEqual([]);
  });

  test('enough sleds stay of use', () => {
    for (const { off, expunged } of rounds) {
      expect(off.length + expunged.length).toBeLessThanOrEqual(6);
      expect(expunged.length).toBeLessThanOrEqual(2);
      expect(off.filter((one) => expunged.includes(one))).toEqual([]);
    }
  });

  test('what is expunged is left alone, and what has no power gets it back before all else', () => {
    const wrong = rounds.flatMap(({ faults }, index) => {
      const before = rounds[index - 1];
      const isOff = new Set(before?.off);
      return faults.filter(({ fault }) => {
        if (!('sled' in fault) || targetOf(fault) === null) return false;
        if (fault.kind === 'power_on') isOff.delete(fault.sled);
        const isGone = before?.expunged.includes(fault.sled) ?? false;
        return isGone || isOff.has(fault.sled);
      });
    });
    expect(wrong).toEqual([]);
  });

  test('it is known which sleds have no power at the quiet point', () => {
    let off = new Set<number>();
    for (const round of rounds) {
      off = new Set(off);
      for (const { fault } of round.faults) {
        if (fault.kind === 'power_on') off.delete(fault.sled);
        if (fault.kind === 'power_off' && fault.lastsMs === null) off.add(fault.sled);
      }
      expect(new Set(round.off)).toEqual(off);
    }
  });
});

test('streams of one seed are strangers', () => {
  const numbers = (stream: string): readonly number[] => {
    const draw = new Draw(1, stream);
    return Array.from({ length: 20 }, () => draw.below(1000));
  };
  expect(numbers('ada-0')).toEqual(numbers('ada-0'));
  expect(numbers('ada-0')).not.toEqual(numbers('ada-1'));
});

test('what has more weight is drawn more often, and what has none never', () => {
  const draw = new Draw(1, 'weights');
  const counts = { often: 0, seldom: 0, never: 0 };
  for (let turn = 0; turn < 1000; turn += 1) {
    counts[draw.weighted({ often: 9, seldom: 1, never: 0 })] += 1;
  }
  expect(counts.never).toBe(0);
  expect(counts.seldom).toBeGreaterThan(50);
  expect(counts.seldom).toBeLessThan(150);
});
