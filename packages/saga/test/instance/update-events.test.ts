import { describe, expect, test } from 'vitest';
import { eventsOfUpdate } from '../../src/instance/update-events.ts';
import { abandonedMigrationOf, decideUpdate } from '../../src/instance/update.ts';
import { now, snapshotOf, type Told } from './support/snapshots.ts';

/** What the history of an instance says of its update, in few words. */
function told(snapshot: Told): readonly string[] {
  const facts = snapshotOf(snapshot);
  const update = decideUpdate(facts, now);
  if (update === null) return ['nothing'];
  return eventsOfUpdate(facts, update).map(({ what, detail }) => {
    switch (what.kind) {
      case 'state_changed':
        return `${what.from} to ${what.to}`;
      case 'vmm_failed':
        return `vmm_failed ${what.reason} (${detail ?? '-'})`;
      case 'migration_completed':
      case 'migration_failed':
        return `${what.kind} ${what.migrationId}`;
      default:
        return what.kind;
    }
  });
}

type Row = readonly [name: string, told: Told, expected: readonly string[]];

describe('without a migration', () => {
  test.each<Row>([
    ['nothing to do', { vmms: { a: 'running' } }, ['nothing']],
    [
      'turned off from inside',
      { vmms: { a: 'destroyed' } },
      ['guest_shutdown', 'stopping to stopped'],
    ],
    [
      'stopped as asked',
      { intended: 'stopped', vmms: { a: 'destroyed' } },
      ['stopping to stopped'],
    ],
    ['failed', { vmms: { a: 'failed' } }, ['vmm_failed sled_off (-)', 'stopping to failed']],
    [
      'failed while it was to stop',
      { intended: 'stopped', vmms: { a: 'failed' } },
      ['vmm_failed sled_off (-)', 'stopping to failed'],
    ],
    ['an active VMM without a record', {}, ['stopped to failed']],
    [
      'a link that leads nowhere',
      { migration: 'n', vmms: { a: 'running' } },
      ['migrating to running'],
    ],
  ])('%s', (_name, snapshot, expected) => expect(told(snapshot)).toEqual(expected));

  test('why it failed is for operators', () => {
    const facts = snapshotOf({ vmms: { a: 'failed' } });
    const state = { kind: 'failed', reason: 'zone_gone', detail: 'oxz_1 is not there' } as const;
    const activeVmm = { id: 'a', runtime: { state, gen: 3, timeUpdated: now } };
    const snapshot = { ...facts, activeVmm };
    const update = decideUpdate(snapshot, now);
    if (update === null) throw new Error('it has failed');
    expect(eventsOfUpdate(snapshot, update)[0]).toEqual({
      what: { kind: 'vmm_failed', reason: 'zone_gone' },
      detail: 'oxz_1 is not there',
    });
  });
});

describe('with a migration', () => {
  test.each<Row>([
    [
      'handed over: still migrating',
      { vmms: { a: 'stopping', b: 'migrating' }, sides: ['completed', 'in_progress'] },
      [],
    ],
    [
      'arrived',
      { vmms: { a: 'migrating', b: 'running' }, sides: ['in_progress', 'completed'] },
      ['migration_completed m', 'migrating to running'],
    ],
    [
      'handed over before, and now the target says that it has it',
      { active: 'b', vmms: { b: 'running' }, sides: ['completed', 'completed'] },
      ['migration_completed m', 'migrating to running'],
    ],
    [
      'the target says that it failed, and runs it',
      { active: 'b', vmms: { b: 'running' }, sides: ['completed', 'failed'] },
      ['migration_completed m', 'migrating to running'],
    ],
    [
      'not moved',
      { vmms: { a: 'running', b: 'failed' }, sides: ['failed', 'failed'] },
      ['migration_failed m', 'migrating to running'],
    ],
    [
      'not moved, and the source is over',
      { vmms: { a: 'destroyed', b: 'migrating' }, sides: ['failed', 'in_progress'] },
      ['migration_failed m', 'guest_shutdown', 'migrating to stopped'],
    ],
    [
      'arrived, and the target failed (A10.13)',
      { vmms: { a: 'stopping', b: 'failed' }, sides: ['completed', 'completed'] },
      ['migration_completed m', 'vmm_failed sled_off (-)', 'migrating to failed'],
    ],
    [
      'arrived, and turned off from inside',
      { vmms: { a: 'failed', b: 'destroyed' }, sides: ['completed', 'completed'] },
      ['migration_completed m', 'guest_shutdown', 'migrating to stopped'],
    ],
    [
      'handed over to a target that failed: the guest is lost, and that is why',
      { vmms: { a: 'destroyed', b: 'failed' }, sides: ['completed', 'failed'] },
      ['migration_failed m', 'vmm_failed sled_off (-)', 'migrating to failed'],
    ],
    [
      'handed over to a target that was let go: nobody knows why',
      { target: null, vmms: { a: 'stopping' }, sides: ['completed', 'in_progress'] },
      ['migration_failed m', 'migrating to failed'],
    ],
    [
      'both are over, and neither has reported',
      { vmms: { a: 'failed', b: 'failed' }, sides: ['in_progress', 'in_progress'] },
      ['migration_failed m', 'vmm_failed sled_off (-)', 'migrating to failed'],
    ],
    [
      'a target is let go, and the migration goes on',
      { vmms: { a: 'migrating', b: 'failed' }, sides: ['in_progress', 'in_progress'] },
      [],
    ],
    [
      'a migration of other VMMs is no concern of it',
      { active: 'c', vmms: { b: 'failed', c: 'running' }, sides: ['completed', 'in_progress'] },
      ['migrating to running'],
    ],
  ])('%s', (_name, snapshot, expected) => expect(told(snapshot)).toEqual(expected));
});

describe('a migration that ends without a report', () => {
  const abandoned = (snapshot: Told): string | null => {
    const facts = snapshotOf(snapshot);
    const update = decideUpdate(facts, now);
    return update && abandonedMigrationOf(facts, update);
  };

  test.each<readonly [name: string, told: Told, expected: string | null]>([
    [
      'both VMMs are over',
      { vmms: { a: 'failed', b: 'failed' }, sides: ['in_progress', 'pending'] },
      'm',
    ],
    [
      'the source may still say something',
      { vmms: { a: 'migrating', b: 'failed' }, sides: ['in_progress', 'pending'] },
      null,
    ],
    [
      'a side has said how it ended',
      { vmms: { a: 'destroyed', b: 'failed' }, sides: ['completed', 'in_progress'] },
      null,
    ],
    ['there is none', { vmms: { a: 'destroyed' } }, null],
    [
      'it is of other VMMs',
      { active: 'c', vmms: { b: 'failed', c: 'running' }, sides: ['pending', 'pending'] },
      null,
    ],
  ])('%s', (_name, snapshot, expected) => expect(abandoned(snapshot)).toBe(expected));
});
