import { describe, expect, test } from 'vitest';
import {
  type ExternalInstanceState,
  externalState,
  externalStateOfVmm,
  type InstanceState,
  type VmmStateKind,
  vmmStateKinds,
} from '../../src/domain/index.ts';
import { allStates, stateOf } from './support/arbitraries.ts';

const migrationId = '7d1f0f3c-6c3a-4b8e-9e0e-3f3a0a8f4b11';

/** An instance in state `vmm`, without a migration; and the VMM by itself. */
const golden: {
  readonly [Kind in VmmStateKind]: readonly [ExternalInstanceState, alone: ExternalInstanceState];
} = {
  creating: ['starting', 'starting'],
  starting: ['starting', 'starting'],
  running: ['running', 'running'],
  stopping: ['stopping', 'stopping'],
  stopped: ['stopping', 'stopped'],
  rebooting: ['rebooting', 'rebooting'],
  migrating: ['migrating', 'migrating'],
  failed: ['stopping', 'failed'],
  destroyed: ['stopping', 'destroyed'],
  saga_unwound: ['failed', 'stopped'],
};

describe.each(vmmStateKinds)('with a VMM that is %s', (kind) => {
  const state = stateOf(kind);

  test('the instance, without and with a migration', () => {
    expect(externalState('vmm', state, null)).toBe(golden[kind][0]);
    expect(externalState('vmm', state, migrationId)).toBe('migrating');
  });

  test('the VMM by itself', () => {
    expect(externalStateOfVmm(state)).toBe(golden[kind][1]);
  });
});

const records: readonly [InstanceState, ExternalInstanceState][] = [
  ['creating', 'creating'],
  ['no_vmm', 'stopped'],
  ['failed', 'failed'],
  ['destroyed', 'destroyed'],
];

test.each(records)('a record in state %s wins over all else', (record, expected) => {
  for (const vmm of [null, ...allStates]) {
    for (const migration of [null, migrationId]) {
      expect(externalState(record, vmm, migration)).toBe(expected);
    }
  }
});

test('what the database does not allow is shown as stopped', () => {
  expect(externalState('vmm', null, null)).toBe('stopped');
  expect(externalState('vmm', null, migrationId)).toBe('stopped');
});
