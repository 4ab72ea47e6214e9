import {
  decide,
  type PlacementRequest,
  Rack,
  type RackSnapshot,
  seeded,
} from '@skewline/placement';
import { placementProblems, type PlacementSled } from '@skewline/placement';
import { expect, test } from 'vitest';
import {
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

/** What JSON of somebody else's may have in this place. The cast: the types forbid it. */
const wrong = <Value>(value: unknown): Value => value as Value;
const resources = (facts: object): PlacementRequest['resources'] => ({ ...everything, ...facts });
const many = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `m${String(at)}`);

const requests: readonly (readonly [string, Partial<PlacementRequest>, string])[] = [
  ['negative', { resources: resources({ rssRam: -1 }) }, 'not_an_amount resources.rssRam'],
  ['NaN', { resources: resources({ reservoirRam: NaN }) }, 'not_an_amount resources.reservoirRam'],
  ['infinite', { resources: resources({ rssRam: Infinity }) }, 'not_an_amount resources.rssRam'],
  ['half', { resources: resources({ rssRam: 0.5 }) }, 'not_an_amount resources.rssRam'],
  ['2^53', { resources: resources({ rssRam: 2 ** 53 }) }, 'not_an_amount resources.rssRam'],
  ['text', { resources: resources({ rssRam: '1' }) }, 'not_an_amount resources.rssRam'],
  ['no instance', { instanceId: '' }, 'not_text instanceId'],
  ['no VMM', { vmmId: wrong(null) }, 'not_text vmmId'],
  ['reason', { reason: wrong('whim') }, 'unknown_word reason'],
  ['platform', { cpuPlatform: wrong('intel') }, 'unknown_word cpuPlatform'],
  ['inherited name', { cpuPlatform: wrong('toString') }, 'unknown_word cpuPlatform'],
  ['platform of no instance', { cpuPlatform: 'sled_default' }, 'unknown_word cpuPlatform'],
  ['one sled, not a list', { mustSelectFrom: wrong('s0') }, 'not_a_list mustSelectFrom'],
  ['an empty sled', { mustSelectFrom: ['s0', ''] }, 'not_text mustSelectFrom.1'],
  ['no disks', { localDisks: wrong(null) }, 'not_a_list localDisks'],
  ['disk twice', { localDisks: [disk('d', 1), disk('d', 2)] }, 'duplicate_id localDisks.1'],
  ['disk of no size', { localDisks: [disk('d', -1)] }, 'not_an_amount localDisks.0.size'],
  [
    'disk beyond counting',
    { localDisks: [disk('d', Number.MAX_SAFE_INTEGER)] },
    'not_an_amount localDisks.0.size',
  ],
  ['another VMM', { vmmId: 'vmm of a on s0' }, 'vmm_of_another_instance vmmId'],
];

test.each(requests)('a request with %s is refused with 400', (_name, facts, problem) => {
  const rack = rackOf([sled('s0')], [on('s0', 'a')]);
  const decision = decide(rack, start(facts), { random: seeded(1) });
  expect(decision).toMatchObject({ kind: 'refused', code: 'invalid_request', http: 400 });
  const problems = decision.kind === 'refused' ? decision.problems : [];
  expect(problems.map(({ code, path }) => `${code} ${path.join('.')}`)).toEqual([problem]);
});

test('a request of zero is met, by a full sled too', () => {
  const nothing = start({ resources: { hardwareThreads: 0, rssRam: 0, reservoirRam: 0 } });
  expect(
    outcomes(rackOf([sled('s0')], [on('s0', 'a', { resources: everything })]), nothing),
  ).toEqual(['s0']);
});

test('10^15 bytes fit nowhere, or where they are', () => {
  const huge = start({ resources: resources({ reservoirRam: 10 ** 15 }) });
  expect(outcomes(rackOf([sled('s0')]), huge)).toEqual(['no_capacity 507 capacity transient']);
  const large = sled('s1', { capacity: { ...everything, reservoirRam: 10 ** 15 } });
  expect(outcomes(rackOf([sled('s0'), large]), huge)).toEqual(['s1']);
});

