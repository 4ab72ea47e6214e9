import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addResources,
  dimensions,
  isProvisionable,
  noResources,
  resourcesFit,
  type Sled,
  type SledPolicy,
  type SledState,
  shortfall,
} from '../../src/domain/index.ts';

const size = fc.integer({ min: 0, max: 2 ** 40 });
const resources = fc.record({ hardwareThreads: size, rssRam: size, reservoirRam: size });

test('a sled may become exactly full, in each dimension', () => {
  const capacity = { hardwareThreads: 8, rssRam: 64, reservoirRam: 32 };
  const reserved = { hardwareThreads: 6, rssRam: 60, reservoirRam: 31 };
  const wanted = { hardwareThreads: 2, rssRam: 4, reservoirRam: 1 };
  expect(resourcesFit(wanted, reserved, capacity)).toBe(true);
  for (const name of dimensions) {
    const more = { ...wanted, [name]: wanted[name] + 1 };
    expect(resourcesFit(more, reserved, capacity)).toBe(false);
    expect(shortfall(more, reserved, capacity)).toEqual({ ...noResources, [name]: 1 });
  }
});

test('sums and shortfalls', () => {
  expect(dimensions).toEqual(['hardwareThreads', 'rssRam', 'reservoirRam']);
  fc.assert(
    fc.property(resources, resources, resources, (wanted, reserved, capacity) => {
      const sum = addResources(wanted, reserved);
      expect(addResources(sum, noResources)).toEqual(sum);
      expect(addResources(reserved, wanted)).toEqual(sum);
      expect(resourcesFit(wanted, reserved, capacity)).toBe(
        dimensions.every((name) => sum[name] <= capacity[name]),
      );
      // What was short, added, is exactly enough.
      const enough = addResources(capacity, shortfall(wanted, reserved, capacity));
      expect(resourcesFit(wanted, reserved, enough)).toBe(true);
    }),
  );
});

test('new instances go to live, open, active sleds that are not being emptied', () => {
  const open: Pick<Sled, 'timeDeleted' | 'policy' | 'state' | 'evacuating'> = {
    timeDeleted: null,
    policy: 'in_service',
    state: 'active',
    evacuating: false,
  };
  const policies: SledPolicy[] = ['in_service', 'no_provision', 'expunged'];
  const states: SledState[] = ['active', 'decommissioned'];
  const provisionable = policies.flatMap((policy) =>
    states.filter((state) => isProvisionable({ ...open, policy, state })).map((s) => [policy, s]),
  );
  expect(provisionable).toEqual([['in_service', 'active']]);
  expect(isProvisionable({ ...open, evacuating: true })).toBe(false);
  expect(isProvisionable({ ...open, timeDeleted: '2026-11-21T06:00:00Z' })).toBe(false);
});
