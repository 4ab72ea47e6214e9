/**
 * Counterparts, by name, of the tests of omicron that need no database (facts A1.12). Those about
 * inserts, races and rows are with the reserve loop and with db-model.
 */
import { describe, expect, test } from 'vitest';
import {
  choose,
  disk,
  everything,
  group,
  on,
  outcomes,
  rackOf,
  sled,
  start,
  zpools,
} from './support/small-rack.ts';

const two = [sled('s0'), sled('s1')];
const three = [...two, sled('s2')];
const four = [...three, sled('s3')];
const fullOn = (sledId: string, instanceId: string): ReturnType<typeof on> =>
  on(sledId, instanceId, { resources: everything });

const noCapacity = 'no_capacity 507 capacity transient';
const unavailable = 'required_sled_unavailable 507 capacity transient';
const tooMany = 'too_many_required_sleds 400 user permanent';
const contradictory = 'contradictory_groups 400 user permanent';
const tooFewDisks = 'too_few_distinct_disks 507 capacity permanent';

describe('groups', () => {
  test('anti_affinity_policy_fail_no_capacity', () => {
    const apart = group('anti_affinity', 'fail', 'i', 'a', 'b');
    expect(outcomes(rackOf(two, [on('s0', 'a'), on('s1', 'b')], [apart]))).toEqual([noCapacity]);
  });

  test('anti_affinity_policy_fail', () => {
    const apart = group('anti_affinity', 'fail', 'i', 'a');
    expect(outcomes(rackOf(two, [on('s0', 'a')], [apart]))).toEqual(['s1']);
  });

  test('anti_affinity_policy_allow', () => {
    const apart = group('anti_affinity', 'allow', 'i', 'a', 'b');
    expect(outcomes(rackOf(two, [on('s0', 'a'), on('s1', 'b')], [apart]))).toEqual(['s0', 's1']);
    expect(outcomes(rackOf(three, [on('s0', 'a'), on('s1', 'b')], [apart]))).toEqual(['s2']);
  });

  test('affinity_policy_fail', () => {
    const together = group('affinity', 'fail', 'i', 'a', 'b');
    expect(outcomes(rackOf(three, [on('s1', 'a')], [together]))).toEqual(['s1']);
    expect(outcomes(rackOf(three, [on('s1', 'a'), on('s1', 'b')], [together]))).toEqual(['s1']);
  });

  test('affinity_policy_fail_too_many_sleds', () => {
    const together = group('affinity', 'fail', 'i', 'a', 'b');
    expect(outcomes(rackOf(three, [on('s0', 'a'), on('s1', 'b')], [together]))).toEqual([tooMany]);
  });

  test('affinity_policy_fail_no_capacity', () => {
    const together = group('affinity', 'fail', 'i', 'a');
    expect(outcomes(rackOf(two, [fullOn('s0', 'a')], [together]))).toEqual([unavailable]);
  });

  test('affinity_policy_allow', () => {
    const together = group('affinity', 'allow', 'i', 'a');
    expect(outcomes(rackOf(three, [on('s1', 'a')], [together]))).toEqual(['s1']);
  });

  test('affinity_policy_allow_picks_different_sled', () => {
    const together = group('affinity', 'allow', 'i', 'a');
    expect(outcomes(rackOf(two, [fullOn('s0', 'a')], [together]))).toEqual(['s1']);
  });

  test('affinity_and_anti_affinity_policy_fail', () => {
    const groups = [group('affinity', 'fail', 'i', 'a'), group('anti_affinity', 'fail', 'i', 'a')];
    expect(outcomes(rackOf(two, [on('s0', 'a')], groups))).toEqual([contradictory]);
  });

  test('a required sled that is full and banned is a contradiction, not a lack of room', () => {
    const groups = [group('affinity', 'fail', 'i', 'a'), group('anti_affinity', 'fail', 'i', 'a')];
    expect(outcomes(rackOf(two, [fullOn('s0', 'a')], groups))).toEqual([contradictory]);
    const gone = [sled('s0', { policy: 'expunged' }), sled('s1')];
    expect(outcomes(rackOf(gone, [on('s0', 'a')], groups))).toEqual([contradictory]);
  });

  test('affinity_and_anti_affinity_policy_allow', () => {
    const groups = [
      group('affinity', 'allow', 'i', 'a'),
      group('anti_affinity', 'allow', 'i', 'a'),
    ];
    expect(outcomes(rackOf(two, [on('s0', 'a')], groups))).toEqual(['s0', 's1']);
  });

  test('anti_affinity_multi_group', () => {
    // The rule wins, then the wish.
    const groups = [
      group('anti_affinity', 'fail', 'i', 'a', 'b'),
      group('anti_affinity', 'allow', 'i', 'c'),
    ];
    const held = [on('s0', 'a'), on('s1', 'b'), on('s2', 'c')];
    expect(outcomes(rackOf(four, held, groups))).toEqual(['s3']);
    expect(outcomes(rackOf(three, held, groups))).toEqual(['s2']);
  });

  test('affinity_multi_group', () => {
    const groups = [
      group('affinity', 'allow', 'i', 'a', 'b', 'c'),
      group('anti_affinity', 'allow', 'i', 'b'),
    ];
    // The first is full, the second preferred and to be avoided, the third preferred only.
    const held = [fullOn('s0', 'a'), on('s1', 'b'), on('s3', 'c')];
    expect(outcomes(rackOf(four, held, groups))).toEqual(['s3']);
  });

  test('affinity_ignored_from_other_groups', () => {
    const groups = [group('affinity', 'fail', 'a'), group('affinity', 'fail', 'b')];
    const held = [fullOn('s0', 'a'), fullOn('s2', 'b')];
    expect(outcomes(rackOf(three, held, groups))).toEqual(['s1']);
  });

  test('anti_affinity_ignored_from_other_groups', () => {
    const groups = [group('anti_affinity', 'fail', 'i', 'a'), group('anti_affinity', 'fail', 'c')];
    const held = [on('s0', 'a'), fullOn('s1', 'b'), on('s2', 'c')];
    expect(outcomes(rackOf(three, held, groups))).toEqual(['s2']);
  });

  test('a group of one does nothing: an instance is not its own peer', () => {
    const groups = [group('affinity', 'fail', 'i'), group('anti_affinity', 'fail', 'i')];
    const held = [on('s0', 'i', { state: 'tombstoned' })];
    expect(outcomes(rackOf(two, held, groups))).toEqual(['s0', 's1']);
  });

  test('too many required sleds may pass by itself while a member migrates', () => {
    const together = group('affinity', 'fail', 'i', 'a');
    const held = [on('s0', 'a'), on('s1', 'a', { state: 'target' })];
    expect(outcomes(rackOf(two, held, [together]))).toEqual([
      'too_many_required_sleds 400 user transient',
    ]);
  });
});

