import type { InstanceEvent, StartAttempt } from '@skewline/nexus-types/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  affinityGroupOfRow,
  affinityGroupRow,
  antiAffinityGroupOfRow,
  antiAffinityGroupRow,
  eventRow,
  groupMembershipOfRow,
  groupMembershipRow,
  instanceRow,
  loadEvent,
  loadInstance,
  loadStartAttempt,
  migrationOfRow,
  migrationRow,
  reservationOfRow,
  reservationRow,
  rowProblems,
  sledOfRow,
  sledRow,
  startAttemptRow,
} from '../../src/row/index.ts';
import type { StartAttemptRow } from '../../src/rows/index.ts';
import * as values from '../support/values.ts';

/** Of a kind of values: there and back they are the same. */
function law<Value>(
  what: string,
  all: fc.Arbitrary<Value>,
  thereAndBack: (value: Value) => Value | null,
): { readonly what: string; readonly check: () => void } {
  const check = (): void => {
    fc.assert(
      fc.property(all, (value) => {
        expect(thereAndBack(value)).toEqual(value);
      }),
    );
  };
  return { what, check };
}

const memberships = fc.record({ groupId: values.uuids, instanceId: values.uuids });

describe('domain to row to domain is the identity', () => {
  const there: readonly { readonly what: string; readonly check: () => void }[] = [
    law('an instance', values.instances, (one) => loadInstance(instanceRow(one)).value),
    law('a migration', values.migrations, (one) => migrationOfRow(migrationRow(one))),
    law('a sled', values.sleds, (one) => sledOfRow(sledRow(one))),
    law('a reservation', values.reservations, (one) => reservationOfRow(reservationRow(one))),
    law('an affinity group', values.groups, (one) => affinityGroupOfRow(affinityGroupRow(one))),
    law('an anti-affinity group', values.groups, (one) =>
      antiAffinityGroupOfRow(antiAffinityGroupRow(one)),
    ),
    law('a membership', memberships, (one) => groupMembershipOfRow(groupMembershipRow(one))),
    law(
      'a start attempt',
      values.startAttempts,
      (one) => loadStartAttempt(startAttemptRow(one)).value,
    ),
    law('an event', values.events, (one) => loadEvent(eventRow(one)).value),
  ];

  it.each(there)('$what', ({ check }) => {
    expect(check).not.toThrow();
  });
});

describe('row to domain to row is the identity', () => {
  it('an instance', () => {
    fc.assert(
      fc.property(values.instances.map(instanceRow), (row) => {
        expect(instanceRow(loadInstance(row).value)).toEqual(row);
      }),
    );
  });

  it('a migration', () => {
    fc.assert(
      fc.property(values.migrations.map(migrationRow), (row) => {
        expect(migrationRow(migrationOfRow(row))).toEqual(row);
      }),
    );
  });

  it('a sled, but for the last address given away', () => {
    fc.assert(
      fc.property(values.sleds.map(sledRow), (row) => {
        const used = { ...row, last_used_address: 'fd00:1122:3344:101::ffff' };
        expect(sledRow(sledOfRow(used))).toEqual({ ...used, last_used_address: row.ip });
      }),
    );
  });

  it('a reservation', () => {
    fc.assert(
      fc.property(values.reservations.map(reservationRow), (row) => {
        expect(reservationRow(reservationOfRow(row))).toEqual(row);
      }),
    );
  });

  it('a start attempt', () => {
    fc.assert(
      fc.property(values.startAttempts.map(startAttemptRow), (row) => {
        expect(startAttemptRow(loadStartAttempt(row).value)).toEqual(row);
      }),
    );
  });
});

it('an instance has columns of its own for what are objects in the domain', () => {
  const [instance] = fc.sample(values.instances, 1);
  if (instance === undefined) throw new Error('no sample');
  const { runtime, autoRestart, updaterLock } = instance;
  expect(instanceRow(instance)).toMatchObject({
    project_id: instance.projectId,
    state: runtime.state,
    state_generation: runtime.gen,
    time_state_updated: runtime.timeUpdated,
    active_propolis_id: runtime.activeVmmId,
    auto_restart_cooldown: autoRestart.cooldownSeconds,
    updater_gen: updaterLock.gen,
    user_data: new Uint8Array(Buffer.from(instance.userData, 'base64')),
  });
});

