import type {
  PlacementExplanation,
  Resources,
  Sled,
  SledFate,
} from '@skewline/nexus-client/operator';
import { describe, expect, it } from 'vitest';
import { nearestMiss } from '../../src/placement/fate.ts';
import { pictureOf, serviceOf, totalsOf } from '../../src/placement/picture.ts';

const GiB = 2 ** 30;
const resources = (threads: number, memory: number, other = 0): Resources => ({
  hardware_threads: threads,
  reservoir_ram: memory * GiB,
  rss_ram: other * GiB,
});

function sled(serial: string, more: Partial<Sled> = {}): Sled {
  return {
    id: `id-of-${serial}`,
    serial,
    part: 'p',
    revision: 1,
    ip: '127.0.0.1',
    port: 1,
    cpu_family: 'amd_milan',
    policy: 'in_service',
    state: 'active',
    evacuating: false,
    provisionable: true,
    capacity: resources(16, 64, 80),
    reserved: resources(8, 16),
    vmms: 1,
    time_created: '2026-11-21T00:00:00Z',
    time_modified: '2026-11-21T00:00:00Z',
    generation: 1,
    ...more,
  };
}

function fate(
  serial: string,
  reasons: readonly (readonly [string, number | null])[],
  chosen = false,
): SledFate {
  return {
    sled_id: `id-of-${serial}`,
    serial,
    chosen,
    fits: reasons.length === 0,
    reasons: reasons.map(([reason, shortfall]) => ({
      reason,
      text: `text of ${reason}`,
      shortfall,
    })),
    capacity: resources(16, 64, 80),
    reserved: resources(8, 16),
  };
}

const explained = (code: string | null, sleds: readonly SledFate[]): PlacementExplanation => ({
  code,
  requested: resources(12, 32),
  message: 'm',
  hint: null,
  summary: 's',
  text: 't',
  sleds: [...sleds],
});

describe('the nearest miss', () => {
  const asked = resources(12, 32);
  it.each<[string, readonly SledFate[], string | null]>([
    ['no sleds', [], null],
    ['one that fits', [fate('A', [['reservoir', GiB]]), fate('B', [])], null],
    [
      'the fewest reasons',
      [
        fate('A', [
          ['hardware_threads', 1],
          ['reservoir', 1],
        ]),
        fate('B', [['reservoir', 30 * GiB]]),
      ],
      'B',
    ],
    [
      'the least share missing',
      [fate('A', [['reservoir', 16 * GiB]]), fate('B', [['hardware_threads', 4]])],
      'B',
    ],
    [
      'a rule counts as all',
      [fate('A', [['anti_affinity', null]]), fate('B', [['reservoir', 31 * GiB]])],
      'B',
    ],
    ['the first of two alike', [fate('B', [['reservoir', 1]]), fate('A', [['reservoir', 1]])], 'A'],
    [
      'never one out of service',
      [fate('A', [['no_provision', null]]), fate('B', [['reservoir', 99 * GiB]])],
      'B',
    ],
    [
      'none where nothing is in service',
      [fate('A', [['evacuating', null]]), fate('B', [['expunged', null]])],
      null,
    ],
    ['a reason of a newer nexus', [fate('A', [['too_hot', null]])], 'A'],
  ])('%s', (_, sleds, wanted) => {
    expect(nearestMiss(sleds, asked)).toBe(wanted === null ? null : `id-of-${wanted}`);
  });
});

describe('whether a sled is in service', () => {
  it.each<[Partial<Sled>, boolean, string]>([
    [{}, true, 'in service'],
    [{ policy: 'no_provision' }, false, 'closed to new instances'],
    [{ evacuating: true }, false, 'being emptied'],
    [{ policy: 'no_provision', evacuating: true }, false, 'closed to new instances'],
    [{ state: 'decommissioned' }, false, 'out of use'],
    [{ policy: 'expunged', state: 'decommissioned' }, false, 'removed for good'],
  ])('%o', (more, isOpen, text) => {
    expect(serviceOf(sled('A', more))).toMatchObject({ isOpen, text });
  });
});

describe('the picture', () => {
  it('has the sleds by their serial numbers, and what they have', () => {
    const [first, second] = pictureOf([sled('B'), sled('A')], null);
    expect([first?.serial, second?.serial]).toEqual(['A', 'B']);
    expect(first?.verdict).toBe(null);
    expect(first?.bars).toEqual([
      { name: 'CPUs', reserved: 0.5, asked: 0, isShort: false, text: '8 of 16 CPUs' },
      {
        name: 'Memory for instances',
        reserved: 0.25,
        asked: 0,
        isShort: false,
        text: '16 of 64 GiB',
      },
      { name: 'Other memory', reserved: 0, asked: 0, isShort: false, text: '0 of 80 GiB' },
    ]);
  });

  it('shows what an instance would take, and where it goes', () => {
    const [a, b] = pictureOf(
      [sled('A', { reserved: resources(2, 16) }), sled('B')],
      explained(null, [fate('A', [], true), fate('B', [])]),
    );
    expect(a?.verdict).toEqual({
      kind: 'chosen',
      label: 'goes here',
      reasons: [],
      isNearest: false,
    });
    expect(a?.bars[0]).toMatchObject({ reserved: 0.125, asked: 0.75 });
    expect(b?.verdict?.kind).toBe('fits');
    // 8 of 16 are taken and 12 are asked for: what is drawn stays within the bar.
    expect(b?.bars[0]).toMatchObject({ reserved: 0.5, asked: 0.5 });
  });

  it('says what is short, and marks the nearest', () => {
    const [a, b, c] = pictureOf(
      [sled('A'), sled('B'), sled('C')],
      explained('no_capacity', [
        fate('A', [
          ['hardware_threads', 4],
          ['reservoir', GiB],
        ]),
        fate('B', [['hardware_threads', 4]]),
        fate('C', [
          ['no_provision', null],
          ['reservoir', 1],
          ['anti_affinity', null],
        ]),
      ]),
    );
    expect(a?.verdict).toEqual({
      kind: 'room',
      label: 'short of CPUs, short of memory',
      reasons: [],
      isNearest: false,
    });
    expect(b?.verdict).toMatchObject({ label: 'short of CPUs', isNearest: true });
    expect(b?.bars[0]).toMatchObject({
      isShort: true,
      asked: 0,
      text: '8 of 16 CPUs, 4 short',
    });
    expect(c?.verdict).toMatchObject({
      kind: 'service',
      label: 'closed',
      reasons: ['text of anti_affinity'],
      isNearest: false,
    });
  });

  it('shows sleds without a verdict where they were not the matter', () => {
    const [a] = pictureOf([sled('A')], explained('contradictory_groups', []));
    expect(a?.verdict).toBe(null);
  });

  it('survives a sled that has nothing, and one that has more taken than it has', () => {
    const [a] = pictureOf(
      [sled('A', { capacity: resources(0, 8), reserved: resources(0, 16) })],
      null,
    );
    expect(a?.bars.map(({ reserved }) => reserved)).toEqual([0, 1, 0]);
  });
});

it('adds up what is in service', () => {
  const totals = totalsOf([
    sled('A'),
    sled('B', { reserved: resources(0, 0) }),
    sled('C', { evacuating: true }),
  ]);
  expect(totals.map(({ share, text }) => [share, text])).toEqual([
    [0.25, '8 of 32 CPUs'],
    [0.125, '16 of 128 GiB'],
    [0, '0 of 160 GiB'],
  ]);
  expect(totalsOf([]).map(({ share }) => share)).toEqual([0, 0, 0]);
});
