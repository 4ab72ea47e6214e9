import { describe, expect, it } from 'vitest';
import { sampleSled } from '../../../../packages/db-model/test/store/samples.ts';
import type { SledMemory } from '../../src/sleds/memory.ts';
import { skewOf } from '../../src/sleds/skew.ts';

const silent: SledMemory = {
  announced: null,
  spoken: null,
  losses: new Set(),
  reportsIn: null,
  timeHeard: null,
};
const whyFailed = 'why a VMM failed: cause and detail';

describe('what a sled and nexus understand of each other', () => {
  it.each<{
    readonly memory: Partial<SledMemory>;
    readonly newest: string | null;
    readonly verdict: string;
    readonly losses: readonly string[];
  }>([
    { memory: {}, newest: null, verdict: 'unknown', losses: [] },
    { memory: { reportsIn: '1.0.0' }, newest: null, verdict: 'unknown', losses: [] },
    {
      memory: { announced: '1.0.0..49.0.0', spoken: '49.0.0' },
      newest: null,
      verdict: 'full',
      losses: [],
    },
    // It has said which versions it has, and nothing was asked of it yet.
    { memory: { announced: '1.0.0..49.0.0' }, newest: null, verdict: 'full', losses: [] },
    {
      memory: { announced: '1.0.0..48.0.0', spoken: '48.0.0' },
      newest: null,
      verdict: 'lossy',
      losses: [whyFailed],
    },
    {
      memory: { announced: '1.0.0', spoken: '1.0.0', losses: new Set(['the rest', whyFailed]) },
      newest: null,
      verdict: 'lossy',
      losses: [whyFailed, 'the rest'],
    },
    {
      memory: { announced: '1.0.0..49.0.0', spoken: '49.0.0', losses: new Set(['a word']) },
      newest: null,
      verdict: 'lossy',
      losses: ['a word'],
    },
    // It is nexus that is old.
    {
      memory: { announced: '1.0.0..49.0.0', spoken: '48.0.0' },
      newest: '48',
      verdict: 'lossy',
      losses: [whyFailed],
    },
    { memory: { announced: '49.0.0' }, newest: '48', verdict: 'refused', losses: [] },
    { memory: { announced: '50.0.0..51.0.0' }, newest: null, verdict: 'refused', losses: [] },
    { memory: { announced: 'nonsense' }, newest: null, verdict: 'refused', losses: [] },
  ])('$memory.announced, spoken $memory.spoken, up to $newest: $verdict', (one) => {
    const sled = sampleSled();
    expect(skewOf(sled, { ...silent, ...one.memory }, one.newest)).toMatchObject({
      sled_id: sled.id,
      serial: sled.baseboard.serial,
      verdict: one.verdict,
      losses: one.losses,
    });
  });
});