describe('sleds', () => {
  test('sled_reservation_cpu_constraints', () => {
    const sleds = [
      sled('m', { cpuFamily: 'amd_milan' }),
      sled('t', { cpuFamily: 'amd_turin' }),
      sled('d', { cpuFamily: 'amd_turin_dense' }),
      sled('u', { cpuFamily: 'unknown' }),
    ];
    const rack = rackOf(sleds);
    expect(outcomes(rack)).toEqual(['d', 'm', 't', 'u']);
    expect(outcomes(rack, start({ cpuPlatform: 'amd_milan' }))).toEqual(['d', 'm', 't']);
    expect(outcomes(rack, start({ cpuPlatform: 'amd_turin' }))).toEqual(['d', 't']);
    expect(outcomes(rack, start({ cpuPlatform: 'amd_turin_v2' }))).toEqual(['d', 't']);
    const move = start({ reason: 'migration', cpuPlatform: 'sled_default' });
    expect(outcomes(rack, move)).toEqual(['cannot_migrate 400 user permanent']);
  });

  test('sled_reservation_create_non_provisionable', () => {
    const closed = [
      sled('c0', { policy: 'no_provision' }),
      sled('c1', { policy: 'expunged' }),
      sled('c2', { policy: 'expunged', state: 'decommissioned' }),
      sled('c3', { state: 'decommissioned' }),
      sled('c4', { timeDeleted: '2026-01-01T00:00:00Z' }),
      sled('c5', { evacuating: true }),
    ];
    expect(outcomes(rackOf([...closed, sled('good')]))).toEqual(['good']);
    expect(outcomes(rackOf(closed))).toEqual([noCapacity]);
    expect(outcomes(rackOf(closed), start({ mustSelectFrom: ['c0', 'c5'] }))).toEqual([noCapacity]);
  });

  test('no sleds at all', () => {
    expect(outcomes(rackOf([]))).toEqual([noCapacity]);
  });
});

