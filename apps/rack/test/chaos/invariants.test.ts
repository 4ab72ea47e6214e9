import { expect, test } from 'vitest';
import { invariants, violationsOf } from '../../chaos/invariants/index.ts';
import type { Snapshot } from '../../chaos/snapshot/snapshot.ts';
import {
  attempt,
  changed,
  event,
  healthy,
  ids,
  instance,
  now,
  reservation,
  saga,
  sled,
  vmm,
  vmmOnSled,
  withRecords,
} from './healthy.ts';

const { records } = healthy;
const [web] = records.instances;

test('nothing is found where nothing is wrong', () => {
  expect(violationsOf(healthy)).toEqual([]);
});

/** What is planted; the invariant that finds it, and the words by which. */
const planted: readonly (readonly [name: string, Snapshot, invariant: string, evidence: string])[] =
  [
    [
      'more is kept than a sled has',
      withRecords({
        reservations: [reservation({ id: ids.vmm, hardware_threads: 5 })],
        instances: changed(records.instances, 0, { ncpus: 5 }),
        charges: changed(records.charges, 0, { cpus: 5 }),
        provisioned: changed(records.provisioned, 0, { cpus_provisioned: 5 }),
      }),
      'capacity',
      'has 4 hardware_threads, and 5 are kept',
    ],
    [
      'more memory is kept than a sled has',
      withRecords({
        reservations: [reservation({ id: ids.vmm, reservoir_ram: 4097 })],
        instances: changed(records.instances, 0, { memory: 4097 }),
        charges: changed(records.charges, 0, { ram: 4097 }),
        provisioned: changed(records.provisioned, 0, { ram_provisioned: 4097 }),
      }),
      'capacity',
      'has 4096 reservoir_ram, and 4097 are kept',
    ],
    [
      'room is kept for nobody',
      withRecords({
        reservations: [...records.reservations, reservation({ id: 'failed-before' })],
      }),
      'reservations',
      'which is failed, and deleted',
    ],
    [
      'no room is kept',
      withRecords({ reservations: [] }),
      'reservations',
      `no room is kept for VMM ${ids.vmm}`,
    ],
    [
      'room is kept elsewhere',
      withRecords({ reservations: [reservation({ id: ids.vmm, sled_id: ids.otherSled })] }),
      'reservations',
      `room is kept on ${ids.otherSled}`,
    ],
    [
      'too little room is kept',
      withRecords({ reservations: [reservation({ id: ids.vmm, hardware_threads: 1 })] }),
      'reservations',
      'is not what web (web) needs',
    ],
    [
      'room is kept as of the target of a migration',
      withRecords({ reservations: [reservation({ id: ids.vmm, state: 'target' })] }),
      'reservations',
      'is target',
    ],
    [
      'a sled has a VMM that is not on record',
      {
        ...healthy,
        sleds: [
          sled(ids.sled, [vmmOnSled({ id: ids.vmm }), vmmOnSled({ id: 'x', instanceId: 'y' })]),
        ],
      },
      'no_orphan_vmm',
      'VMM x of instance y runs on sled-a, and is not on record',
    ],
    [
      'a sled has a VMM that was given up',
      {
        ...healthy,
        sleds: [
          sled(ids.sled, [
            vmmOnSled({ id: ids.vmm }),
            vmmOnSled({ id: 'failed-before', instanceId: ids.idle }),
          ]),
        ],
      },
      'no_orphan_vmm',
      'was deleted as failed',
    ],
    [
      'a VMM is on another sled as well',
      {
        ...healthy,
        sleds: [
          sled(ids.sled, [vmmOnSled({ id: ids.vmm })]),
          sled(ids.otherSled, [vmmOnSled({ id: ids.vmm })]),
        ],
      },
      'no_orphan_vmm',
      `and is on record on sled ${ids.sled}`,
    ],
    [
      'an instance is linked to a VMM that is gone',
      withRecords({
        instances: changed(records.instances, 0, { active_propolis_id: 'failed-before' }),
      }),
      'links',
      'is linked to VMM failed-before, which is gone',
    ],
    [
      'an instance has no VMM, and is linked to one',
      withRecords({ instances: changed(records.instances, 0, { state: 'no_vmm' }) }),
      'links',
      'is no_vmm, and its VMM is vmm-of-web',
    ],
    [
      'an instance is half deleted',
      withRecords({ instances: changed(records.instances, 2, { time_deleted: null }) }),
      'links',
      'gone (gone) is destroyed, and was deleted at null',
    ],
    [
      'a VMM failed, and nobody says why',
      withRecords({
        vmms: changed(records.vmms, 1, { failure_reason: 'prehistoric' }),
      }),
      'failure_reasons',
      'nobody says why',
    ],
    [
      'a VMM failed, and no event says so',
      withRecords({ vmms: changed(records.vmms, 1, { failure_reason: 'zone_gone' }) }),
      'failure_reasons',
      '(zone_gone), and no event',
    ],
    [
      'an attempt that a user was told of is not there',
      { ...healthy, accepted: new Map([['lost', 'ada: start']]) },
      'start_outcomes',
      'start attempt lost was told to a user (ada: start)',
    ],
    [
      'an instance that a user was told of is not there',
      { ...healthy, created: new Map([['lost', 'ada: create']]) },
      'created_kept',
      'instance lost was told to a user (ada: create)',
    ],
    [
      'what a sled agent knew about a failure was lost',
      withRecords({ vmms: changed(records.vmms, 1, { failure_reason: 'from_sled_agent' }) }),
      'reasons_kept',
      'failed on its sled with zone_gone, and is on record with from_sled_agent',
    ],
    [
      'a start failed, and nobody says why',
      withRecords({
        attempts: [attempt({ id: ids.attempt, outcome: 'failed', message: '' })],
      }),
      'start_outcomes',
      'has failed, and nobody says why',
    ],
    [
      'a start has two ends',
      withRecords({
        events: [...records.events, event(5, 'start_failed', { attempt_id: ids.attempt })],
      }),
      'start_outcomes',
      'start_accepted, start_succeeded, start_failed',
    ],
    [
      'a start has an outcome and no event',
      withRecords({ events: records.events.slice(0, 3) }),
      'start_outcomes',
      'its events are start_accepted',
    ],
    [
      'an event is missing',
      withRecords({ events: records.events.slice(1) }),
      'event_numbers',
      'have a gap before 2',
    ],
    [
      'what is meant to be stopped runs',
      withRecords({ instances: changed(records.instances, 0, { intended_state: 'stopped' }) }),
      'intended_state',
      'is meant to be stopped, and runs',
    ],
    [
      'what is meant to run does not, and nobody says when',
      withRecords({ instances: changed(records.instances, 1, { intended_state: 'running' }) }),
      'intended_state',
      'nobody says what becomes of it: null',
    ],
    [
      'what was to be started was not',
      {
        ...withRecords({ instances: changed(records.instances, 1, { intended_state: 'running' }) }),
        restarts: new Map([
          [
            ids.idle,
            { kind: 'planned', time_next_try: new Date(now - 60_000).toISOString() } as const,
          ],
        ]),
      },
      'intended_state',
      '60000 ms ago',
    ],
    [
      'a saga is stuck',
      withRecords({ sagas: [saga({ id: 'saga', state: 'stuck' })] }),
      'no_stuck_saga',
      'saga instance_start saga about web (web) is stuck',
    ],
    [
      'a saga cannot be run',
      withRecords({ sagas: [saga({ id: 'saga', state: 'parked', parked_reason: 'no words' })] }),
      'no_stuck_saga',
      'is parked: no words',
    ],
    [
      'a network interface is left',
      withRecords({ interfaces: changed(records.interfaces, 1, { time_deleted: null }) }),
      'nothing_left',
      'network interface interface-before is left of gone (gone)',
    ],
    [
      'an address is left',
      withRecords({ addresses: changed(records.addresses, 0, { instance_id: ids.gone }) }),
      'nothing_left',
      'address 192.0.2.1 is left of gone (gone)',
    ],
    [
      'a disk is left attached',
      withRecords({ disks: changed(records.disks, 0, { attach_instance_id: ids.gone }) }),
      'nothing_left',
      'attached disk disk-of-web is left',
    ],
    [
      'a member is left',
      withRecords({ memberships: changed(records.memberships, 0, { instance_id: ids.gone }) }),
      'nothing_left',
      'membership of group group is left',
    ],
    [
      'a disk is between states',
      withRecords({ disks: changed(records.disks, 0, { disk_state: 'attaching' }) }),
      'disks',
      'disk data (disk-of-web) is attaching',
    ],
    [
      'a disk is attached to nothing',
      withRecords({ disks: changed(records.disks, 0, { attach_instance_id: null }) }),
      'disks',
      'is attached, and its instance is null',
    ],
    [
      'room on a pool is kept for a disk that is deleted',
      withRecords({
        disks: changed(records.disks, 0, { time_deleted: '2026-11-21T11:00:00Z' }),
      }),
      'local_storage',
      'of disk disk-of-web, which is deleted',
    ],
    [
      'a pool says something else than its disks',
      withRecords({ datasets: changed(records.datasets, 0, { size_used: 111 }) }),
      'local_storage',
      'says that 111 are used, and disks use 110',
    ],
    [
      'a pool has less than its disks take',
      withRecords({ pools: changed(records.pools, 0, { total_size: 100 }) }),
      'local_storage',
      'has 90, and disks use 110',
    ],
    [
      'what does not run is charged for',
      withRecords({
        charges: [...records.charges, { id: ids.idle, project_id: ids.project, cpus: 2, ram: 1 }],
        provisioned: changed(records.provisioned, 0, {
          cpus_provisioned: 4,
          ram_provisioned: 1025,
        }),
      }),
      'quota',
      'idle (idle) is no_vmm, and charged 2 CPUs',
    ],
    [
      'what runs is not charged for',
      withRecords({
        charges: [],
        provisioned: changed(records.provisioned, 0, { cpus_provisioned: 0, ram_provisioned: 0 }),
      }),
      'quota',
      'web (web) runs, and is not charged for',
    ],
    [
      'the sum is wrong',
      withRecords({ provisioned: changed(records.provisioned, 0, { cpus_provisioned: 3 }) }),
      'quota',
      'is said to use 3 CPUs',
    ],
  ];

