import type { Instance } from '@skewline/nexus-client/external';
import { describe, expect, it } from 'vitest';
import { countsOf, filtered, type StateFilter, stateFilters } from '../src/instances/filter.ts';
import { instance } from './support/instances.ts';

const failure: Instance['last_failure'] = {
  kind: 'run',
  time_failed: '2026-11-21T12:00:00Z',
  reason: 'host_powered_off',
  message: 'Off.',
};

const all: readonly Instance[] = [
  instance({ id: '1', name: 'runs', run_state: 'running' }),
  instance({ id: '2', name: 'starts', run_state: 'starting' }),
  instance({ id: '3', name: 'starts-again', run_state: 'starting', last_failure: failure }),
  instance({ id: '4', name: 'stopped', description: '<b>Bold</b>' }),
  instance({ id: '5', name: 'could-not', last_failure: failure }),
  instance({ id: '6', name: 'failed', run_state: 'failed', last_failure: failure }),
];

const names = (state: StateFilter, text: string): readonly string[] =>
  filtered(all, state, text).map(({ name }) => name);

describe('what is looked for is found', () => {
  it.each<[StateFilter, string, readonly string[]]>([
    ['all', '', all.map(({ name }) => name)],
    ['all', '  ', all.map(({ name }) => name)],
    ['running', '', ['runs']],
    ['busy', '', ['starts', 'starts-again']],
    ['stopped', '', ['stopped', 'could-not']],
    ['trouble', '', ['starts-again', 'could-not', 'failed']],
    ['all', 'LOST POWER', ['starts-again', 'could-not', 'failed']],
    ['stopped', 'lost power', ['could-not']],
    ['all', '<b>', ['stopped']],
    ['all', '.*', []],
  ])('%s %j', (state, text, want) => {
    expect(names(state, text)).toEqual(want);
  });

  it('the numbers are those of what is found', () => {
    // The entries are by filter.
    const found = Object.keys(stateFilters).map((filter) => [
      filter,
      filtered(all, filter as StateFilter, '').length,
    ]);
    expect(countsOf(all)).toEqual(Object.fromEntries(found));
  });
});
