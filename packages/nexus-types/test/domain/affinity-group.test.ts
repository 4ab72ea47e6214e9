import { expect, test } from 'vitest';
import { checkJoin, groupLimits } from '../../src/domain/index.ts';

const free = { membersOfGroup: 31, groupsOfInstance: 15, reserved: false };

test('limits', () => {
  expect(groupLimits).toEqual({
    membersPerGroup: 32,
    groupsPerInstance: { affinity: 16, anti_affinity: 16 },
  });
});

test.each(['affinity', 'anti_affinity'] as const)('below the limits of %s groups', (kind) => {
  expect(checkJoin({ kind, ...free })).toBeNull();
});

test.each([
  [
    { kind: 'affinity', membersOfGroup: 32 },
    'group_full',
    'Affinity group already has maximum allowed members (32)',
  ],
  [
    { kind: 'anti_affinity', membersOfGroup: 33 },
    'group_full',
    'Anti-affinity group already has maximum allowed members (32)',
  ],
  [
    { kind: 'affinity', groupsOfInstance: 16 },
    'instance_in_too_many_groups',
    'Instance already belongs to maximum allowed affinity groups (16)',
  ],
  [
    { kind: 'anti_affinity', groupsOfInstance: 16 },
    'instance_in_too_many_groups',
    'Instance already belongs to maximum allowed anti-affinity groups (16)',
  ],
  [
    { kind: 'affinity', reserved: true },
    'instance_not_stopped',
    'The instance must be stopped before it joins a group.',
  ],
] as const)('%o', (changes, code, message) => {
  expect(checkJoin({ ...free, ...changes })).toEqual({ code, message, path: [] });
});