test.each(planted)('it is found that %s', (_, snapshot, invariant, evidence) => {
  const found = violationsOf(snapshot);
  expect(found.map((one) => one.invariant)).toContain(invariant);
  expect(
    found.filter((one) => one.invariant === invariant).map((one) => one.evidence),
  ).toContainEqual(expect.stringContaining(evidence));
  expect(found.filter((one) => one.invariant === 'comes_to_rest')).toEqual([]);
});

test('it is found that an instance runs twice, on record or not', () => {
  const second = { ...web!, id: ids.web };
  const snapshot: Snapshot = {
    ...withRecords({
      instances: [second, ...records.instances.slice(1)],
      vmms: [...records.vmms, vmm({ id: 'second', sled_id: ids.otherSled })],
      reservations: [
        ...records.reservations,
        reservation({ id: 'second', sled_id: ids.otherSled }),
      ],
    }),
    sleds: [
      sled(ids.sled, [vmmOnSled({ id: ids.vmm })]),
      sled(ids.otherSled, [vmmOnSled({ id: 'second' })]),
    ],
  };
  expect(violationsOf(snapshot)).toEqual([
    {
      invariant: 'one_vmm',
      evidence: 'web (web) runs as VMM vmm-of-web on sled-a and VMM second on sled-b',
    },
    {
      invariant: 'links',
      evidence: 'VMM second is running, and web (web) is not linked to it',
    },
  ]);
});

