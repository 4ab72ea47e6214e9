import type { MigrationState } from './migration.ts';
import type { VmmState, VmmStateKind } from './vmm-state.ts';

// Lists as well as functions: a query says `state IN (…)`.

/** The guest has stopped for good. */
export const terminalVmmStates: readonly VmmStateKind[] = ['destroyed', 'failed'];

/** The record and its reservation may go, if no instance refers to it. */
export const destroyableVmmStates: readonly VmmStateKind[] = [
  'destroyed',
  'failed',
  'saga_unwound',
];

/** No sled agent knows of it: not yet, or no more. */
export const vmmStatesNotOnSled: readonly VmmStateKind[] = [
  'creating',
  'saga_unwound',
  'destroyed',
];

/** Nothing more will be heard of this side of the migration. */
export const terminalMigrationStates: readonly MigrationState[] = ['completed', 'failed'];

export function isVmmTerminal(state: VmmState): boolean {
  return terminalVmmStates.includes(state.kind);
}

export function isVmmDestroyable(state: VmmState): boolean {
  return destroyableVmmStates.includes(state.kind);
}

export function isVmmOnSled(state: VmmState): boolean {
  return !vmmStatesNotOnSled.includes(state.kind);
}

export function isMigrationTerminal(state: MigrationState): boolean {
  return terminalMigrationStates.includes(state);
}