test('a sled of capacity 0 takes nothing', () => {
  const nothing = { hardwareThreads: 0, rssRam: 0, reservoirRam: 0 };
  expect(outcomes(rackOf([sled('s0', { capacity: nothing }), sled('s1')]))).toEqual(['s1']);
});

test('a sled that promised more than it has takes nothing', () => {
  const held = [on('s0', 'a', { resources: resources({ hardwareThreads: 9 }) })];
  const zero = start({ resources: { hardwareThreads: 0, rssRam: 0, reservoirRam: 0 } });
  expect(outcomes(rackOf([sled('s0'), sled('s1')], held), zero)).toEqual(['s1']);
});

const good: RackSnapshot = {
  sleds: [sled('s0', { zpools: zpools('s0', 100) }), sled('s1')],
  reservations: [on('s0', 'a'), on('s1', 'a', { state: 'target' })],
  groups: [group('affinity', 'fail', 'a', 'i')],
};
const first = (facts: object): PlacementSled[] => [sled('s0', facts), sled('s1')];
const snapshots: readonly (readonly [string, Partial<RackSnapshot>, string])[] = [
  ['a sled twice', { sleds: [sled('s0'), sled('s1'), sled('s0')] }, 'duplicate_id sleds.2.id'],
  ['a nameless sled', { sleds: [...good.sleds, sled('')] }, 'not_text sleds.2.id'],
  ['a policy', { sleds: first({ policy: 'maybe' }) }, 'unknown_word sleds.0.policy'],
  ['a state', { sleds: first({ state: 'odd' }) }, 'unknown_word sleds.0.state'],
  ['a CPU', { sleds: first({ cpuFamily: 'z80' }) }, 'unknown_word sleds.0.cpuFamily'],
  [
    'a capacity',
    { sleds: first({ capacity: resources({ rssRam: -5 }) }) },
    'not_an_amount sleds.0.capacity.rssRam',
  ],
  [
    'headroom',
    { sleds: first({ zpools: [{ id: 'z', headroom: NaN }] }) },
    'not_a_size sleds.0.zpools.0.headroom',
  ],
  [
    'a pool twice',
    { sleds: first({ zpools: [...zpools('z', 1)!, ...zpools('z', 2)!] }) },
    'duplicate_id sleds.0.zpools.1',
  ],
  [
    'a reservation twice',
    { reservations: [on('s0', 'b', { id: 'v' }), on('s1', 'c', { id: 'v' })] },
    'duplicate_id reservations.1.id',
  ],
  [
    'a sled that is not there',
    { reservations: [on('s9', 'b')] },
    'unknown_sled reservations.0.sledId',
  ],
  [
    'two starts of one instance',
    { reservations: [on('s0', 'b'), on('s1', 'b')] },
    'instance_reserved_twice reservations.1.state',
  ],
  [
    'a negative reservation',
    { reservations: [on('s0', 'b', { resources: resources({ hardwareThreads: -1 }) })] },
    'not_an_amount reservations.0.resources.hardwareThreads',
  ],
  [
    'more than can be counted',
    {
      reservations: ['b', 'c'].map((id) =>
        on('s0', id, { resources: resources({ rssRam: Number.MAX_SAFE_INTEGER }) }),
      ),
    },
    'beyond_counting reservations.1.resources',
  ],
  ['a group twice', { groups: [...good.groups, ...good.groups] }, 'duplicate_id groups.1.id'],
  [
    'a member twice',
    { groups: [group('affinity', 'fail', 'i', 'a', 'i')] },
    'member_twice groups.0.members.2',
  ],
  [
    'too many members',
    { groups: [group('affinity', 'allow', ...many(33))] },
    'group_full groups.0.members',
  ],
  [
    'an instance in 17 groups',
    { groups: many(17).map((member) => group('anti_affinity', 'allow', 'i', member)) },
    'instance_in_too_many_groups groups.16.members.0',
  ],
  ['a kind', { groups: [group(wrong('near'), 'fail', 'i')] }, 'unknown_word groups.0.kind'],
  [
    'a policy of a group',
    { groups: [group('affinity', wrong('no'))] },
    'unknown_word groups.0.policy',
  ],
];

