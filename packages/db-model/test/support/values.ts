import {
  type Instance,
  type InstanceEvent,
  type InstanceEventWhat,
  type Migration,
  type MigrationState,
  type Sled,
  type SledReservation,
  type StartAttempt,
  startFailureCodes,
  type Vmm,
  type VmmFailure,
  vmmFailureReasons,
  type VmmState,
  vmmStateKinds,
} from '@skewline/nexus-types/domain';
import fc from 'fast-check';

/** Values of the domain, as a database can hold them. */

/** What `Object.keys` of a table in the domain gives is what its type says. */
function keysOf<Key extends string>(table: Readonly<Record<Key, unknown>>): readonly Key[] {
  return Object.keys(table) as Key[];
}

export const failureReasons = keysOf(vmmFailureReasons);
export const migrationStates: readonly MigrationState[] = [
  'pending',
  'in_progress',
  'failed',
  'completed',
];

export const uuids: fc.Arbitrary<string> = fc.uuid();
/** As the database gives them: UTC, microseconds. */
export const times: fc.Arbitrary<string> = fc
  .tuple(
    fc.date({
      min: new Date('1970-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    }),
    fc.integer({ min: 0, max: 999_999 }),
  )
  .map(
    ([date, micros]) => `${date.toISOString().slice(0, 19)}.${String(micros).padStart(6, '0')}Z`,
  );
export const generations: fc.Arbitrary<number> = fc.integer({
  min: 1,
  max: Number.MAX_SAFE_INTEGER,
});
/** Text that PostgreSQL can hold: no NUL. */
export const texts: fc.Arbitrary<string> = fc
  .string({ unit: 'binary', maxLength: 40 })
  .map((text) => text.replaceAll('\0', ''));
const names: fc.Arbitrary<string> = fc.stringMatching(/^[a-z][a-z0-9-]{0,61}[a-z0-9]$/);
const bytes: fc.Arbitrary<number> = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const ips: fc.Arbitrary<string> = fc
  .nat({ max: 0xffff })
  .map((last) => `fd00:1122:3344:101::${(last + 1).toString(16)}`);

function maybe<Value>(values: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> {
  return fc.option(values, { nil: null });
}

export const failures: fc.Arbitrary<VmmFailure> = fc.record({
  reason: fc.constantFrom(...failureReasons),
  detail: maybe(texts),
});

export const vmmStates: fc.Arbitrary<VmmState> = fc.oneof(
  fc
    .constantFrom(...vmmStateKinds)
    .filter((kind) => kind !== 'failed')
    .map((kind): VmmState => ({ kind })),
  failures.map(({ reason, detail }): VmmState => ({ kind: 'failed', reason, detail })),
);

export const vmms: fc.Arbitrary<Vmm> = fc
  .record({
    id: uuids,
    instanceId: uuids,
    sledId: uuids,
    timeCreated: times,
    timeDeleted: maybe(times),
    propolisIp: ips,
    propolisPort: fc.nat({ max: 65_535 }),
    cpuPlatform: fc.constantFrom(
      'sled_default' as const,
      'amd_milan' as const,
      'amd_turin' as const,
      'amd_turin_v2' as const,
    ),
    runtime: fc.record({ state: vmmStates, gen: generations, timeUpdated: times }),
    lastFailure: maybe(failures),
  })
  .map((vmm) => (vmm.runtime.state.kind === 'failed' ? { ...vmm, lastFailure: null } : vmm));

const migrationSides = fc.record({
  vmmId: uuids,
  state: fc.constantFrom(...migrationStates),
  gen: generations,
  timeUpdated: maybe(times),
});

export const migrations: fc.Arbitrary<Migration> = fc.record({
  id: uuids,
  instanceId: uuids,
  timeCreated: times,
  timeDeleted: maybe(times),
  source: migrationSides,
  target: migrationSides,
});

export const instances: fc.Arbitrary<Instance> = fc
  .record({
    id: uuids,
    projectId: uuids,
    name: names,
    description: texts,
    timeCreated: times,
    timeModified: times,
    timeDeleted: maybe(times),
    hostname: names,
    userData: fc.uint8Array({ maxLength: 40 }).map((data) => Buffer.from(data).toString('base64')),
    ncpus: fc.integer({ min: 0, max: 65_535 }),
    memory: bytes,
    bootDiskId: maybe(uuids),
    cpuPlatform: maybe(
      fc.constantFrom('amd_milan' as const, 'amd_turin' as const, 'amd_turin_v2' as const),
    ),
    enableJumboFrames: fc.boolean(),
    autoRestart: fc.record({
      policy: maybe(fc.constantFrom('never' as const, 'best_effort' as const)),
      cooldownSeconds: maybe(fc.nat({ max: 0xffff_ffff })),
    }),
    intendedState: fc.constantFrom(
      'running' as const,
      'stopped' as const,
      'guest_shutdown' as const,
      'destroyed' as const,
    ),
    runtime: fc.record({
      state: fc.constantFrom(
        'creating' as const,
        'no_vmm' as const,
        'vmm' as const,
        'failed' as const,
        'destroyed' as const,
      ),
      gen: generations,
      timeUpdated: times,
      activeVmmId: uuids,
      targetVmmId: maybe(uuids),
      migrationId: maybe(uuids),
      timeLastAutoRestarted: maybe(times),
    }),
    updaterLock: fc.record({ updaterId: maybe(uuids), gen: generations }),
  })
  .map(({ runtime, ...rest }) => {
    const activeVmmId = runtime.state === 'vmm' ? runtime.activeVmmId : null;
    return { ...rest, runtime: { ...runtime, activeVmmId } };
  });

export const sleds: fc.Arbitrary<Sled> = fc
  .record({
    id: uuids,
    rackId: uuids,
    timeCreated: times,
    timeModified: times,
    timeDeleted: maybe(times),
    baseboard: fc.record({ part: names, serial: uuids, revision: fc.maxSafeInteger() }),
    address: fc.record({ ip: ips, port: fc.nat({ max: 65_535 }) }),
    policy: fc.constantFrom('in_service' as const, 'no_provision' as const, 'expunged' as const),
    state: fc.constantFrom('active' as const, 'decommissioned' as const),
    evacuating: fc.boolean(),
    cpuFamily: fc.constantFrom(
      'unknown' as const,
      'amd_milan' as const,
      'amd_turin' as const,
      'amd_turin_dense' as const,
    ),
    capacity: fc.record({
      hardwareThreads: fc.nat({ max: 0xffff_ffff }),
      rssRam: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      reservoirRam: bytes,
    }),
    sledAgentGen: generations,
  })
  .map(({ capacity, ...rest }) => {
    const reservoirRam = Math.min(capacity.reservoirRam, capacity.rssRam - 1);
    return { ...rest, capacity: { ...capacity, reservoirRam } };
  });

export const reservations: fc.Arbitrary<SledReservation> = fc.record({
  id: uuids,
  sledId: uuids,
  instanceId: maybe(uuids),
  resources: fc.record({
    hardwareThreads: fc.nat({ max: 0xffff_ffff }),
    rssRam: bytes,
    reservoirRam: bytes,
  }),
  state: fc.constantFrom('active' as const, 'target' as const, 'tombstoned' as const),
});

export const groups = fc.record({
  id: uuids,
  projectId: uuids,
  name: names,
  description: texts,
  timeCreated: times,
  timeModified: times,
  timeDeleted: maybe(times),
  policy: fc.constantFrom('fail' as const, 'allow' as const),
  failureDomain: fc.constant('sled' as const),
});

const explained = {
  code: fc.constantFrom(...keysOf(startFailureCodes)),
  fault: fc.constantFrom('user' as const, 'capacity' as const, 'system' as const),
  transience: fc.constantFrom('transient' as const, 'permanent' as const),
  message: texts,
  hint: maybe(texts),
};

const counts = fc.array(
  fc.record({
    reason: fc.constantFrom('expunged' as const, 'cpu_family' as const, 'reservoir' as const),
    sleds: fc.nat({ max: 0xffff_ffff }),
    leastShortfall: maybe(bytes),
  }),
  { maxLength: 4 },
);

export const startAttempts: fc.Arbitrary<StartAttempt> = fc.record({
  id: uuids,
  instanceId: uuids,
  origin: fc.constantFrom('user' as const, 'auto_start' as const, 'auto_restart' as const),
  requestId: maybe(texts),
  timeStarted: times,
  outcome: fc.oneof(
    fc.constant({ kind: 'open' as const }),
    fc.record({ kind: fc.constant('succeeded' as const), timeFinished: times }),
    fc.record({
      kind: fc.constant('failed' as const),
      timeFinished: times,
      failure: fc.record({ ...explained, counts, detail: maybe(texts) }),
    }),
  ),
  vmmId: maybe(uuids),
});

const externalStates = fc.constantFrom('running' as const, 'stopped' as const, 'failed' as const);

/** One arbitrary for each kind, so that none is forgotten. */
export const eventsByKind: {
  readonly [Kind in InstanceEventWhat['kind']]: fc.Arbitrary<
    Extract<InstanceEventWhat, { kind: Kind }>
  >;
} = {
  created: fc.constant({ kind: 'created' }),
  configured: fc.constant({ kind: 'configured' }),
  start_accepted: fc.record({
    kind: fc.constant('start_accepted'),
    attemptId: uuids,
    origin: fc.constantFrom('user', 'auto_start', 'auto_restart'),
  }),
  start_succeeded: fc.record({ kind: fc.constant('start_succeeded'), attemptId: uuids }),
  start_failed: fc.record({ kind: fc.constant('start_failed'), attemptId: uuids, ...explained }),
  restart_planned: fc.record({ kind: fc.constant('restart_planned'), notBefore: times }),
  restart_given_up: fc.record({
    kind: fc.constant('restart_given_up'),
    why: fc.constantFrom('policy_never', 'permanent_failure', 'too_many_tries'),
  }),
  stop_requested: fc.constant({ kind: 'stop_requested' }),
  reboot_requested: fc.constant({ kind: 'reboot_requested' }),
  guest_shutdown: fc.constant({ kind: 'guest_shutdown' }),
  migration_started: fc.record({ kind: fc.constant('migration_started'), migrationId: uuids }),
  migration_completed: fc.record({ kind: fc.constant('migration_completed'), migrationId: uuids }),
  migration_failed: fc.record({ kind: fc.constant('migration_failed'), migrationId: uuids }),
  state_changed: fc.record({
    kind: fc.constant('state_changed'),
    from: externalStates,
    to: externalStates,
  }),
  vmm_failed: fc.record({
    kind: fc.constant('vmm_failed'),
    reason: fc.constantFrom(...failureReasons),
  }),
  deleted: fc.constant({ kind: 'deleted' }),
};

export const events: fc.Arbitrary<InstanceEvent> = fc.record({
  instanceId: uuids,
  sequence: generations,
  time: times,
  what: fc.oneof(...Object.values(eventsByKind)),
  detail: maybe(texts),
});
