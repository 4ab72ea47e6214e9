import type {
  Instance,
  InstanceEvent,
  InstanceEventWhat,
  StartAttempt,
} from '@skewline/nexus-client/external';

/** A stopped instance without a failure, but for what is said. */
export function instance(over: Partial<Instance>): Instance {
  const time = '2026-11-21T12:00:00.000000Z';
  return {
    id: '6a0b5a4e-6d1c-4b9c-8f0e-0d6f1f4f8a01',
    project_id: '6a0b5a4e-6d1c-4b9c-8f0e-0d6f1f4f8a02',
    name: 'web-1',
    description: 'Serves pages',
    hostname: 'web-1',
    ncpus: 2,
    memory: 4 * 2 ** 30,
    run_state: 'stopped',
    time_created: time,
    time_modified: time,
    time_run_state_updated: time,
    enable_jumbo_frames: false,
    auto_restart_enabled: true,
    last_failure: null,
    ...over,
  };
}

/** An open attempt of a user. */
export function attempt(over: Partial<StartAttempt>): StartAttempt {
  return {
    id: 'a1',
    instance_id: '6a0b5a4e-6d1c-4b9c-8f0e-0d6f1f4f8a01',
    origin: 'user',
    request_id: null,
    time_started: '2026-11-21T12:00:00.000000Z',
    outcome: { kind: 'open' },
    ...over,
  };
}

/** Events in the order in which they happened, the first with this number. */
export function events(first: number, ...whats: readonly InstanceEventWhat[]): InstanceEvent[] {
  return whats.map((what, index) => ({
    instance_id: '6a0b5a4e-6d1c-4b9c-8f0e-0d6f1f4f8a01',
    sequence: first + index,
    timestamp: `2026-11-21T12:00:${String(index).padStart(2, '0')}.000000Z`,
    what,
  }));
}
