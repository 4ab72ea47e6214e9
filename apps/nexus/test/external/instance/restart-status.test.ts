import {
  type InstanceState,
  type IntendedState,
  type RestartGivenUp,
  type StartFailureCode,
  startFailureCodes,
  type VmmStateKind,
} from '@skewline/nexus-types/domain';
import {
  decideReincarnation,
  defaultRestartLimits,
  type ReincarnationDecision,
} from '@skewline/saga/instance';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instanceView } from '../../../src/external/instance/view.ts';
import { at, failedStart, goodStart, openStart, readingOf, type Told } from './support/facts.ts';

const view = (told: Told, seconds = 1000) =>
  instanceView(readingOf(told), at(seconds), defaultRestartLimits);

const failed: Told = { instance: { intendedState: 'running' }, runtime: { state: 'failed' } };
const givenUp: Told = { instance: { intendedState: 'stopped' }, runtime: { state: 'failed' } };
const running = { vmm: { kind: 'running' } } as const;

describe('whether it is started again by itself', () => {
  const many = Array.from({ length: defaultRestartLimits.maxTries }, (_, index) =>
    failedStart(`a${String(index)}`, 'no_capacity', 900 - index, 900 - index),
  );
  const notNow = { policy: 'never', cooldownSeconds: null } as const;
  test.each<[string, Told, object]>([
    ['it runs', running, { kind: 'not_needed' }],
    ['it was stopped', {}, { kind: 'not_needed' }],
    [
      'it was stopped, and a start failed',
      { attempts: [failedStart('a', 'no_capacity', 1, 2, 'user')] },
      { kind: 'not_needed' },
    ],
    ['it has failed', failed, { kind: 'planned', time_next_try: at(1000) }],
    [
      'it has failed, and somebody updates its record',
      { ...failed, instance: { ...failed.instance, updaterLock: { updaterId: 'u', gen: 2 } } },
      { kind: 'planned', time_next_try: at(1000) },
    ],
    [
      'it has failed again: there is a cooldown',
      { ...failed, runtime: { ...failed.runtime, timeLastAutoRestarted: at(800) } },
      { kind: 'planned', time_next_try: at(1100) },
    ],
    [
      'there was no room: it waits for a while',
      { ...failed, attempts: [failedStart('a', 'no_capacity', 980, 981)] },
      { kind: 'planned', time_next_try: at(1041) },
    ],
    [
      'it is being started',
      { ...failed, attempts: [openStart('a', 999, 'auto_restart')] },
      { kind: 'under_way', attempt_id: 'a' },
    ],
    [
      'its policy is never to',
      { ...failed, instance: { ...failed.instance, autoRestart: notNow } },
      { kind: 'given_up', why: 'policy_never' },
    ],
    [
      'its policy is never to, and that is settled',
      { ...givenUp, instance: { ...givenUp.instance, autoRestart: notNow } },
      { kind: 'given_up', why: 'policy_never' },
    ],
    [
      'it would fail again, and that is settled',
      { ...givenUp, attempts: [failedStart('a', 'contradictory_groups', 1, 2)] },
      { kind: 'given_up', why: 'permanent_failure' },
    ],
    [
      'it was tried often enough, and that is settled',
      { ...givenUp, attempts: many },
      { kind: 'given_up', why: 'too_many_tries' },
    ],
    [
      'somebody had it stopped while it was started',
      { ...givenUp, attempts: [failedStart('a', 'instance_changed', 1, 2)] },
      { kind: 'not_needed' },
    ],
    [
      'it is deleted',
      { ...failed, instance: { ...failed.instance, timeDeleted: at(3) } },
      { kind: 'not_needed' },
    ],
  ])('%s', (_name, told, want) => {
    expect(view(told).auto_restart_status).toEqual(want);
  });
});

