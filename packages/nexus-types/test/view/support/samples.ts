import type {
  AffinityGroup,
  InstanceEvent,
  InstanceEventKind,
  InstanceEventWhat,
  Sled,
  StartAttempt,
} from '../../../src/domain/index.ts';
import type { InstanceEventWhat as What } from '../../../src/external/generated/v2026112100/types.ts';

export const ids = {
  instance: '0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a02',
  attempt: '1c9d1f4e-52a8-4f0c-9c55-0f8c6a2f7d11',
  vmm: '2d8e2a5f-63b9-4a1d-8d66-1a9d7b3a8e22',
  migration: '5b7f1c0a-3d53-4c52-8f3f-8f2f6c1d7e02',
  group: '3e7f3b60-74ca-4b2e-9e77-2bae8c4b9f33',
  project: '4f604c71-85db-4c3f-af88-3cbf9d5caf44',
  sled: '50715d82-96ec-4d40-b099-4dc0ae6db055',
  rack: '61826e93-a7fd-4e51-81aa-5ed1bf7ec166',
} as const;

/** A text that users must not see. */
export const secret = 'saga 7f: propolis at [fd00:1122:3344:101::1]:12400 said 410';

export const failedAttempt: StartAttempt = {
  id: ids.attempt,
  instanceId: ids.instance,
  origin: 'auto_restart',
  requestId: null,
  timeStarted: '2026-11-21T06:39:43Z',
  outcome: {
    kind: 'failed',
    timeFinished: '2026-11-21T06:39:44.5Z',
    failure: {
      code: 'no_capacity',
      fault: 'capacity',
      transience: 'transient',
      message: 'No sled has room for this instance now.',
      hint: 'Try again later.',
      counts: [
        { reason: 'hardware_threads', sleds: 3, leastShortfall: 4 },
        { reason: 'evacuating', sleds: 1, leastShortfall: null },
      ],
      detail: secret,
    },
  },
  vmmId: ids.vmm,
};

export const group: AffinityGroup = {
  id: ids.group,
  projectId: ids.project,
  name: 'together',
  description: 'the two that talk all day',
  timeCreated: '2026-11-20T10:00:00Z',
  timeModified: '2026-11-20T11:00:00.25Z',
  timeDeleted: null,
  policy: 'fail',
  failureDomain: 'sled',
};

export const sled: Sled = {
  id: ids.sled,
  rackId: ids.rack,
  timeCreated: '2026-11-20T10:00:00Z',
  timeModified: '2026-11-20T11:00:00Z',
  timeDeleted: null,
  baseboard: { part: '913-0000019', serial: 'BRM42220051', revision: 6 },
  address: { ip: 'fd00:1122:3344:101::1', port: 12_345 },
  policy: 'in_service',
  state: 'active',
  evacuating: true,
  cpuFamily: 'amd_milan',
  capacity: { hardwareThreads: 128, rssRam: 1_099_511_627_776, reservoirRam: 879_609_302_220 },
  sledAgentGen: 9,
};

/** The event that something happened. */
export function eventOf(what: InstanceEventWhat): InstanceEvent {
  const time = '2026-11-21T06:40:00.000001Z';
  return { instanceId: ids.instance, sequence: 12, time, what, detail: secret };
}

const { attempt: attemptId, migration: migrationId } = ids;

/** What users are told of each thing that can happen; failures of a VMM are a table of their own. */
export const happenings: {
  readonly [Kind in Exclude<InstanceEventKind, 'vmm_failed'>]: readonly [
    Extract<InstanceEventWhat, { kind: Kind }>,
    What,
  ];
} = {
  created: [{ kind: 'created' }, { kind: 'created' }],
  configured: [{ kind: 'configured' }, { kind: 'configured' }],
  start_accepted: [
    { kind: 'start_accepted', attemptId, origin: 'auto_start' },
    { kind: 'start_accepted', attempt_id: attemptId, origin: 'auto_start' },
  ],
  start_succeeded: [
    { kind: 'start_succeeded', attemptId },
    { kind: 'start_succeeded', attempt_id: attemptId },
  ],
  start_failed: [
    {
      kind: 'start_failed',
      attemptId,
      code: 'cancelled',
      fault: 'user',
      transience: 'permanent',
      message: 'The start was cancelled.',
      hint: null,
    },
    {
      kind: 'start_failed',
      attempt_id: attemptId,
      code: 'cancelled',
      fault: 'user',
      transience: 'permanent',
      message: 'The start was cancelled.',
      hint: null,
    },
  ],
  restart_planned: [
    { kind: 'restart_planned', notBefore: '2026-11-21T06:45:00Z' },
    { kind: 'restart_planned', time_next_try: '2026-11-21T06:45:00Z' },
  ],
  restart_given_up: [
    { kind: 'restart_given_up', why: 'too_many_tries' },
    { kind: 'restart_given_up', why: 'too_many_tries' },
  ],
  stop_requested: [{ kind: 'stop_requested' }, { kind: 'stop_requested' }],
  reboot_requested: [{ kind: 'reboot_requested' }, { kind: 'reboot_requested' }],
  guest_shutdown: [{ kind: 'guest_shutdown' }, { kind: 'guest_shutdown' }],
  migration_started: [
    { kind: 'migration_started', migrationId },
    { kind: 'migration_started', migration_id: migrationId },
  ],
  migration_completed: [
    { kind: 'migration_completed', migrationId },
    { kind: 'migration_completed', migration_id: migrationId },
  ],
  migration_failed: [
    { kind: 'migration_failed', migrationId },
    { kind: 'migration_failed', migration_id: migrationId },
  ],
  state_changed: [
    { kind: 'state_changed', from: 'starting', to: 'running' },
    { kind: 'state_changed', from: 'starting', to: 'running' },
  ],
  deleted: [{ kind: 'deleted' }, { kind: 'deleted' }],
};
