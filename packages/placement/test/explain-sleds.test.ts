import {
  explain,
  explainSled,
  rejectedSleds,
  rejectedWhenReserving,
  seeded,
} from '@skewline/placement';
import { describe, expect, test } from 'vitest';
import { decide } from '../src/decide.ts';
import { explained, explainedAs, rackOf, requestOf } from './support/explained.ts';

const random = { random: seeded(1) };

describe.each(explained)('$name', (one) => {
  const rack = rackOf(one);
  const request = requestOf(one);
  const taken = new Set(one.taken);
  const rejected = rejectedSleds(rack, request, { taken });

  test('each sled is under the reason that it has by itself', () => {
    for (const { sledId, reason } of rejected) {
      expect(explainSled(rack, request, sledId, { taken })).toMatchObject({ fits: false, reason });
    }
    const ids = rejected.map(({ sledId }) => sledId);
    expect(ids).toEqual([...new Set(ids)].toSorted());
  });

  test('by reasons they are what is counted', () => {
    const decision = decide(rack, request, { ...random, taken });
    const { counts } = explain(rack, request, decision, { taken });
    if (counts === null) return;
    expect(rejected.length).toBe(counts.sleds - counts.fitting);
    for (const { reason, sleds, leastShortfall } of counts.reasons) {
      const those = rejected.filter((each) => each.reason === reason);
      expect(those).toHaveLength(sleds);
      const measured = those.flatMap(({ shortfall }) => shortfall ?? []);
      expect(measured.length === 0 ? null : Math.min(...measured)).toBe(leastShortfall);
    }
  });
});

test('the sleds of a start for which nothing was reserved', () => {
  const one = explainedAs('the line of the issue');
  const [rack, request] = [rackOf(one), requestOf(one)];
  const decision = decide(rack, request, random);
  if (decision.kind !== 'refused') throw new Error('a sled was chosen');
  const considered = { decision, rack, request, taken: new Set<string>() };
  expect(rejectedWhenReserving({ considered })).toHaveLength(32);
  expect(rejectedWhenReserving({ considered })[0]).toEqual({
    sledId: 'closed0',
    reason: 'no_provision',
    shortfall: null,
  });
  expect(rejectedWhenReserving({ considered: null })).toEqual([]);
});

test('a request that makes no sense rejects no sled', () => {
  const one = explainedAs('a sled is chosen');
  expect(rejectedSleds(rackOf(one), requestOf(explainedAs('an invalid request')))).toEqual([]);
});
