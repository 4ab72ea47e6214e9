import { expect, test } from 'vitest';
import {
  familiesForStart,
  familiesOfPlatform,
  minimumPlatformOfFamily,
  platformOfVmm,
} from '../../src/domain/index.ts';

test('which sleds run what', () => {
  expect(familiesOfPlatform).toEqual({
    sled_default: [],
    amd_milan: ['amd_milan', 'amd_turin', 'amd_turin_dense'],
    amd_turin: ['amd_turin', 'amd_turin_dense'],
    amd_turin_v2: ['amd_turin', 'amd_turin_dense'],
  });
});

test('an instance that asks for nothing starts anywhere', () => {
  expect(familiesForStart(null)).toBeNull();
  expect(familiesForStart('amd_turin')).toEqual(['amd_turin', 'amd_turin_dense']);
});

test('a VMM gets what its instance asked for, or else what most sleds can run', () => {
  expect(minimumPlatformOfFamily).toEqual({
    unknown: 'sled_default',
    amd_milan: 'amd_milan',
    amd_turin: 'amd_milan',
    amd_turin_dense: 'amd_milan',
  });
  expect(platformOfVmm(null, 'unknown')).toBe('sled_default');
  expect(platformOfVmm(null, 'amd_turin')).toBe('amd_milan');
  expect(platformOfVmm('amd_turin_v2', 'amd_turin_dense')).toBe('amd_turin_v2');
});

test('what is recorded for a sled can run on that sled', () => {
  for (const family of ['amd_milan', 'amd_turin', 'amd_turin_dense'] as const) {
    expect(familiesOfPlatform[platformOfVmm(null, family)]).toContain(family);
  }
});
