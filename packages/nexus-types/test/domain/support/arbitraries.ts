import fc from 'fast-check';
import {
  type SledVmmState,
  type Vmm,
  type VmmFailure,
  type VmmFailureReason,
  vmmFailureReasons,
  type VmmRuntimeState,
  type VmmState,
  type VmmStateKind,
  vmmStateKinds,
} from '../../../src/domain/index.ts';

// The cast: the keys of an object literal are what its type says.
export const reasons = Object.keys(vmmFailureReasons) as VmmFailureReason[];

/** A state of each kind; the failed one with this failure. */
export function stateOf(
  kind: VmmStateKind,
  failure: VmmFailure = { reason: 'sled_off', detail: null },
): VmmState {
  return kind === 'failed' ? { kind, ...failure } : { kind };
}

/** Every state there is, the failed one once for each reason, without and with a detail. */
export const allStates: readonly VmmState[] = vmmStateKinds.flatMap((kind) =>
  kind === 'failed'
    ? reasons.flatMap((reason) => [
        stateOf(kind, { reason, detail: null }),
        stateOf(kind, { reason, detail: 'zone oxz_propolis-server is not running' }),
      ])
    : [stateOf(kind)],
);

/** An object that may not be written to, at any depth. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

export const time: fc.Arbitrary<string> = fc
  .tuple(
    fc.date({ min: new Date(0), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true }),
    fc.integer({ min: 0, max: 999_999 }),
  )
  .map(
    ([date, micros]) => `${date.toISOString().slice(0, 19)}.${String(micros).padStart(6, '0')}Z`,
  );

export const failure: fc.Arbitrary<VmmFailure> = fc.record({
  reason: fc.constantFrom(...reasons),
  detail: fc.option(fc.string({ unit: 'grapheme' })),
});

export const state: fc.Arbitrary<VmmState> = fc
  .tuple(fc.constantFrom(...vmmStateKinds), failure)
  .map(([kind, of]) => stateOf(kind, of));

export const runtime: fc.Arbitrary<VmmRuntimeState> = fc
  .record({
    state,
    // Far from the end, which has a test of its own.
    gen: fc.integer({ min: 1, max: 2 ** 40 }),
    timeUpdated: time,
  })
  .map(frozen);

/** Any VMM that `checkVmm` has nothing against. */
export const vmm: fc.Arbitrary<Vmm> = fc
  .record({
    id: fc.uuid(),
    instanceId: fc.uuid(),
    sledId: fc.uuid(),
    timeCreated: time,
    timeDeleted: fc.option(time),
    propolisIp: fc.ipV6(),
    propolisPort: fc.integer({ min: 0, max: 65_535 }),
    cpuPlatform: fc.constantFrom('sled_default', 'amd_milan', 'amd_turin', 'amd_turin_v2'),
    runtime,
    lastFailure: fc.option(failure),
  })
  .map((any) =>
    frozen({ ...any, lastFailure: any.runtime.state.kind === 'failed' ? null : any.lastFailure }),
  );

const migration = fc.record({
  migrationId: fc.uuid(),
  state: fc.constantFrom('pending', 'in_progress', 'failed', 'completed'),
  gen: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  timeUpdated: time,
});

export const report: fc.Arbitrary<SledVmmState> = fc
  .record({
    vmmState: runtime,
    migrationIn: fc.option(migration),
    migrationOut: fc.option(migration),
  })
  .map(frozen);

/** What is left of a value that was sent as JSON. */
export function throughJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
