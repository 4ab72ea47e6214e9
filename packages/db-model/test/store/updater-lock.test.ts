import { expect, it } from 'vitest';
import {
  type FoundLock,
  type HeldLock,
  whyNotCommitted,
  whyNotUnlocked,
} from '../../src/store/updater-lock.ts';

/** The lock was taken by `us` at generation 7, when the instance was at generation 3; it was to become 4. */
const ours: HeldLock = { updaterId: 'us', gen: 7 };

type Told = readonly [updaterId: string | null, lockGen: number, gen: number, deleted?: 'deleted'];

function found(told: Told | null): FoundLock | null {
  if (told === null) return null;
  const [updaterId, lockGen, gen, deleted] = told;
  return { isDeleted: deleted !== undefined, lock: { updaterId, gen: lockGen }, gen };
}

it.each<readonly [why: string, told: Told | null, expected: string]>([
  ['there never was such an instance', null, 'instance_not_found'],
  ['it was deleted under the lock', ['us', 7, 3, 'deleted'], 'instance_not_found'],
  ['it was deleted after the commit', [null, 8, 4, 'deleted'], 'instance_not_found'],
  ['our own commit, whose answer was lost', [null, 8, 4], 'committed_before'],
  ['the same, and somebody has locked it since', ['them', 9, 4], 'committed_before'],
  ['the same, and somebody has written it since', ['them', 9, 6], 'committed_before'],
  ['somebody has written the instance', ['us', 7, 4], 'instance_changed'],
  ['somebody has written it twice', ['us', 7, 5], 'instance_changed'],
  ['given back without a commit', [null, 8, 3], 'updater_lock_lost'],
  ['given back, and taken by another', ['them', 9, 3], 'updater_lock_lost'],
  ['never held: free', [null, 6, 3], 'updater_lock_lost'],
  ['never held: another has it', ['them', 7, 3], 'updater_lock_lost'],
  ['never held, and somebody has written it', ['them', 7, 4], 'updater_lock_lost'],
  ['held at another generation', ['us', 9, 3], 'updater_lock_lost'],
])('not committed, for %s: %s', (_why, told, expected) => {
  expect(whyNotCommitted(found(told), ours, 4)).toBe(expected);
});

it.each<readonly [why: string, told: Told | null, expected: string]>([
  ['there never was such an instance', null, 'instance_not_found'],
  ['it was given back before', [null, 8, 3], 'given_back_before'],
  [
    'it was given back before, the instance is deleted',
    [null, 8, 3, 'deleted'],
    'given_back_before',
  ],
  ['it was given back before, another has it', ['them', 9, 3], 'given_back_before'],
  ['it was inherited', ['them', 8, 3], 'given_back_before'],
  ['it was never held: free', [null, 6, 3], 'never_held'],
  ['it was never held: another has it', ['them', 7, 3], 'never_held'],
  ['it is held at another generation', ['us', 9, 3], 'updater_lock_lost'],
])('not unlocked, for %s: %s', (_why, told, expected) => {
  expect(whyNotUnlocked(found(told), ours)).toBe(expected);
});