it('an instance that breaks its CHECK loads, and says so', () => {
  const [instance] = fc.sample(values.instances, 1);
  if (instance === undefined) throw new Error('no sample');
  const row = { ...instanceRow(instance), state: 'vmm' as const, active_propolis_id: null };
  const { value, problems } = loadInstance(row);
  expect(value.runtime).toMatchObject({ state: 'vmm', activeVmmId: null });
  expect(problems.map(({ code }) => code)).toEqual(['vmm_without_active_vmm']);
});

const open: StartAttempt = {
  id: '8e9ba1f4-3f54-4c4b-8b8c-6a4e3a3c0001',
  instanceId: '8e9ba1f4-3f54-4c4b-8b8c-6a4e3a3c0002',
  origin: 'user',
  requestId: null,
  timeStarted: '2026-11-21T06:00:00.000000Z',
  outcome: { kind: 'open' },
  vmmId: null,
};

describe('a start attempt that breaks a CHECK is read in a defined way, and says so', () => {
  const finished = '2026-11-21T06:01:00.000000Z';
  const cases: readonly {
    readonly code: keyof typeof rowProblems;
    readonly columns: Partial<StartAttemptRow>;
    readonly outcome: StartAttempt['outcome'];
  }[] = [
    {
      code: 'outcome_without_time',
      columns: { outcome: 'succeeded' },
      outcome: { kind: 'succeeded', timeFinished: open.timeStarted },
    },
    {
      code: 'time_without_outcome',
      columns: { time_finished: finished },
      outcome: { kind: 'open' },
    },
    {
      code: 'failed_start_unexplained',
      columns: { outcome: 'failed', time_finished: finished, detail: 'a detail' },
      outcome: {
        kind: 'failed',
        timeFinished: finished,
        failure: {
          code: 'internal',
          fault: 'system',
          transience: 'transient',
          message: 'It was not written down why the start failed.',
          hint: null,
          counts: [],
          detail: 'a detail',
        },
      },
    },
    {
      code: 'explanation_without_failure',
      columns: { outcome: 'succeeded', time_finished: finished, hint: 'wait' },
      outcome: { kind: 'succeeded', timeFinished: finished },
    },
  ];

  it.each(cases)('$code', ({ code, columns, outcome }) => {
    const { value, problems } = loadStartAttempt({ ...startAttemptRow(open), ...columns });
    expect(value).toEqual({ ...open, outcome });
    expect(problems).toMatchObject([{ code, message: rowProblems[code] }]);
  });

  it('and a right one has no problems', () => {
    fc.assert(
      fc.property(values.startAttempts, (attempt) => {
        expect(loadStartAttempt(startAttemptRow(attempt)).problems).toEqual([]);
      }),
    );
  });
});

describe('events', () => {
  it.each(Object.entries(values.eventsByKind))('%s has its kind in a column', (kind, all) => {
    const [what] = fc.sample<InstanceEvent['what']>(all, 1);
    if (what === undefined) throw new Error('no sample');
    const event: InstanceEvent = {
      instanceId: open.instanceId,
      sequence: 1,
      time: open.timeStarted,
      what,
      detail: null,
    };
    const row = eventRow(event);
    expect(row.kind).toBe(kind);
    expect(row.data).not.toHaveProperty('kind');
    expect(Object.keys(row.data).every((key) => /^[a-z_]+$/.test(key))).toBe(true);
    expect(loadEvent(row)).toEqual({ value: event, problems: [] });
  });

  it('a kind that only a newer program knows is no value, and is reported', () => {
    const row = {
      instance_id: open.instanceId,
      sequence: 1,
      time: open.timeStarted,
      kind: 'teleported',
      data: { where: 'elsewhere' },
      detail: null,
    };
    const { value, problems } = loadEvent(row);
    expect(value).toBeNull();
    expect(problems.map(({ code }) => code)).toEqual(['unknown_event_kind']);
    // Names that every object has are no kinds.
    expect(loadEvent({ ...row, kind: 'constructor' }).value).toBeNull();
  });
});
