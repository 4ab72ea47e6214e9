import fc from 'fast-check';
import { climb } from '@skewline/runtime';
import { downSledVmmState } from '@skewline/sled-agent-types/v49/down';
import { upSledVmmState } from '@skewline/sled-agent-types/v49/up';
import { describe, expect, test } from 'vitest';
import { decisions } from '../../src/internal/decisions.ts';
import { epochs, versions } from '../../src/internal/generated/conversions.ts';
import type {
  SledVmmState as SledVmmState1,
  VmmState as VmmState1,
} from '../../src/internal/generated/v1/types.ts';
import { operations } from '../../src/internal/generated/v2/operations.ts';
import type {
  SledVmmState as SledVmmState2,
  VmmState as VmmState2,
} from '../../src/internal/generated/v2/types.ts';
import { validators } from '../../src/internal/generated/validators.ts';

function convert(from: string, to: string, value: unknown): unknown {
  const [start, end] = [versions.indexOf(from), versions.indexOf(to)];
  const epoch = epochs.findIndex(
    (one) => one.type === 'SledVmmState' && one.first <= start && start <= one.last,
  );
  return climb(epochs, epoch, end, value, { operation: 'cpapi_instances_put' });
}

function isValid(version: string, value: unknown): boolean {
  const at = versions.indexOf(version);
  const epoch = validators['SledVmmState']?.find(({ from }) => versions.indexOf(from) === at);
  return epoch?.validate(value) ?? false;
}

const rest = { gen: 3, time_updated: '2026-11-21T06:39:43.123456Z' };
const migration_in = {
  migration_id: '5b7f1c0a-3d53-4c52-8f3f-8f2f6c1d7e02',
  state: 'in_progress',
  gen: 2,
  time_updated: '2026-11-21T06:39:43Z',
} as const;

function first(state: VmmState1): SledVmmState1 {
  return { vmm_state: { ...rest, state }, migration_in, migration_out: null };
}

function second(state: VmmState2): SledVmmState2 {
  return { vmm_state: { ...rest, state }, migration_in, migration_out: null };
}

const states: readonly (readonly [VmmState1, VmmState2])[] = [
  ['starting', { kind: 'starting' }],
  ['running', { kind: 'running' }],
  ['stopping', { kind: 'stopping' }],
  ['stopped', { kind: 'stopped' }],
  ['rebooting', { kind: 'rebooting' }],
  ['migrating', { kind: 'migrating' }],
  ['failed', { kind: 'failed', cause: 'unspecified', detail: null }],
  ['destroyed', { kind: 'destroyed' }],
];

const causes = ['zone_gone', 'propolis_lost_instance', 'setup_failed', 'unspecified'] as const;

describe('what a sled agent tells of a VMM', () => {
  test.each(states)('that is %s', (old, state) => {
    expect(convert('1', '2', first(old))).toStrictEqual(second(state));
    expect(convert('2', '1', second(state))).toStrictEqual(first(old));
    expect([isValid('1', first(old)), isValid('2', second(state))]).toEqual([true, true]);
    // The one version is not the other.
    expect([isValid('2', first(old)), isValid('1', second(state))]).toEqual([false, false]);
  });

  test.each(causes)('loses for version 1 that it failed with %s', (cause) => {
    const told = second({ kind: 'failed', cause, detail: 'zone oxz_propolis is gone' });
    expect(isValid('2', told)).toBe(true);
    expect(convert('2', '1', told)).toStrictEqual(first('failed'));
  });

  test('cannot be a failure without a cause', () => {
    expect(isValid('2', { vmm_state: { ...rest, state: { kind: 'failed' } } })).toBe(false);
    expect(
      isValid('2', {
        vmm_state: { ...rest, state: { kind: 'failed', cause: 'bored', detail: null } },
      }),
    ).toBe(false);
  });

  test('is converted as the sled agent itself would', () => {
    const state = fc.oneof(
      fc.constantFrom(...states.map(([, one]) => one)),
      fc.record(
        {
          kind: fc.constant('failed' as const),
          cause: fc.constantFrom(...causes),
          detail: fc.option(fc.string({ maxLength: 40 })),
        },
        { noNullPrototype: true },
      ),
    );
    const context = { operation: 'cpapi_instances_put' };
    fc.assert(
      fc.property(state, fc.boolean(), (one, migrates) => {
        const { migration_in: migration, ...told } = second(one);
        const value: SledVmmState2 = migrates ? { ...told, migration_in: migration ?? null } : told;
        const before = structuredClone(value);
        const old = convert('2', '1', value);
        expect(old).toStrictEqual(downSledVmmState(value, context));
        // `old` is of version 1: the lines above say so.
        const again = old as SledVmmState1;
        expect(convert('1', '2', again)).toStrictEqual(upSledVmmState(again, context));
        expect(value).toStrictEqual(before);
      }),
    );
  });

  test('says what version 1 loses', () => {
    expect(decisions.v2.down['VmmState(failed)']).toHaveProperty(
      'loss',
      'why a VMM failed: cause and detail',
    );
  });

  test('goes into whole requests both ways', () => {
    const { upRequest, downRequest } = operations['cpapi_instances_put'] ?? {};
    const path = { propolis_id: '9c1e2d3f-4b5a-4697-8c8d-7e6f5a4b3c03' };
    const [old, now] = [
      first('failed'),
      second({ kind: 'failed', cause: 'unspecified', detail: null }),
    ];
    // A shim says what it takes in the types of its version; here it is looked up by name.
    const [up, down] = [upRequest, downRequest] as ((
      request: object,
      context: object,
    ) => unknown)[];
    expect(up?.({ path, body: old }, {})).toStrictEqual({ path, body: now });
    expect(down?.({ path, body: now }, {})).toStrictEqual({ path, body: old });
  });
});
