import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkVmm,
  isVmmDestroyable,
  lastFailureOf,
  markVmmFailed,
  markVmmSagaUnwound,
  migrations,
  newVmm,
  sameVmmState,
  transition,
  transitionVmm,
  type Vmm,
  type VmmFailure,
  type VmmState,
} from '../../src/domain/index.ts';
import {
  allStates,
  failure,
  frozen,
  report,
  runtime,
  state,
  throughJson,
  time,
  vmm,
} from './support/arbitraries.ts';

const now = '2026-11-21T06:39:43.000001Z';
const later = '2026-11-21T06:40:00Z';

const plan = {
  id: 'c1f2b0a4-9f1f-4f83-8f4e-0d7c1c3c9b01',
  instanceId: 'c1f2b0a4-9f1f-4f83-8f4e-0d7c1c3c9b02',
  sledId: 'c1f2b0a4-9f1f-4f83-8f4e-0d7c1c3c9b03',
  propolisIp: 'fd00:1122:3344:101::1',
  cpuPlatform: 'amd_milan',
} as const;

const sledOff: VmmFailure = { reason: 'sled_off', detail: 'A2' };

function failedVmm(): Vmm {
  return frozen(markVmmFailed(newVmm(plan, now), sledOff, later));
}

test('a new VMM', () => {
  expect(newVmm(plan, now)).toEqual({
    ...plan,
    timeCreated: now,
    timeDeleted: null,
    propolisPort: 12400,
    runtime: { state: { kind: 'creating' }, gen: 1, timeUpdated: now },
    lastFailure: null,
  });
  expect(newVmm({ ...plan, propolisPort: 1 }, now).propolisPort).toBe(1);
});

describe('transition', () => {
  test('every state to every state: the same value, or one generation on', () => {
    for (const from of allStates) {
      const before = frozen({ state: from, gen: 7, timeUpdated: now });
      for (const to of allStates) {
        const after = transition(before, to, later);
        expect(after === before).toBe(from === to);
        expect(after).toEqual(from === to ? before : { state: to, gen: 8, timeUpdated: later });
      }
    }
  });

  test('to the state that it is in gives the very same value', () => {
    fc.assert(
      fc.property(runtime, time, (before, when) => {
        expect(transition(before, { ...before.state }, when)).toBe(before);
      }),
    );
  });

  test('to another gives that state, the next generation and the new time; the old value stays', () => {
    fc.assert(
      fc.property(runtime, state, time, (before, to, when) => {
        fc.pre(!sameVmmState(before.state, to));
        const copy = structuredClone(before);
        expect(transition(before, to, when)).toEqual({
          state: to,
          gen: before.gen + 1,
          timeUpdated: when,
        });
        expect(before).toEqual(copy);
      }),
    );
  });

  test('twice is once, and generations never go back', () => {
    fc.assert(
      fc.property(runtime, fc.array(fc.tuple(state, time)), (start, steps) => {
        let current = start;
        for (const [to, when] of steps) {
          const next = frozen(transition(current, to, when));
          expect(transition(next, to, later)).toBe(next);
          expect(next.gen - current.gen).toBe(next === current ? 0 : 1);
          expect(next.state).toEqual(to);
          current = next;
        }
        expect(throughJson(current)).toEqual(current);
      }),
    );
  });

  test('there is no generation that JSON would round', () => {
    const gen = Number.MAX_SAFE_INTEGER;
    const last = { state: { kind: 'running' }, gen, timeUpdated: now } as const;
    expect(transition(last, { kind: 'running' }, later)).toBe(last);
    expect(transition({ ...last, gen: gen - 1 }, { kind: 'stopping' }, later).gen).toBe(gen);
    expect(() => transition(last, { kind: 'stopping' }, later)).toThrow(
      'there is no generation after 9007199254740991',
    );
  });
});

