import { expect, test } from 'vitest';
import { changes } from '../../src/watch/changes.ts';
import type { RackSnapshot } from '../../src/watch/snapshot.ts';
import { big, database, sled, snapshot, web } from './snapshots.ts';

test('at first all that is there is told', () => {
  expect(changes(null, snapshot)).toEqual([
    '14:03:22 SLED-A: sled agent 44 running, power on',
    '14:03:22 SLED-B: sled agent 49 stopped, power off',
    '14:03:22 demo/big: stopped',
    '14:03:22 demo/big: No sled can take the instance. (wants room: Ask for 16 CPUs.)',
    '14:03:22 demo/big: not tried again: it was tried often enough',
    '14:03:22 demo/db-1: failed',
    '14:03:22 demo/db-1: The machine that the instance ran on was powered off.',
    '14:03:22 demo/db-1: tried again at 14:04:00',
    '14:03:22 demo/web-1: running on SLED-A',
  ]);
});

test('where nothing changes nothing is told', () => {
  expect(changes(snapshot, { ...snapshot, time: '2026-11-21T14:03:23.000Z' })).toEqual([]);
});

const cases: readonly {
  readonly name: string;
  readonly before?: Partial<RackSnapshot>;
  readonly after: Partial<RackSnapshot>;
  readonly lines: readonly string[];
}[] = [
  {
    name: 'nexus goes away',
    after: { answers: false },
    lines: ['nexus does not answer'],
  },
  {
    name: 'nexus comes back',
    before: { answers: false },
    after: {},
    lines: ['nexus answers again'],
  },
  {
    name: 'a sled is switched off',
    before: { sleds: [sled] },
    after: { sleds: [{ ...sled, power: 'off', agent: 'stopped' }] },
    lines: ['SLED-A: power on → off', 'SLED-A: sled agent 44 stopped'],
  },
  {
    name: 'a sled agent is upgraded',
    before: { sleds: [sled] },
    after: { sleds: [{ ...sled, version: 49 }] },
    lines: ['SLED-A: sled agent 49 running'],
  },
  {
    name: 'only the room of a sled changes',
    before: { sleds: [sled] },
    after: { sleds: [{ ...sled, vmms: 9, threads: { taken: 16, of: 16 } }] },
    lines: [],
  },
  {
    name: 'an instance moves',
    before: { instances: [web] },
    after: { instances: [{ ...web, sled: 'SLED-C' }] },
    lines: ['demo/web-1: running → running on SLED-C'],
  },
  {
    name: 'it fails as it failed before, later',
    before: { instances: [database] },
    after: {
      instances: [
        {
          ...database,
          failure: {
            kind: 'run',
            time_failed: '2026-11-21T14:05:00Z',
            reason: 'host_powered_off',
            message: 'It was off.',
          },
        },
      ],
    },
    lines: ['demo/db-1: It was off.'],
  },
  {
    name: 'it is being started again',
    before: { instances: [database] },
    after: {
      instances: [
        {
          ...database,
          restart: { kind: 'under_way', attempt_id: '5b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a01' },
        },
      ],
    },
    lines: ['demo/db-1: being started again'],
  },
  {
    name: 'what went wrong is forgotten without a word',
    before: { instances: [big] },
    after: { instances: [{ ...big, failure: null, restart: { kind: 'not_needed' } }] },
    lines: [],
  },
  {
    name: 'an instance is made and another one deleted',
    before: { instances: [web] },
    after: { instances: [{ ...web, name: 'web-2', state: 'creating', sled: null }] },
    lines: ['demo/web-2: creating', 'demo/web-1 is deleted'],
  },
];

test.for(cases)('$name', ({ before = {}, after, lines }) => {
  const from = { ...snapshot, ...before };
  const to = { ...snapshot, ...after };
  expect(changes(from, to)).toEqual(lines.map((line) => `14:03:22 ${line}`));
});