test('what a sled agent knew may be lost where it speaks, or spoke, an older version', () => {
  const [failure] = healthy.failed;
  const lost = withRecords({
    vmms: changed(records.vmms, 1, { failure_reason: 'from_sled_agent' }),
    events: changed(records.events, 1, { data: { reason: 'from_sled_agent' } }),
  });
  expect(violationsOf({ ...lost, failed: [{ ...failure!, version: 48 }] })).toEqual([]);
  const [first, ...others] = lost.sleds;
  const older = { ...first!, view: { ...first!.view!, version: 44 } };
  expect(violationsOf({ ...lost, sleds: [older, ...others] })).toEqual([]);
  expect(violationsOf(lost).map(({ invariant }) => invariant)).toEqual(['reasons_kept']);
});

test('what is meant to be stopped may run after its last stop has failed', () => {
  const stop = { name: 'instance_stop', time_created: '2026-11-21T11:30:00Z' } as const;
  const meant = {
    instances: changed(records.instances, 0, { intended_state: 'stopped' as const }),
  };
  const failed = saga({ id: 'a', state: 'unwound', ...stop });
  expect(violationsOf(withRecords({ ...meant, sagas: [failed] }))).toEqual([]);
  const later = saga({ id: 'b', state: 'done', ...stop, time_created: '2026-11-21T11:31:00Z' });
  const found = violationsOf(withRecords({ ...meant, sagas: [later, failed] }));
  expect(found.map(({ invariant }) => invariant)).toEqual(['intended_state']);
});

