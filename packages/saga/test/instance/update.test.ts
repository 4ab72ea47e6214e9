import type { IntendedState } from '@skewline/nexus-types/domain';
import { describe, expect, test } from 'vitest';
import { decideUpdate, type InstanceUpdate } from '../../src/instance/index.ts';
import { applied, now, snapshotOf, type Told } from './support/snapshots.ts';

/** What an update comes to, in one line: record | VMMs to destroy | what else follows. */
function line({ runtime, ...update }: InstanceUpdate): string {
  const { state, activeVmmId, targetVmmId, migrationId } = runtime;
  const record = [state, activeVmmId, targetVmmId, migrationId].map((id) => id ?? '-').join(' ');
  const destroyed = `${update.destroyActive ?? '-'} ${update.destroyTarget ?? '-'}`;
  const swap = update.swapReservations;
  const follows = [
    update.network?.kind === 'to' ? `network to ${update.network.vmmId}` : null,
    update.network?.kind === 'delete' ? 'no network' : null,
    swap && `swap ${swap.source} ${swap.target}`,
    update.deprovision ? 'deprovision' : null,
  ].filter((word) => word !== null);
  return `${record}, ${update.intendedState} | ${destroyed} | ${follows.join(', ')}`;
}

/** That it is also idempotent: what it leads to needs no update. */
function decided(told: Told): string | null {
  const snapshot = snapshotOf(told);
  const update = decideUpdate(snapshot, now);
  if (update === null) return null;
  expect(update.runtime).toMatchObject({ gen: 6, timeUpdated: now });
  expect(decideUpdate(applied(snapshot, update), now)).toBeNull();
  return line(update);
}

const ended = 'no network, deprovision';
type Row = readonly [name: string, told: Told, expected: string | null];

describe('the scenarios of A3.7', () => {
  test.each<Row>([
    [
      'active VMM destroyed',
      { vmms: { a: 'destroyed' } },
      `no_vmm - - -, guest_shutdown | a - | ${ended}`,
    ],
    [
      // The start is undone, so its VMM is unwound; deleting it is the reaper's.
      'start saga fails because the instance was deleted',
      { state: 'destroyed', intended: 'destroyed' },
      null,
    ],
    [
      'migration source completed',
      { vmms: { a: 'stopping', b: 'migrating' }, sides: ['completed', 'in_progress'] },
      'vmm b b m, running | - - | network to b',
    ],
    [
      'migration target completed',
      { vmms: { a: 'migrating', b: 'running' }, sides: ['in_progress', 'completed'] },
      'vmm b - -, running | - - | network to b, swap a b',
    ],
    [
      'source completed and target completed',
      { vmms: { a: 'destroyed', b: 'running' }, sides: ['completed', 'completed'] },
      'vmm b - -, running | a - | network to b, swap a b',
    ],
    [
      'source completed and destroyed',
      { vmms: { a: 'destroyed', b: 'migrating' }, sides: ['completed', 'in_progress'] },
      'vmm b b m, running | a - | network to b',
    ],
    [
      'target failed',
      { vmms: { a: 'running', b: 'failed' }, sides: ['failed', 'failed'] },
      'vmm a - -, running | - b | network to a',
    ],
    [
      'target failed and destroyed',
      { vmms: { a: 'running', b: 'destroyed' }, sides: ['in_progress', 'failed'] },
      'vmm a - -, running | - b | network to a',
    ],
    [
      'source failed and destroyed',
      { vmms: { a: 'destroyed', b: 'migrating' }, sides: ['failed', 'in_progress'] },
      `no_vmm - - -, guest_shutdown | a - | ${ended}`,
    ],
    [
      'everyone died',
      { vmms: { a: 'destroyed', b: 'destroyed' }, sides: ['failed', 'failed'] },
      `no_vmm - - -, guest_shutdown | a b | ${ended}`,
    ],
    [
      'completed, then the target destroyed',
      { vmms: { a: 'destroyed', b: 'destroyed' }, sides: ['completed', 'completed'] },
      `no_vmm - - -, guest_shutdown | a b | ${ended}`,
    ],
  ])('%s', (_name, told, expected) => expect(decided(told)).toBe(expected));
});

