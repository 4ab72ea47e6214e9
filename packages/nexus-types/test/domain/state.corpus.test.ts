import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  externalState,
  type ExternalInstanceState,
  type Instance,
  type InstanceState,
  type IntendedState,
  isMigrationTerminal,
  isVmmDestroyable,
  isVmmOnSled,
  isVmmTerminal,
  karmicStatus,
  type MigrationState,
  needsReincarnation,
  shouldReincarnate,
  type VmmStateKind,
} from '../../src/domain/index.ts';
import { stateOf } from './support/arbitraries.ts';

/** The parts of the oracle that the domain answers; seconds are since some beginning of time. */
interface Oracle {
  readonly external_state: readonly {
    readonly instance_state: InstanceState;
    readonly vmm_state: VmmStateKind | null;
    readonly migration: boolean;
    readonly expected: ExternalInstanceState;
  }[];
  readonly vmm_predicates: readonly {
    readonly state: VmmStateKind;
    readonly terminal: boolean;
    readonly destroyable: boolean;
    readonly exists_on_sled: boolean;
  }[];
  readonly migration_predicates: readonly {
    readonly state: MigrationState;
    readonly terminal: boolean;
  }[];
  readonly karmic: readonly {
    readonly id: string;
    readonly given: {
      readonly instance_state: InstanceState;
      readonly vmm_state: VmmStateKind | null;
      readonly intended: IntendedState;
      readonly policy: Instance['autoRestart']['policy'];
      readonly last_auto_restarted: number | null;
      readonly cooldown: number | null;
      readonly now: number;
    };
    readonly expected: {
      readonly needs_reincarnation: boolean;
      readonly status: 'nirvana' | 'cooling_down' | 'will_reincarnate';
      readonly until: number | null;
      readonly should_reincarnate: boolean;
    };
  }[];
}

const file = join(process.env['SKEWLINE_SHARED'] ?? '../shared', 'oracle', 'state.cases.json');
// The cast: the shape is what the oracle's README says; a case of another fails its test.
const oracle = JSON.parse(readFileSync(file, 'utf8')) as Oracle;

const uuid = 'c1f2b0a4-9f1f-4f83-8f4e-0d7c1c3c9b01';
const at = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;

test('no case is left out', () => {
  expect({
    external_state: oracle.external_state.length,
    vmm_predicates: oracle.vmm_predicates.length,
    migration_predicates: oracle.migration_predicates.length,
    karmic: oracle.karmic.length,
  }).toEqual({ external_state: 34, vmm_predicates: 10, migration_predicates: 4, karmic: 16 });
});

describe('external state', () => {
  test.each(oracle.external_state)(
    '$instance_state, VMM $vmm_state, migration $migration: $expected',
    ({ instance_state, vmm_state, migration, expected }) => {
      const vmm = vmm_state === null ? null : stateOf(vmm_state);
      expect(externalState(instance_state, vmm, migration ? uuid : null)).toBe(expected);
    },
  );
});

describe('predicates', () => {
  test.each(oracle.vmm_predicates)(
    'VMM $state',
    ({ state, terminal, destroyable, exists_on_sled }) => {
      const vmm = stateOf(state);
      expect(isVmmTerminal(vmm)).toBe(terminal);
      expect(isVmmDestroyable(vmm)).toBe(destroyable);
      expect(isVmmOnSled(vmm)).toBe(exists_on_sled);
    },
  );

  test.each(oracle.migration_predicates)('migration $state', ({ state, terminal }) => {
    expect(isMigrationTerminal(state)).toBe(terminal);
  });
});

describe('karmic status', () => {
  test.each(oracle.karmic)('$id', ({ given, expected }) => {
    const last = given.last_auto_restarted;
    const instance = {
      intendedState: given.intended,
      autoRestart: { policy: given.policy, cooldownSeconds: given.cooldown },
      runtime: {
        state: given.instance_state,
        gen: 1,
        timeUpdated: at(0),
        activeVmmId: given.instance_state === 'vmm' ? uuid : null,
        targetVmmId: null,
        migrationId: null,
        timeLastAutoRestarted: last === null ? null : at(last),
      },
    };
    const vmm = given.vmm_state === null ? null : stateOf(given.vmm_state);
    const now = at(given.now);
    expect(karmicStatus(instance, now)).toEqual({
      kind: expected.status,
      ...(expected.until === null ? {} : { until: at(expected.until) }),
    });
    expect(needsReincarnation(instance, vmm)).toBe(expected.needs_reincarnation);
    expect(shouldReincarnate(instance, vmm, now)).toBe(expected.should_reincarnate);
  });
});
