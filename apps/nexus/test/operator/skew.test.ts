import type { SkewVerdict, SledSkew } from '@skewline/nexus-types/operator/v1';
import { describe, expect, it } from 'vitest';
import { ownVersions, summaryOf } from '../../src/operator/skew.ts';

const sled = (verdict: SkewVerdict, losses: readonly string[] = []): SledSkew => ({
  sled_id: '0b0f3c86-5f7a-4c53-8a4f-000000000001',
  serial: 'BRM1',
  announced: null,
  spoken: null,
  verdict,
  losses: [...losses],
  reports_in: null,
  time_heard: null,
});

describe('the summary', () => {
  it.each<[readonly SledSkew[], string]>([
    [[], 'There are no sleds.'],
    [[sled('full')], 'The only sled understands all that is said.'],
    [[sled('full'), sled('full')], 'All 2 sleds understand all that is said.'],
    [[sled('unknown')], 'The only sled has not been heard yet.'],
    [
      [sled('lossy', ['b']), sled('lossy', ['a', 'b'])],
      'All 2 sleds are spoken with in older versions, which lose "a", "b".',
    ],
    [
      [sled('full'), sled('lossy', ['a']), sled('unknown'), sled('refused'), sled('full')],
      'Of 5 sleds, 1 has no version in common with nexus; 1 has not been heard yet; 1 is spoken with in an older version, which loses "a"; 2 understand all that is said.',
    ],
  ])('%#', (sleds, summary) => {
    expect(summaryOf(sleds)).toBe(summary);
  });
});

describe('the versions of nexus', () => {
  const all = { external: null, internal: null, sledAgent: null };

  it('are all that there are', () => {
    expect(ownVersions(all)).toEqual([
      { api: 'nexus', role: 'serves', oldest: '2026073100.0.0', newest: '2026112100.0.0' },
      { api: 'nexus-internal', role: 'serves', oldest: '1.0.0', newest: '2.0.0' },
      { api: 'nexus-operator', role: 'serves', oldest: '1.0.0', newest: '1.0.0' },
      { api: 'sled-agent', role: 'calls', oldest: '1.0.0', newest: '49.0.0' },
      { api: 'gateway', role: 'calls', oldest: '1.0.0', newest: '1.0.0' },
    ]);
  });

  it('are those of its age', () => {
    const age = { external: '2026073100.0.0', internal: '1', sledAgent: '48' };
    expect(ownVersions(age).map(({ newest }) => newest)).toEqual([
      '2026073100.0.0',
      '1.0.0',
      '1.0.0',
      '48.0.0',
      '1.0.0',
    ]);
  });
});