describe('without a migration (A3.5)', () => {
  test.each([
    'creating',
    'starting',
    'running',
    'stopping',
    'stopped',
    'rebooting',
    'migrating',
    'saga_unwound',
  ] as const)('nothing to do while the active VMM is %s', (state) => {
    expect(decided({ vmms: { a: state } })).toBeNull();
  });

  test.each(['creating', 'no_vmm', 'failed', 'destroyed'] as const)(
    'nothing to do in state %s',
    (state) => expect(decided({ state })).toBeNull(),
  );

  test.each<[IntendedState, IntendedState]>([
    ['running', 'guest_shutdown'],
    ['stopped', 'stopped'],
    ['guest_shutdown', 'guest_shutdown'],
    ['destroyed', 'destroyed'],
  ])('destroyed, meant to be %s: then meant to be %s', (intended, after) => {
    expect(decided({ intended, vmms: { a: 'destroyed' } })).toBe(
      `no_vmm - - -, ${after} | a - | ${ended}`,
    );
  });

  test.each<IntendedState>(['running', 'stopped', 'guest_shutdown', 'destroyed'])(
    'failed, meant to be %s: failed, and still meant to be',
    (intended) => {
      expect(decided({ intended, vmms: { a: 'failed' } })).toBe(
        `failed - - -, ${intended} | a - | ${ended}`,
      );
    },
  );
});

describe('while neither side has reported', () => {
  test.each<Row>([
    [
      'nothing to do',
      { vmms: { a: 'migrating', b: 'starting' }, sides: ['pending', 'pending'] },
      null,
    ],
    [
      'a target that is over is let go; the migration stays until a side reports',
      { vmms: { a: 'migrating', b: 'failed' }, sides: ['in_progress', 'in_progress'] },
      'vmm a - m, running | - b | ',
    ],
    [
      'a target whose saga was undone is left to the report of the source',
      { vmms: { a: 'migrating', b: 'saga_unwound' }, sides: ['in_progress', 'pending'] },
      null,
    ],
    [
      'a source that is over decides nothing while the target may have the guest',
      { vmms: { a: 'failed', b: 'migrating' }, sides: ['in_progress', 'in_progress'] },
      null,
    ],
    [
      'a source that is over decides when the target is over too',
      { vmms: { a: 'failed', b: 'failed' }, sides: ['in_progress', 'in_progress'] },
      `failed - - -, running | a b | ${ended}`,
    ],
    [
      'a source that is over decides when the target was undone',
      { vmms: { a: 'failed', b: 'saga_unwound' }, sides: ['pending', 'pending'] },
      `failed - - -, running | a - | ${ended}`,
    ],
    [
      'a source that is over decides when the target was let go before',
      { target: null, vmms: { a: 'destroyed' }, sides: ['in_progress', 'in_progress'] },
      `no_vmm - - -, guest_shutdown | a - | ${ended}`,
    ],
  ])('%s', (_name, told, expected) => expect(decided(told)).toBe(expected));
});

