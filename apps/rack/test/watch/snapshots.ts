import type { InstanceLine, RackSnapshot, SledLine } from '../../src/watch/snapshot.ts';

export const sled: SledLine = {
  serial: 'SLED-A',
  version: 44,
  agent: 'running',
  power: 'on',
  threads: { taken: 4, of: 16 },
  memory: { taken: 8 * 2 ** 30, of: 64 * 2 ** 30 },
  vmms: 2,
};

export const web: InstanceLine = {
  project: 'demo',
  name: 'web-1',
  state: 'running',
  sled: 'SLED-A',
  failure: null,
  restart: { kind: 'not_needed' },
};

/** It did not start, and somebody has to do something about it. */
export const big: InstanceLine = {
  ...web,
  name: 'big',
  state: 'stopped',
  sled: null,
  failure: {
    kind: 'start',
    time_failed: '2026-11-21T14:03:10.000000Z',
    attempt_id: '5b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a01',
    failure: {
      code: 'no_capacity',
      fault: 'capacity',
      transience: 'transient',
      message: 'No sled can take the instance.',
      hint: 'Ask for 16 CPUs.',
      counts: [],
    },
  },
  restart: { kind: 'given_up', why: 'too_many_tries' },
};

/** It ran and failed, and is started again later. */
export const database: InstanceLine = {
  ...web,
  name: 'db-1',
  state: 'failed',
  sled: null,
  failure: {
    kind: 'run',
    time_failed: '2026-11-21T14:03:15.000000Z',
    reason: 'host_powered_off',
    message: 'The machine that the instance ran on was powered off.',
  },
  restart: { kind: 'planned', time_next_try: '2026-11-21T14:04:00.000000Z' },
};

export const snapshot: RackSnapshot = {
  time: '2026-11-21T14:03:22.000Z',
  answers: true,
  sleds: [
    sled,
    { ...sled, serial: 'SLED-B', version: 49, agent: 'stopped', power: 'off', vmms: 0 },
  ],
  instances: [big, database, web],
};