describe('local disks', () => {
  const none = { localDisks: [] };
  const withDisks = (...sizes: readonly number[]): ReturnType<typeof start> =>
    start({ localDisks: sizes.map((size, at) => disk(`d${String(at)}`, size)) });
  const at = (sledId: string, zpoolId: string, encrypted = false) => ({
    sledId,
    zpoolId,
    encrypted,
  });

  test('local_storage_allocation', () => {
    const rack = rackOf([sled('s0', { zpools: zpools('s0', 100) })]);
    expect(choose(rack, withDisks(50)).disks).toEqual([
      { diskId: 'd0', zpoolId: 's0-0', requiredSize: 50 },
    ]);
    expect(choose(rack, start(none)).disks).toEqual([]);
  });

  test('local_storage_allocation_existing_allocation', () => {
    const sleds = ['s0', 's1'].map((id) => sled(id, { zpools: zpools(id, 100, 100) }));
    const pinned = start({ localDisks: [disk('d0', 50, at('s1', 's1-0')), disk('d1', 50)] });
    expect(outcomes(rackOf(sleds), pinned)).toEqual(['s1']);
    expect(choose(rackOf(sleds), pinned).disks).toEqual([
      { diskId: 'd1', zpoolId: 's1-1', requiredSize: 50 },
    ]);
  });

  test('local_storage_allocation_fail_multiple_with_existing_no_space', () => {
    const sleds = [
      sled('s0', { zpools: zpools('s0', 100, 50) }),
      sled('s1', { zpools: zpools('s1', 100) }),
    ];
    const pinned = start({ localDisks: [disk('d0', 50, at('s0', 's0-0')), disk('d1', 50)] });
    expect(outcomes(rackOf(sleds), pinned)).toEqual([noCapacity]);
  });

  test('local_storage_allocation_fail_no_share_u2', () => {
    const rack = rackOf([sled('s0', { zpools: zpools('s0', 1000) })]);
    expect(outcomes(rack, withDisks(10, 10))).toEqual([tooFewDisks]);
  });

  test('local_storage_allocation_multiple_u2', () => {
    const rack = rackOf([sled('s0', { zpools: zpools('s0', 100, 100) })]);
    const { disks } = choose(rack, withDisks(99, 99));
    expect(disks.map(({ zpoolId }) => zpoolId).toSorted()).toEqual(['s0-0', 's0-1']);
  });

  test('local_storage_allocation_fail_no_partial_success', () => {
    const rack = rackOf([sled('s0', { zpools: zpools('s0', 100, 50) })]);
    expect(outcomes(rack, withDisks(60, 60))).toEqual([noCapacity]);
  });

  test('local_storage_allocation_too_many', () => {
    const rack = rackOf([sled('s0', { zpools: zpools('s0', ...Array<number>(10).fill(100)) })]);
    expect(outcomes(rack, withDisks(...Array<number>(11).fill(1)))).toEqual([tooFewDisks]);
    expect(outcomes(rack, withDisks(...Array<number>(10).fill(99)))).toEqual(['s0']);
  });

  test('local_storage_allocation_full_rack', () => {
    const sleds = ['s0', 's1'].map((id) => sled(id, { zpools: zpools(id, 100, 100) }));
    const rack = rackOf(sleds);
    for (const name of ['a', 'b', 'c', 'd']) {
      const request = { ...withDisks(60), vmmId: name, instanceId: name };
      const { reservation, disks } = choose(rack, request);
      expect(rack.applyReservation(reservation, disks)).toEqual([]);
    }
    expect(outcomes(rack, withDisks(60))).toEqual([noCapacity]);
    expect(outcomes(rack, withDisks(39))).toEqual(['s0', 's1']);
    // The disks stay when their instance stops.
    expect(rack.release('a')).toEqual([]);
    expect(outcomes(rack, withDisks(60))).toEqual([noCapacity]);
  });

  test('local_storage_allocation_fail_due_to_vmm_resources', () => {
    const sleds = [sled('s0', { zpools: zpools('s0', 100) })];
    expect(outcomes(rackOf(sleds, [fullOn('s0', 'a')]), withDisks(10))).toEqual([noCapacity]);
  });

  test('local_storage_allocation_no_reserve_sled_expunge', () => {
    const expunged = sled('s0', { policy: 'expunged', zpools: zpools('s0', 100) });
    expect(outcomes(rackOf([expunged]), withDisks(10))).toEqual([noCapacity]);
  });

  test('local_storage_allocation_blocked_by_constraint', () => {
    const sleds = [
      sled('s0', { zpools: zpools('s0', 100) }),
      sled('s1', { zpools: zpools('s1', 100, 100) }),
    ];
    const request = { ...withDisks(5, 5), mustSelectFrom: ['s0'] };
    expect(outcomes(rackOf(sleds), request)).toEqual([tooFewDisks]);
    expect(outcomes(rackOf(sleds), withDisks(5, 5))).toEqual(['s1']);
  });

  test('local_storage_allocation_blocked_by_affinity', () => {
    const sleds = [
      sled('s0', { zpools: zpools('s0', 40) }),
      sled('s1', { zpools: zpools('s1', 100) }),
    ];
    const rack = rackOf(sleds, [on('s0', 'a')], [group('affinity', 'fail', 'i', 'a')]);
    expect(outcomes(rack, withDisks(60))).toEqual([unavailable]);
  });

  test('an allocation of the old encrypted kind cannot be placed', () => {
    const sleds = [sled('s0', { zpools: zpools('s0', 100) })];
    const request = start({ localDisks: [disk('d0', 5, at('s0', 's0-0', true))] });
    expect(outcomes(rackOf(sleds), request)).toEqual(['no_capacity 507 capacity permanent']);
  });

  test('disks on several sleds', () => {
    const request = start({
      localDisks: [disk('d0', 5, at('s0', 'a')), disk('d1', 5, at('s1', 'b'))],
    });
    expect(outcomes(rackOf(two), request)).toEqual([
      'local_disks_on_several_sleds 409 user permanent',
    ]);
  });
});