describe('the traps of A10', () => {
  test.each<Row>([
    [
      '13: completed, and the target failed: failed, to be restarted',
      { vmms: { a: 'stopping', b: 'failed' }, sides: ['completed', 'completed'] },
      `failed - - -, running | - b | ${ended}`,
    ],
    [
      '13: completed, the source failed later and the target shut down: stopped from inside',
      { vmms: { a: 'failed', b: 'destroyed' }, sides: ['completed', 'completed'] },
      `no_vmm - - -, guest_shutdown | a b | ${ended}`,
    ],
    [
      '14: the source failed and is gone, the target completed: on the target',
      { vmms: { a: 'destroyed', b: 'running' }, sides: ['failed', 'completed'] },
      'vmm b - -, running | a - | network to b, swap a b',
    ],
    [
      '14: both say they have the guest: on the target',
      { vmms: { a: 'running', b: 'running' }, sides: ['failed', 'completed'] },
      'vmm b - -, running | - - | network to b, swap a b',
    ],
    [
      '14: the source failed and lives, the target completed and is over: on the source',
      { vmms: { a: 'running', b: 'destroyed' }, sides: ['failed', 'completed'] },
      'vmm a - -, running | - b | network to a',
    ],
    [
      '15: on the target, which has not reported yet: the migration stays',
      { active: 'b', vmms: { b: 'running' }, sides: ['completed', 'in_progress'] },
      null,
    ],
    [
      '15: then it reports that it completed: the migration is over',
      { active: 'b', vmms: { b: 'running' }, sides: ['completed', 'completed'] },
      'vmm b - -, running | - - | network to b, swap a b',
    ],
    [
      '15: or that it failed, and yet it lives: the migration is over',
      { active: 'b', vmms: { b: 'running' }, sides: ['completed', 'failed'] },
      'vmm b - -, running | - - | network to b, swap a b',
    ],
    [
      '15: or fails without a report: no link stays, and it is destroyed once',
      { active: 'b', vmms: { b: 'failed' }, sides: ['completed', 'in_progress'] },
      `failed - - -, running | b - | ${ended}`,
    ],
    [
      '15: or shuts down without a report',
      { active: 'b', vmms: { b: 'destroyed' }, sides: ['completed', 'in_progress'] },
      `no_vmm - - -, guest_shutdown | b - | ${ended}`,
    ],
  ])('%s', (_name, told, expected) => expect(decided(told)).toBe(expected));
});

describe('the corrections to A10', () => {
  test.each<Row>([
    [
      'the target was let go, then the source completes: the guest is lost',
      { target: null, vmms: { a: 'stopping' }, sides: ['completed', 'in_progress'] },
      `failed - - -, running | - - | ${ended}`,
    ],
    [
      'the target was let go, then the source fails: it has kept the guest',
      { target: null, vmms: { a: 'running' }, sides: ['failed', 'in_progress'] },
      'vmm a - -, running | - - | network to a',
    ],
    [
      'the source VMM failed, then the target completes: on the target',
      { vmms: { a: 'failed', b: 'running' }, sides: ['in_progress', 'completed'] },
      'vmm b - -, running | a - | network to b, swap a b',
    ],
    [
      'the same where a record was left failed with the links of the migration',
      { state: 'failed', vmms: { b: 'running' }, sides: ['in_progress', 'completed'] },
      'vmm b - -, running | - - | network to b, swap a b',
    ],
    [
      'the source handed over and was destroyed, the target failed: lost, nobody shut it down',
      { vmms: { a: 'destroyed', b: 'failed' }, sides: ['completed', 'failed'] },
      `failed - - -, running | a b | ${ended}`,
    ],
    [
      'handed over to a VMM whose saga was undone: lost',
      { vmms: { a: 'destroyed', b: 'saga_unwound' }, sides: ['completed', 'pending'] },
      `failed - - -, running | a - | ${ended}`,
    ],
  ])('%s', (_name, told, expected) => expect(decided(told)).toBe(expected));
});

describe('links that lead nowhere', () => {
  test.each<Row>([
    [
      'a migration of other VMMs, left from before a start, is let go',
      { active: 'c', vmms: { b: 'failed', c: 'running' }, sides: ['completed', 'in_progress'] },
      'vmm c - -, running | - b | ',
    ],
    [
      'a migration without a record',
      { migration: 'n', vmms: { a: 'running' } },
      'vmm a - -, running | - - | ',
    ],
    [
      'a target without a migration',
      { target: 'b', vmms: { a: 'running' } },
      'vmm a - -, running | - - | ',
    ],
    ['an active VMM without a record', {}, `failed - - -, running | - - | ${ended}`],
    [
      'a failed instance with a migration that is over',
      { state: 'failed', vmms: { b: 'destroyed' }, sides: ['in_progress', 'failed'] },
      'failed - - -, running | - b | ',
    ],
    [
      'a deleted instance is not brought back by a target',
      {
        state: 'destroyed',
        intended: 'destroyed',
        vmms: { b: 'running' },
        sides: ['completed', 'completed'],
      },
      'destroyed - - -, destroyed | - - | ',
    ],
  ])('%s', (_name, told, expected) => expect(decided(told)).toBe(expected));
});
