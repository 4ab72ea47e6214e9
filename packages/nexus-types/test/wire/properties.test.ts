import { Refusal } from '@skewline/runtime';
import type { SledVmmState as WireReport } from '@skewline/sled-agent-types/v49';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SledVmmState, VmmFailureReason, VmmState } from '../../src/domain/index.ts';
import { fromWire, reportFromVersion, reportToVersion, toWire } from '../../src/wire/index.ts';
import { frozen, report, time } from '../domain/support/arbitraries.ts';
import { isReportOf } from './support/reports.ts';

function value<T>(result: T | Refusal): T {
  if (result instanceof Refusal) throw new Error(result.message);
  return result;
}

/** As JSON gives it: fast-check also makes objects without a prototype. */
function plain<T>(made: T): T {
  return frozen(structuredClone(made));
}

const gen = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const migration = fc.record({
  migration_id: fc.uuid(),
  state: fc.constantFrom('pending', 'in_progress', 'failed', 'completed'),
  gen,
  time_updated: time,
});
const state: fc.Arbitrary<WireReport['vmm_state']['state']> = fc.oneof(
  fc.record({
    kind: fc.constantFrom(
      'starting',
      'running',
      'stopping',
      'stopped',
      'rebooting',
      'migrating',
      'destroyed',
    ),
  }),
  fc.record({
    kind: fc.constant('failed'),
    cause: fc.constantFrom('zone_gone', 'propolis_lost_instance', 'setup_failed', 'unspecified'),
    detail: fc.option(fc.string({ unit: 'grapheme', maxLength: 60 })),
  }),
);
/** Anything that a sled agent of version 49 may say. */
const wireReports: fc.Arbitrary<WireReport> = fc
  .record(
    {
      vmm_state: fc.record({ state, gen, time_updated: time }),
      migration_in: fc.option(migration),
      migration_out: fc.option(migration),
    },
    { requiredKeys: ['vmm_state'] },
  )
  .map(plain);

const domainReports = report.map(plain);

test('wire to domain to wire is the identity, but that an absent migration is null', () => {
  fc.assert(
    fc.property(wireReports, (one) => {
      expect(isReportOf(49, one)).toBe(true);
      const { vmm_state, migration_in = null, migration_out = null } = one;
      const again = toWire(value(fromWire(one)));
      expect(again).toStrictEqual({ vmm_state, migration_in, migration_out });
    }),
  );
});

/** What is left of a reason that was told to a sled agent. */
const reasonLeft: { readonly [Reason in VmmFailureReason]: VmmFailureReason } = {
  prehistoric: 'from_sled_agent',
  from_sled_agent: 'from_sled_agent',
  no_such_instance: 'from_sled_agent',
  sled_expunged: 'from_sled_agent',
  sled_off: 'from_sled_agent',
  zone_gone: 'zone_gone',
  propolis_lost_instance: 'propolis_lost_instance',
  setup_failed: 'setup_failed',
};

/** What is left of a state; the details here are short enough. */
function stateLeft(of: VmmState): VmmState {
  if (of.kind === 'creating') return { kind: 'starting' };
  if (of.kind === 'saga_unwound') return { kind: 'destroyed' };
  return of.kind === 'failed' ? { ...of, reason: reasonLeft[of.reason] } : of;
}

function withState(one: SledVmmState, left: VmmState): SledVmmState {
  return { ...one, vmmState: { ...one.vmmState, state: left } };
}

test('domain to wire to domain loses what is declared, and nothing else', () => {
  fc.assert(
    fc.property(domainReports, (one) => {
      const there = value(toWire(one));
      expect(isReportOf(49, there)).toBe(true);
      expect(fromWire(there)).toStrictEqual(withState(one, stateLeft(one.vmmState.state)));
    }),
  );
});

test('by way of any older version, a failure has no cause and no detail left, and all else stays', () => {
  fc.assert(
    fc.property(domainReports, fc.integer({ min: 1, max: 48 }), (one, version) => {
      const there = reportToVersion(version, one);
      expect(isReportOf(version, there)).toBe(true);
      const before = stateLeft(one.vmmState.state);
      const left: VmmState =
        before.kind === 'failed'
          ? { kind: 'failed', reason: 'from_sled_agent', detail: null }
          : before;
      expect(reportFromVersion(version, there)).toStrictEqual(withState(one, left));
    }),
  );
});