describe('the last failure', () => {
  test('is in the state while the VMM is failed, and beside it afterwards', () => {
    const failed = failedVmm();
    expect(failed.runtime.state).toEqual({ kind: 'failed', ...sledOff });
    expect(failed.lastFailure).toBeNull();
    const unwound = transitionVmm(failed, { kind: 'saga_unwound' }, later);
    expect(unwound.lastFailure).toEqual(sledOff);
    expect(unwound).toEqual({
      ...failed,
      runtime: { state: { kind: 'saga_unwound' }, gen: 3, timeUpdated: later },
      lastFailure: sledOff,
    });
    expect(transitionVmm(unwound, { kind: 'destroyed' }, later).lastFailure).toEqual(sledOff);
  });

  test('is the newest one', () => {
    const destroyed = transitionVmm(failedVmm(), { kind: 'destroyed' }, later);
    const again: VmmState = { kind: 'failed', reason: 'zone_gone', detail: null };
    const failed = transitionVmm(destroyed, again, later);
    expect(failed.lastFailure).toBeNull();
    expect(lastFailureOf(failed)).toEqual({ reason: 'zone_gone', detail: null });
  });

  test('whatever happens to a VMM, it is the failure of the last failed state', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(state, time)), (steps) => {
        let current = frozen(newVmm(plan, now));
        let expected: VmmFailure | null = null;
        for (const [to, when] of steps) {
          current = frozen(transitionVmm(current, to, when));
          if (to.kind === 'failed') expected = { reason: to.reason, detail: to.detail };
          expect(lastFailureOf(current)).toEqual(expected);
          expect(checkVmm(current)).toBeNull();
        }
      }),
    );
  });

  test('transitions of a VMM touch nothing but state, generation, time and last failure', () => {
    fc.assert(
      fc.property(vmm, state, time, (before, to, when) => {
        const after = transitionVmm(before, to, when);
        expect(after === before).toBe(sameVmmState(before.runtime.state, to));
        const { lastFailure, runtime: changed, ...rest } = after;
        expect({ ...rest, runtime: before.runtime, lastFailure: before.lastFailure }).toEqual(
          before,
        );
        expect(changed).toEqual(transition(before.runtime, to, when));
        expect(lastFailure).toEqual(to.kind === 'failed' ? null : lastFailureOf(before));
        expect(checkVmm(after)).toBeNull();
      }),
    );
  });
});

describe('marking a VMM failed', () => {
  const first: VmmFailure = { reason: 'zone_gone', detail: 'first' };

  test.each(allStates.map((from) => [from.kind, from] as const))('that is %s', (kind, from) => {
    const before = frozen({
      ...newVmm(plan, now),
      runtime: { state: from, gen: 7, timeUpdated: now },
    });
    const marked = markVmmFailed(before, first, later);
    const hadEnded = ['failed', 'destroyed', 'saga_unwound'].includes(kind);
    const runtime = { state: { kind: 'failed', ...first }, gen: 8, timeUpdated: later };
    expect(marked === before).toBe(hadEnded);
    expect(marked).toEqual(hadEnded ? before : { ...before, runtime });
  });

  test('keeps the first reason, and what has ended', () => {
    fc.assert(
      fc.property(vmm, failure, failure, time, (before, one, other, when) => {
        const marked = frozen(markVmmFailed(before, one, when));
        expect(markVmmFailed(marked, other, later)).toBe(marked);
        const hadEnded = isVmmDestroyable(before.runtime.state);
        expect(marked === before).toBe(hadEnded);
        expect(lastFailureOf(marked)).toEqual(hadEnded ? lastFailureOf(before) : one);
      }),
    );
  });
});

describe('unwinding the saga that made a VMM', () => {
  test.each(allStates.map((from) => [from.kind, from] as const))('that is %s', (kind, from) => {
    const before = frozen({
      ...newVmm(plan, now),
      runtime: { state: from, gen: 7, timeUpdated: now },
    });
    const unwound = markVmmSagaUnwound(before, later);
    const stays = kind === 'destroyed' || kind === 'saga_unwound';
    const runtime = { state: { kind: 'saga_unwound' }, gen: 8, timeUpdated: later };
    expect(unwound === before).toBe(stays);
    expect(unwound).toEqual(
      stays ? before : { ...before, runtime, lastFailure: lastFailureOf(before) },
    );
  });

  test('repeated it changes nothing, and no reason is lost', () => {
    fc.assert(
      fc.property(vmm, time, (before, when) => {
        const unwound = frozen(markVmmSagaUnwound(before, when));
        expect(markVmmSagaUnwound(unwound, later)).toBe(unwound);
        expect(lastFailureOf(unwound)).toEqual(lastFailureOf(before));
      }),
    );
  });
});

describe('checkVmm', () => {
  test('a failed VMM has no last failure beside its state', () => {
    expect(checkVmm({ ...failedVmm(), lastFailure: sledOff })).toEqual({
      code: 'last_failure_while_failed',
      message: 'A failed VMM says in its state why it failed; its last failure must be null.',
      path: ['lastFailure'],
    });
    expect(checkVmm(failedVmm())).toBeNull();
  });

  test('any other VMM may have one', () => {
    for (const state of allStates.filter(({ kind }) => kind !== 'failed')) {
      const current = { ...newVmm(plan, now), runtime: { state, gen: 1, timeUpdated: now } };
      expect(checkVmm(current)).toBeNull();
      expect(checkVmm({ ...current, lastFailure: sledOff })).toBeNull();
    }
  });
});

test('values are what JSON makes of them', () => {
  fc.assert(
    fc.property(vmm, report, (one, other) => {
      expect(throughJson(one)).toEqual(one);
      expect(throughJson(other)).toEqual(other);
    }),
  );
});

test('the migrations of a report', () => {
  fc.assert(
    fc.property(report, (any) => {
      const { vmmState, ...rest } = any;
      expect(migrations(any)).toEqual(rest);
      expect({ vmmState, ...migrations(any) }).toEqual(any);
    }),
  );
});