describe('laws', () => {
  const attempt = fc.tuple(
    fc.nat(2000),
    fc.nat(50),
    fc.constantFrom('open', 'succeeded', 'failed'),
    // The cast: the keys of an object literal are what its type says.
    fc.constantFrom(...(Object.keys(startFailureCodes) as StartFailureCode[])),
    fc.constantFrom('user' as const, 'auto_start' as const, 'auto_restart' as const),
  );
  const attempts = fc.array(attempt, { maxLength: 15 }).map((list) =>
    list
      .toSorted(([a], [b]) => b - a)
      .map(([from, took, kind, code, origin], index) => {
        const id = `a${String(index)}`;
        if (kind === 'open' && index === 0) return openStart(id, from, origin);
        return kind === 'succeeded'
          ? goodStart(id, from, origin)
          : failedStart(id, code, from, from + took, origin);
      }),
  );
  const vmmKinds: readonly Exclude<VmmStateKind, 'failed'>[] = [
    'creating',
    'starting',
    'running',
    'stopping',
    'stopped',
    'rebooting',
    'migrating',
    'destroyed',
    'saga_unwound',
  ];
  const told: fc.Arbitrary<Told> = fc
    .record({
      state: fc.constantFrom<InstanceState[]>('creating', 'no_vmm', 'vmm', 'failed', 'destroyed'),
      intended: fc.constantFrom<IntendedState[]>('running', 'stopped', 'guest_shutdown'),
      kind: fc.constantFrom(...vmmKinds),
      policy: fc.constantFrom('never' as const, 'best_effort' as const, null),
      last: fc.option(fc.nat(2000)),
      locked: fc.boolean(),
      deleted: fc.boolean(),
      attempts,
    })
    .map(({ state, intended, kind, policy, last, locked, deleted, attempts: list }) => ({
      instance: {
        intendedState: intended,
        autoRestart: { policy, cooldownSeconds: null },
        updaterLock: { updaterId: locked ? 'u' : null, gen: 1 },
        timeDeleted: deleted ? at(0) : null,
      },
      runtime: { state, timeLastAutoRestarted: last === null ? null : at(last) },
      ...(state === 'vmm' ? { vmm: { kind } } : {}),
      attempts: list,
    }));

  /** What is said of a decision. Of `not_needed` it may be said that it was given up before. */
  function wanted(
    decision: ReincarnationDecision,
    newest: string | undefined,
    now: string,
  ): readonly object[] {
    switch (decision.kind) {
      case 'wait':
        return [{ kind: 'planned', time_next_try: decision.until }];
      case 'start':
        return [{ kind: 'planned', time_next_try: now }];
      case 'busy':
        return [{ kind: 'under_way', attempt_id: newest }];
      case 'give_up':
        return [{ kind: 'given_up', why: decision.why }];
      case 'not_needed':
        return [{ kind: 'not_needed' }, ...reasons.map((why) => ({ kind: 'given_up', why }))];
    }
  }
  const reasons: readonly RestartGivenUp[] = [
    'policy_never',
    'permanent_failure',
    'too_many_tries',
  ];

  test('it is planned exactly when the control plane would wait or start', () => {
    fc.assert(
      fc.property(told, fc.nat(4000), (facts, seconds) => {
        const { instance, activeVmm, attempts: list } = readingOf(facts);
        const decision = decideReincarnation(
          {
            instance: { ...instance, updaterLock: { updaterId: null, gen: 1 } },
            activeVmm: activeVmm?.state ?? null,
            attempts: list,
          },
          at(seconds),
          defaultRestartLimits,
        );
        const { auto_restart_status: status } = view(facts, seconds);
        expect(wanted(decision, list[0]?.id, at(seconds))).toContainEqual(status);
      }),
      { numRuns: 2000 },
    );
  });

  test('what goes on since a success hides every failed start before it', () => {
    fc.assert(
      fc.property(told, (facts) => {
        const { last_failure: failure } = view(facts);
        const ended = facts.attempts?.find(({ outcome }) => outcome.kind !== 'open');
        expect(failure?.kind === 'start').toBe(ended?.outcome.kind === 'failed');
      }),
      { numRuns: 500 },
    );
  });
});
