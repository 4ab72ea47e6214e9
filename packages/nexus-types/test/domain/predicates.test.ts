import { expect, test } from 'vitest';
import {
  destroyableVmmStates,
  isMigrationTerminal,
  isVmmDestroyable,
  isVmmOnSled,
  isVmmTerminal,
  type MigrationState,
  terminalMigrationStates,
  terminalVmmStates,
  type VmmStateKind,
  vmmStateKinds,
  vmmStatesNotOnSled,
} from '../../src/domain/index.ts';
import { allStates, stateOf } from './support/arbitraries.ts';

const golden: {
  readonly [Kind in VmmStateKind]: readonly [
    terminal: boolean,
    destroyable: boolean,
    onSled: boolean,
  ];
} = {
  creating: [false, false, false],
  starting: [false, false, true],
  running: [false, false, true],
  stopping: [false, false, true],
  stopped: [false, false, true],
  rebooting: [false, false, true],
  migrating: [false, false, true],
  failed: [true, true, true],
  destroyed: [true, true, false],
  saga_unwound: [false, true, false],
};

test.each(vmmStateKinds)('a VMM that is %s', (kind) => {
  const state = stateOf(kind);
  expect([isVmmTerminal(state), isVmmDestroyable(state), isVmmOnSled(state)]).toEqual(golden[kind]);
});

test('why a VMM failed does not matter', () => {
  for (const state of allStates.filter(({ kind }) => kind === 'failed')) {
    expect([isVmmTerminal(state), isVmmDestroyable(state), isVmmOnSled(state)]).toEqual(
      golden.failed,
    );
  }
});

test('the lists for queries are the functions', () => {
  const states = vmmStateKinds.map((kind) => stateOf(kind));
  const kindsWhere = (holds: (state: (typeof states)[number]) => boolean): string[] =>
    states.filter(holds).map(({ kind }) => kind);
  expect(kindsWhere(isVmmTerminal).toSorted()).toEqual(terminalVmmStates.toSorted());
  expect(kindsWhere(isVmmDestroyable).toSorted()).toEqual(destroyableVmmStates.toSorted());
  expect(kindsWhere((state) => !isVmmOnSled(state)).toSorted()).toEqual(
    vmmStatesNotOnSled.toSorted(),
  );
});

test('migrations', () => {
  const terminal: { readonly [State in MigrationState]: boolean } = {
    pending: false,
    in_progress: false,
    failed: true,
    completed: true,
  };
  // The cast: the keys of an object literal are what its type says.
  const states = Object.keys(terminal) as MigrationState[];
  expect(Object.fromEntries(states.map((state) => [state, isMigrationTerminal(state)]))).toEqual(
    terminal,
  );
  expect(terminalMigrationStates.toSorted()).toEqual(['completed', 'failed']);
});