test('the snapshot that the others are made of is right', () => {
  expect(Rack.from(good)).toBeInstanceOf(Rack);
});

test('16 groups of each kind, with 32 members, are right', () => {
  const groups = many(16).flatMap((member) => [
    group('affinity', 'allow', 'i', member),
    group('anti_affinity', 'allow', 'i', member),
  ]);
  expect(Rack.from({ ...good, groups })).toBeInstanceOf(Rack);
  const large = group('affinity', 'allow', ...many(32));
  expect(Rack.from({ ...good, groups: [large] })).toBeInstanceOf(Rack);
});

test.each(snapshots)('a snapshot with %s has a problem', (_name, facts, problem) => {
  const said = Rack.from({ ...good, ...facts });
  const problems = said instanceof Rack ? [] : said;
  expect(problems.map(({ code, path }) => `${code} ${path.join('.')}`)).toEqual([problem]);
  expect(problems.map(({ message }) => message)).toEqual(
    problems.map(({ code }) => placementProblems[code]),
  );
});

test('all problems of a snapshot are told at once', () => {
  const said = Rack.from({ ...good, sleds: [...good.sleds, sled('', { state: wrong('odd') })] });
  expect(said instanceof Rack ? 0 : said.length).toBe(2);
});

test('a change that is wrong changes nothing', () => {
  const rack = rackOf(good.sleds, good.reservations, good.groups);
  const before = outcomes(rack);
  const codes = [
    rack.putSled(sled('s0', { cpuFamily: wrong('z80') })),
    rack.removeSled('s0'),
    rack.removeSled('s9'),
    rack.putZpool('s0', { id: '', headroom: 1 }),
    rack.putZpool('s9', { id: 'z', headroom: 1 }),
    rack.applyReservation(on('s0', 'a')),
    rack.applyReservation(on('s0', 'b'), [{ diskId: 'd', zpoolId: 'none', requiredSize: 1 }]),
    rack.applyReservation(on('s0', 'b'), [{ diskId: 'd', zpoolId: 's0-0', requiredSize: NaN }]),
    rack.release('nobody'),
    rack.setReservationState('nobody', 'active'),
    rack.setReservationState('vmm of a on s0', wrong('gone')),
    rack.setReservationState('vmm of a on s0', 'target'),
    rack.putGroup(group('affinity', 'fail', 'x', 'x')),
    rack.removeGroup('nobody'),
    rack.setMembers('nobody', []),
    rack.setMembers('affinity fail a i', ['x', 'x']),
  ].map(([problem]) => problem?.code);
  expect(codes).toEqual([
    'unknown_word',
    'sled_in_use',
    'unknown_sled',
    'not_text',
    'unknown_sled',
    'duplicate_id',
    'unknown_zpool',
    'not_an_amount',
    'unknown_reservation',
    'unknown_reservation',
    'unknown_word',
    'instance_reserved_twice',
    'member_twice',
    'unknown_group',
    'unknown_group',
    'member_twice',
  ]);
  expect(outcomes(rack)).toEqual(before);
});

test('after a migration the source gives way to the target', () => {
  const rack = rackOf(good.sleds, good.reservations);
  expect(rack.setReservationState('vmm of a on s0', 'tombstoned')).toEqual([]);
  expect(rack.setReservationState('vmm of a on s1', 'active')).toEqual([]);
  const again = start({ instanceId: 'a', reason: 'migration', mustSelectFrom: ['s0'] });
  expect(outcomes(rack, again)).toEqual(['s0']);
});
