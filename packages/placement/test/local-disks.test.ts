import { requiredDatasetSize } from '@skewline/nexus-types/domain';
import { seeded } from '@skewline/placement';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeDisks } from '../src/local-disks.ts';
import { descending } from './support/descending.ts';
import { disksCanBePlaced } from './support/oracle-by-hand.ts';
import { disk, zpools } from './support/small-rack.ts';

const disksOf = (sizes: readonly number[]): ReturnType<typeof disk>[] =>
  sizes.map((size, at) => disk(`d${String(at)}`, size));

test('no_requests', () => {
  expect(placeDisks([], [], seeded(1))).toEqual({ kind: 'placed', disks: [] });
});

test('more_requests_than_pools', () => {
  const said = placeDisks(disksOf([1, 1]), zpools('s', 100), seeded(1));
  expect(said).toEqual({ kind: 'too_few_pools', disks: 2, pools: 1 });
});

test('boundary_is_strict', () => {
  const roomiest = { id: 's-0', headroom: 100 };
  expect(placeDisks(disksOf([100]), zpools('s', 100), seeded(1))).toEqual({
    kind: 'does_not_fit',
    diskId: 'd0',
    requiredSize: 100,
    roomiest,
  });
  expect(placeDisks(disksOf([99]), zpools('s', 100), seeded(1)).kind).toBe('placed');
});

test('infeasible_despite_total_space', () => {
  const said = placeDisks(disksOf([500, 500]), zpools('s', 1200, 300), seeded(1));
  expect(said).toMatchObject({ kind: 'does_not_fit', diskId: 'd1', roomiest: { headroom: 300 } });
});

test('the overhead is 70 MiB for each whole GiB', () => {
  const gibibyte = 2 ** 30;
  const needed = 2 * gibibyte + 140 * 2 ** 20;
  const place = (headroom: number): string =>
    placeDisks(disksOf([2 * gibibyte]), zpools('s', headroom), seeded(1)).kind;
  expect(place(needed)).toBe('does_not_fit');
  expect(place(needed + 1)).toBe('placed');
});

test('a pool that the instance has a disk on is not used again', () => {
  const placed = disk('old', 1, { sledId: 's', zpoolId: 's-0', encrypted: false });
  const said = placeDisks([placed, disk('new', 1)], zpools('s', 100, 100), seeded(1));
  expect(said).toMatchObject({ disks: [{ diskId: 'new', zpoolId: 's-1' }] });
});

test('greedy_matches_brute_force', () => {
  const size = fc.integer({ min: 0, max: 16 });
  const sizes = fc.array(size, { maxLength: 6 });
  const headrooms = fc.array(fc.integer({ min: -1, max: 18 }), { maxLength: 7 });
  fc.assert(
    fc.property(sizes, headrooms, fc.integer(), (disks, pools, seed) => {
      const wanted = disksOf(disks);
      const there = zpools('s', ...pools);
      const said = placeDisks(wanted, there, seeded(seed));
      expect(said.kind === 'placed').toBe(disksCanBePlaced(disks, pools));
      const made = said.kind === 'placed' ? said.disks : [];
      const wrong = made.filter(({ diskId, zpoolId, requiredSize }) => {
        const { size: bytes = NaN } = wanted.find(({ id }) => id === diskId) ?? {};
        const { headroom = NaN } = there.find(({ id }) => id === zpoolId) ?? {};
        return !(requiredSize === requiredDatasetSize(bytes) && requiredSize < headroom);
      });
      expect(wrong).toEqual([]);
      expect(new Set(made.map(({ zpoolId }) => zpoolId)).size).toBe(made.length);
      expect(new Set(made.map(({ diskId }) => diskId)).size).toBe(
        said.kind === 'placed' ? disks.length : 0,
      );
    }),
    { numRuns: 3000 },
  );
});

test('descending_serial_workload: drawn pools succeed where the roomiest would be used up', () => {
  const { unit, pools, instances } = descending;
  const runs = Array.from({ length: 200 }, (_, seed) => {
    const random = seeded(seed);
    let left = zpools('s', ...pools.map((headroom) => headroom * unit));
    return instances.every((sizes) => {
      const said = placeDisks(disksOf(sizes.map((size) => size * unit)), left, random);
      if (said.kind !== 'placed') return false;
      left = left.map(({ id, headroom }) => ({
        id,
        headroom: headroom - (said.disks.find((made) => made.zpoolId === id)?.requiredSize ?? 0),
      }));
      return true;
    });
  });
  expect(runs.filter(Boolean).length).toBeGreaterThan(150);
});