test('what an operator has left half deleted is explained', () => {
  const instances = changed(records.instances, 2, { time_deleted: null });
  const cancelled = saga({
    id: 'a',
    name: 'instance_delete',
    subject: ids.gone,
    state: 'unwound',
    cancel_reason: 'by hand',
  });
  expect(violationsOf(withRecords({ instances, sagas: [cancelled] }))).toEqual([]);
  const failed = { ...cancelled, cancel_reason: null };
  const found = violationsOf(withRecords({ instances, sagas: [failed] }));
  expect(found.map(({ invariant }) => invariant)).toEqual(['links']);
});

test('of the target of a migration, or of a start, another event may say so', () => {
  const migration = {
    id: 'm',
    instance_id: ids.web,
    time_created: '2026-11-21T11:00:00Z',
    time_deleted: null,
    source_state: 'failed',
    source_propolis_id: ids.vmm,
    source_gen: 2,
    time_source_updated: null,
    target_state: 'failed',
    target_propolis_id: 'failed-before',
    target_gen: 2,
    time_target_updated: null,
  } as const;
  const vmms = changed(records.vmms, 1, { failure_reason: 'setup_failed' });
  const moved = {
    vmms,
    migrations: [migration],
    events: [...records.events, event(5, 'migration_failed', { migration_id: 'm' })],
  };
  expect(violationsOf({ ...withRecords(moved), failed: [] })).toEqual([]);
  const other = withRecords({ ...moved, migrations: [{ ...migration, id: 'n' }] });
  const another = { ...other, failed: [] };
  expect(violationsOf(another).map(({ invariant }) => invariant)).toEqual(['failure_reasons']);
});

test('of a VMM whose guest had gone elsewhere there is nothing to tell', () => {
  const migration = {
    id: 'm',
    instance_id: ids.web,
    time_created: '2026-11-21T11:00:00Z',
    time_deleted: null,
    source_state: 'completed',
    source_propolis_id: 'failed-before',
    source_gen: 3,
    time_source_updated: null,
    target_state: 'completed',
    target_propolis_id: ids.vmm,
    target_gen: 3,
    time_target_updated: null,
  } as const;
  const moved = {
    vmms: changed(records.vmms, 1, { failure_reason: 'sled_off' }),
    migrations: [migration],
    events: [...records.events, event(5, 'migration_completed', { migration_id: 'm' })],
  };
  expect(violationsOf({ ...withRecords(moved), failed: [] })).toEqual([]);
});

test('every invariant is seen to find something', () => {
  const found = new Set([...planted.map(([, , invariant]) => invariant), 'one_vmm']);
  expect(invariants.map(({ name }) => name).filter((name) => !found.has(name))).toEqual([]);
});

test('a sled that is expunged is of no concern', () => {
  const snapshot: Snapshot = {
    ...withRecords({ sleds: changed(records.sleds, 1, { sled_policy: 'expunged' }) }),
    sleds: [healthy.sleds[0]!, sled(ids.otherSled, [vmmOnSled({ id: 'x' })])],
  };
  expect(violationsOf(snapshot)).toEqual([]);
});

test('what is promised and not yet due is no violation, nor what was given up', () => {
  const meant = withRecords({
    instances: [...records.instances, instance({ id: 'meant', intended_state: 'running' })],
  });
  for (const status of [
    { kind: 'planned', time_next_try: new Date(now + 5000).toISOString() },
    { kind: 'given_up', why: 'too_many_tries' },
  ] as const) {
    expect(violationsOf({ ...meant, restarts: new Map([['meant', status]]) })).toEqual([]);
  }
});
