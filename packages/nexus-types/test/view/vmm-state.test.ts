import { describe, expect, test } from 'vitest';
import { externalState, externalStateOfVmm } from '../../src/domain/index.ts';
import { instanceStateView, vmmStateView } from '../../src/view/index.ts';
import { allStates } from '../domain/support/arbitraries.ts';
import { states } from '../wire/support/states.ts';
import { complaints } from './support/valid.ts';

describe('a VMM seen by itself', () => {
  // test/wire/golden.test.ts sees to it that the table has every state.
  test.each(states)('$domain is $external', ({ domain, external }) => {
    expect(vmmStateView(domain, {})).toBe(external);
    expect(complaints('InstanceState', external)).toEqual([]);
  });

  test('is what the domain says of it', () => {
    for (const state of allStates) expect(vmmStateView(state, {})).toBe(externalStateOfVmm(state));
  });
});

test('an instance shows what the domain says of it', () => {
  for (const state of allStates) {
    const shown = externalState('vmm', state, null);
    expect(instanceStateView(shown)).toBe(shown);
    expect(complaints('InstanceState', shown)).toEqual([]);
  }
});