describe('the same again', () => {
  test('asking twice with one VMM id gives the first answer, whatever happened since', () => {
    const rack = rackOf(two);
    const first = choose(rack);
    expect(first.reason).toBe('neutral');
    expect(rack.applyReservation(first.reservation)).toEqual([]);
    expect(rack.putSled(sled(first.sledId, { policy: 'expunged' }))).toEqual([]);
    const again = choose(rack, start(), 2);
    expect(again).toMatchObject({ reason: 'existing', reservation: first.reservation, disks: [] });
  });

  test('already starting, already migrating', () => {
    const rack = rackOf([sled('s0')], [fullOn('s0', 'i')]);
    expect(outcomes(rack)).toEqual(['already_starting 409 user transient']);
    const move = start({ reason: 'migration', mustSelectFrom: ['s1'] });
    const moving = rackOf(two, [on('s0', 'i'), on('s1', 'i', { state: 'target' })]);
    expect(outcomes(moving, move)).toEqual(['already_migrating 409 user transient']);
    expect(outcomes(rackOf(two, [on('s0', 'i')]), move)).toEqual(['s1']);
  });

  test('sleds that turned out to be taken are passed over, a required one stays required', () => {
    const taken = new Set(['s0']);
    expect(outcomes(rackOf(two), start(), { taken })).toEqual(['s1']);
    const rack = rackOf(two, [on('s0', 'a')], [group('affinity', 'fail', 'i', 'a')]);
    expect(outcomes(rack, start(), { taken })).toEqual([unavailable]);
  });
});
