/** One answer of each kind, as the control plane would send it. */

const [project, instance, sled, attempt] = [
  '0f5a3f3e-8a4b-4f0e-9a54-0a4e1f6a9d01',
  '5b7f1c0a-3d53-4c52-8f3f-8f2f6c1d7e02',
  '9c1e2d3f-4b5a-4697-8c8d-7e6f5a4b3c03',
  'd2a1b0c9-8e7f-4d6c-9b5a-4f3e2d1c0b04',
];
const times = {
  time_created: '2026-11-21T06:39:43.123456Z',
  time_modified: '2026-11-21T06:40:00Z',
};
const page = (item: object): object => ({ items: [item], next_page: 'eyJ2IjoidjEifQ==' });

const projectView = { id: project, name: 'web', description: 'the shop', ...times };

export const instanceView = {
  id: instance,
  project_id: project,
  name: 'web-1',
  description: 'serves pages',
  hostname: 'web-1.example',
  ncpus: 2,
  memory: 4_294_967_296,
  run_state: 'stopped',
  time_run_state_updated: '2026-11-21T06:40:00Z',
  auto_restart_enabled: true,
  auto_restart_policy: 'best_effort',
  enable_jumbo_frames: false,
  ...times,
};

export const startFailure = {
  code: 'no_capacity',
  fault: 'capacity',
  transience: 'transient',
  message: 'No sled has room for this instance.',
  hint: 'Stop another instance, or ask for less memory.',
  counts: [
    { reason: 'reservoir', sleds: 3, least_shortfall: 1_073_741_824 },
    { reason: 'anti_affinity', sleds: 1, least_shortfall: null },
  ],
};

/** What an instance says since version 2026112100.0.0. */
export const additions = {
  last_failure: {
    kind: 'start',
    time_failed: '2026-11-21T06:39:59Z',
    attempt_id: attempt,
    failure: startFailure,
  },
  auto_restart_status: { kind: 'planned', time_next_try: '2026-11-21T06:45:00Z' },
};

const group = {
  id: 'a7c6b5d4-e3f2-4a1b-8c0d-9e8f7a6b5c05',
  project_id: project,
  name: 'spread',
  description: 'one each',
  policy: 'fail',
  failure_domain: 'sled',
  ...times,
};
const member = { type: 'instance', value: { id: instance, name: 'web-1', run_state: 'running' } };

const disk = {
  id: 'b8d7c6e5-f4a3-4b2c-9d1e-0f9a8b7c6d06',
  project_id: project,
  name: 'boot',
  description: 'starts it',
  size: 1_073_741_824,
  block_size: 512,
  disk_type: 'distributed',
  state: { state: 'attached', instance },
  device_path: '/mnt/boot',
  read_only: false,
  image_id: null,
  ...times,
};

const sledView = {
  id: sled,
  rack_id: 'c9e8d7f6-a5b4-4c3d-8e2f-1a0b9c8d7e07',
  baseboard: { part: '913-0000019', serial: 'BRM42220031', revision: 6 },
  policy: { kind: 'in_service', provision_policy: 'provisionable' },
  state: 'active',
  usable_hardware_threads: 128,
  usable_physical_ram: 1_099_511_627_776,
  ...times,
};

const sledInstance = {
  id: instance,
  active_sled_id: sled,
  migration_id: null,
  name: 'web-1',
  project_name: 'web',
  silo_name: 'shop',
  state: 'running',
  ncpus: 2,
  memory: 4_294_967_296,
  ...times,
};

const startAttempt = {
  id: attempt,
  instance_id: instance,
  origin: 'auto_restart',
  request_id: null,
  time_started: '2026-11-21T06:39:43Z',
  outcome: { kind: 'failed', time_finished: '2026-11-21T06:39:59Z', failure: startFailure },
};

const systemStartAttempt = {
  ...startAttempt,
  project_id: project,
  saga_id: 'e1f0a9b8-c7d6-4e5f-8a4b-3c2d1e0f9a08',
  sled_id: null,
  vmm_id: null,
  detail: 'reservation lost on every sled',
  rejected_sleds: [{ sled_id: sled, reason: 'reservoir', shortfall: 1_073_741_824 }],
};

const event = {
  instance_id: instance,
  sequence: 7,
  timestamp: '2026-11-21T06:39:59Z',
  what: {
    kind: 'start_failed',
    attempt_id: attempt,
    code: 'no_capacity',
    fault: 'capacity',
    transience: 'transient',
    message: 'No sled has room for this instance.',
    hint: null,
  },
};

/** By the name of the type, in version 2026073100.0.0. */
export const initialAnswers: { readonly [type: string]: object } = {
  Project: projectView,
  ProjectResultsPage: page(projectView),
  Instance: instanceView,
  InstanceResultsPage: page(instanceView),
  AffinityGroup: group,
  AffinityGroupResultsPage: page(group),
  AffinityGroupMember: member,
  AffinityGroupMemberResultsPage: page(member),
  AntiAffinityGroup: group,
  AntiAffinityGroupResultsPage: page(group),
  AntiAffinityGroupMember: member,
  AntiAffinityGroupMemberResultsPage: page(member),
  Disk: disk,
  DiskResultsPage: page(disk),
  Sled: sledView,
  SledResultsPage: page(sledView),
  SledInstanceResultsPage: page(sledInstance),
  SledProvisionPolicyResponse: { old_state: 'provisionable', new_state: 'non_provisionable' },
  Error: {
    error_code: 'InsufficientCapacity',
    message: 'Insufficient capacity',
    request_id: 'f2a1b0c9-d8e7-4f6a-9b5c-4d3e2f1a0b09',
  },
};

/** The same in version 2026112100.0.0. */
export const answers: { readonly [type: string]: object } = {
  ...initialAnswers,
  Instance: { ...instanceView, ...additions },
  InstanceResultsPage: page({ ...instanceView, ...additions }),
  Error: { ...initialAnswers['Error'], start_failure: startFailure, start_attempt_id: attempt },
  StartAttempt: startAttempt,
  StartAttemptResultsPage: page(startAttempt),
  SystemStartAttempt: systemStartAttempt,
  SystemStartAttemptResultsPage: page(systemStartAttempt),
  InstanceEventResultsPage: page(event),
  PlacementDryRun: { result: 'refused', failure: startFailure },
};
