import { describe, expect, test } from 'vitest';
import {
  fitsHeadroom,
  headroom,
  maxDisksPerInstance,
  requiredDatasetSize,
  type Zpool,
} from '../../src/domain/index.ts';
import { frozen } from './support/arbitraries.ts';

const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;

test.each([
  [0, 0],
  [10, 10],
  [gibibyte - 1, gibibyte - 1],
  [gibibyte, gibibyte + 70 * mebibyte],
  [2 * gibibyte - 1, 2 * gibibyte - 1 + 70 * mebibyte],
  [2 * gibibyte, 2 * gibibyte + 140 * mebibyte],
  [1024 * gibibyte, 1024 * gibibyte + 1024 * 70 * mebibyte],
])('a disk of %i bytes takes %i', (size, required) => {
  expect(requiredDatasetSize(size)).toBe(required);
});

test('a pool must have more room than is needed', () => {
  expect(fitsHeadroom(99, 100)).toBe(true);
  expect(fitsHeadroom(100, 100)).toBe(false);
  expect(fitsHeadroom(0, -1)).toBe(false);
});

test('an instance has 12 disks at most', () => {
  expect(maxDisksPerInstance).toBe(12);
});

describe('the headroom of a pool', () => {
  const pool: Zpool = frozen({
    id: 'c1f2b0a4-9f1f-4f83-8f4e-0d7c1c3c9b01',
    sledId: 'c1f2b0a4-9f1f-4f83-8f4e-0d7c1c3c9b02',
    timeCreated: '2026-11-21T06:00:00Z',
    timeModified: '2026-11-21T06:00:00Z',
    timeDeleted: null,
    physicalDisk: {
      id: 'c1f2b0a4-9f1f-4f83-8f4e-0d7c1c3c9b03',
      kind: 'u2',
      policy: 'in_service',
      state: 'active',
    },
    totalSize: 1000,
    controlPlaneStorageBuffer: 100,
    crucibleSizeUsed: 200,
    encryptedLocalStorageSizeUsed: 30,
    localStorage: {
      id: 'c1f2b0a4-9f1f-4f83-8f4e-0d7c1c3c9b04',
      tombstoned: false,
      noProvision: false,
      sizeUsed: 400,
    },
  });
  const { physicalDisk, localStorage } = pool;
  if (localStorage === null) throw new Error('the pool of this test has local storage');

  test('is what nobody uses and nobody keeps', () => {
    expect(headroom(pool)).toBe(270);
    expect(headroom({ ...pool, crucibleSizeUsed: 900 })).toBe(-430);
  });

  test.each<[string, Partial<Zpool>]>([
    ['is deleted', { timeDeleted: '2026-11-21T07:00:00Z' }],
    ['is on an internal disk', { physicalDisk: { ...physicalDisk, kind: 'm2' } }],
    ['is on an expunged disk', { physicalDisk: { ...physicalDisk, policy: 'expunged' } }],
    ['is on a decommissioned disk', { physicalDisk: { ...physicalDisk, state: 'decommissioned' } }],
    ['has no local storage', { localStorage: null }],
    ['has tombstoned local storage', { localStorage: { ...localStorage, tombstoned: true } }],
    ['has closed local storage', { localStorage: { ...localStorage, noProvision: true } }],
    ['is not in an inventory', { totalSize: null }],
    ['has no usage figures', { crucibleSizeUsed: null }],
  ])('is none when it %s', (_name, changes) => {
    expect(headroom({ ...pool, ...changes })).toBeNull();
  });
});
