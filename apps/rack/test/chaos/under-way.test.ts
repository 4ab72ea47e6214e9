import { expect, test } from 'vitest';
import { violationsOf } from '../../chaos/invariants/index.ts';
import type { Snapshot } from '../../chaos/snapshot/snapshot.ts';
import { underWay } from '../../chaos/under-way.ts';
import { attempt, changed, healthy, ids, saga, sled, vmmOnSled, withRecords } from './healthy.ts';

const { records } = healthy;

const nowhere = 'VMM vmm-of-web of web (web) is on record as running, and sled-a does not have it';

const busy: readonly (readonly [name: string, Snapshot, words: string])[] = [
  [
    'a saga runs',
    withRecords({ sagas: [saga({ id: 's', state: 'running' })] }),
    'saga instance_start s is running, about web',
  ],
  [
    'a saga is undone',
    withRecords({ sagas: [saga({ id: 's', state: 'unwinding' })] }),
    'saga instance_start s is unwinding, about web',
  ],
  [
    'a start is open',
    withRecords({ attempts: [attempt({ id: 'a', outcome: null, time_finished: null })] }),
    'start attempt a of web (web) is open',
  ],
  [
    'an instance is locked',
    withRecords({ instances: changed(records.instances, 0, { updater_id: 'u' }) }),
    'web (web) is locked by u',
  ],
  [
    'an instance is moved',
    withRecords({ instances: changed(records.instances, 0, { migration_id: 'm' }) }),
    'web (web) has the migration m',
  ],
  [
    'an instance has a target',
    withRecords({ instances: changed(records.instances, 0, { target_propolis_id: 't' }) }),
    'web (web) has the target VMM t',
  ],
  [
    'an instance is made',
    withRecords({ instances: changed(records.instances, 1, { state: 'creating' }) }),
    'idle (idle) is being made',
  ],
  [
    'a VMM is over, and still on record',
    withRecords({ vmms: changed(records.vmms, 0, { state: 'destroyed' }) }),
    'VMM vmm-of-web of web (web) is destroyed',
  ],
  [
    'a report is unsent',
    { ...healthy, sleds: [sled(ids.sled, [vmmOnSled({ id: ids.vmm, unsent: 1 })])] },
    'VMM vmm-of-web is running on sled-a, with 1 reports unsent',
  ],
  [
    'a guest stops',
    { ...healthy, sleds: [sled(ids.sled, [vmmOnSled({ id: ids.vmm, kind: 'stopping' })])] },
    'VMM vmm-of-web is stopping on sled-a, with 0 reports unsent',
  ],
  [
    'nexus has not heard of it',
    { ...healthy, sleds: [sled(ids.sled, [vmmOnSled({ id: ids.vmm, gen: 4 })])] },
    'sled-a has VMM vmm-of-web at 4, nexus at 3',
  ],
  [
    'a VMM is nowhere',
    { ...healthy, sleds: [sled(ids.sled, []), sled(ids.otherSled, [])] },
    nowhere,
  ],
  [
    'a VMM is on another sled than on record',
    { ...healthy, sleds: [sled(ids.otherSled, [vmmOnSled({ id: ids.vmm })])] },
    nowhere,
  ],
  [
    'a VMM is on a sled without power',
    { ...healthy, sleds: [{ ...sled(ids.sled, []), view: null, isOff: true }] },
    nowhere,
  ],
  [
    'a VMM is on a sled that is expunged',
    withRecords({ sleds: changed(records.sleds, 0, { sled_policy: 'expunged' }) }),
    nowhere,
  ],
  [
    'a sled is silent',
    { ...healthy, sleds: [healthy.sleds[0]!, { ...sled(ids.otherSled, []), view: null }] },
    'sled-b does not answer',
  ],
];

test('nothing is under way in a rack at rest', () => {
  expect(underWay(healthy)).toEqual([]);
});

test.each(busy)('it is seen that %s', (_, snapshot, words) => {
  expect(underWay(snapshot)).toEqual([words]);
  expect(violationsOf(snapshot)).toContainEqual({ invariant: 'comes_to_rest', evidence: words });
});

test('a sled that is off by intention is not waited for', () => {
  const snapshot: Snapshot = {
    ...healthy,
    sleds: [healthy.sleds[0]!, { ...sled(ids.otherSled, []), view: null, isOff: true }],
  };
  expect(underWay(snapshot)).toEqual([]);
});
