import {
  checkInstance,
  type IntendedState,
  isVmmDestroyable,
  isVmmTerminal,
  type InstanceState,
  type MigrationState,
  vmmStateKinds,
} from '@skewline/nexus-types/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideUpdate, type UpdateSnapshot } from '../../src/instance/index.ts';
import { applied, now, snapshotOf, stateOf, type Told } from './support/snapshots.ts';

const migrationState = fc.constantFrom<MigrationState[]>(
  'pending',
  'in_progress',
  'failed',
  'completed',
);
const vmmState = fc.constantFrom(...vmmStateKinds);
const vmmId = fc.constantFrom('a', 'b', 'c');

/** Everything that can be said, links that lead nowhere included. */
const anything: fc.Arbitrary<Told> = fc.record(
  {
    state: fc.constantFrom<InstanceState[]>('vmm', 'creating', 'no_vmm', 'failed', 'destroyed'),
    intended: fc.constantFrom<IntendedState[]>('running', 'stopped', 'guest_shutdown', 'destroyed'),
    active: fc.option(vmmId),
    target: fc.option(vmmId),
    migration: fc.option(fc.constantFrom('m', 'n')),
    vmms: fc.dictionary(vmmId, vmmState, { maxKeys: 3 }),
    sides: fc.tuple(migrationState, migrationState),
  },
  { requiredKeys: ['state'] },
);

/** What the database can hold. */
const possible = anything
  .map(snapshotOf)
  .filter((snapshot) => checkInstance(snapshot.instance) === null);
const either = fc.oneof(possible, anything.map(snapshotOf));

const runs = { numRuns: 2000 };

describe('of any snapshot, also one that contradicts itself', () => {
  test('the result is one that the database takes, and one generation on', () => {
    fc.assert(
      fc.property(either, (snapshot) => {
        const update = decideUpdate(snapshot, now);
        if (update === null) return;
        expect(checkInstance(update)).toBeNull();
        expect(update.runtime.gen).toBe(snapshot.instance.runtime.gen + 1);
        expect(update.runtime.timeLastAutoRestarted).toBe(null);
        const { targetVmmId, migrationId } = update.runtime;
        expect(targetVmmId !== null && migrationId === null).toBe(false);
      }),
      runs,
    );
  });

  test('there is nothing left to do after it', () => {
    fc.assert(
      fc.property(either, (snapshot) => {
        const update = decideUpdate(snapshot, now);
        const next = update && decideUpdate(applied(snapshot, update), now);
        expect(next).toBeNull();
      }),
      runs,
    );
  });

  test('only what is over is destroyed, once, and nothing leads to it any more', () => {
    fc.assert(
      fc.property(either, (snapshot) => {
        const update = decideUpdate(snapshot, now);
        if (update === null) return;
        const destroyed = [update.destroyActive, update.destroyTarget].filter((id) => id !== null);
        expect(new Set(destroyed).size).toBe(destroyed.length);
        const { activeVmmId, targetVmmId } = update.runtime;
        for (const id of destroyed) {
          const vmm = [snapshot.activeVmm, snapshot.targetVmm].find((one) => one?.id === id);
          expect(vmm && isVmmTerminal(vmm.runtime.state)).toBe(true);
          expect([activeVmmId, targetVmmId]).not.toContain(id);
        }
      }),
      runs,
    );
  });

  test('what follows goes with the record', () => {
    fc.assert(
      fc.property(possible, (snapshot) => {
        const update = decideUpdate(snapshot, now);
        if (update === null) return;
        const { activeVmmId, targetVmmId, migrationId } = update.runtime;
        expect(activeVmmId === null && (targetVmmId ?? migrationId) !== null).toBe(false);
        const isOver = snapshot.instance.runtime.activeVmmId !== null && activeVmmId === null;
        expect(update.deprovision).toBe(isOver);
        expect(update.network?.kind === 'delete').toBe(isOver);
        const { network, swapReservations } = update;
        expect(network?.kind === 'to' ? network.vmmId : activeVmmId).toBe(activeVmmId);
        expect(swapReservations?.target ?? activeVmmId).toBe(activeVmmId);
      }),
      runs,
    );
  });

  test('a live active VMM is left only for one that has the guest, or that lost it', () => {
    fc.assert(
      fc.property(possible, (snapshot) => {
        const { activeVmm, instance, migration } = snapshot;
        fc.pre(activeVmm !== null && !isVmmTerminal(activeVmm.runtime.state));
        fc.pre(![migration?.source.state, migration?.target.state].includes('completed'));
        const update = decideUpdate(snapshot, now);
        const { activeVmmId } = instance.runtime;
        expect(update === null ? activeVmmId : update.runtime.activeVmmId).toBe(activeVmmId);
      }),
      runs,
    );
  });
});

/** Something that a sled agent or the control plane writes while an instance is on its way. */
type Happening =
  | { readonly kind: 'vmm'; readonly vmm: 'a' | 'b'; readonly to: (typeof vmmStateKinds)[number] }
  | { readonly kind: 'side'; readonly side: 'source' | 'target'; readonly to: MigrationState };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    kind: fc.constant('vmm' as const),
    vmm: fc.constantFrom<('a' | 'b')[]>('a', 'b'),
    to: vmmState,
  }),
  fc.record({
    kind: fc.constant('side' as const),
    side: fc.constantFrom<('source' | 'target')[]>('source', 'target'),
    to: migrationState,
  }),
);

/** The snapshot after it happened; what is over stays over, as generations see to. */
function after(snapshot: UpdateSnapshot, what: Happening): UpdateSnapshot {
  if (what.kind === 'side') {
    const { migration } = snapshot;
    const side = migration?.[what.side];
    if (!migration || !side || side.state === 'failed' || side.state === 'completed')
      return snapshot;
    return { ...snapshot, migration: { ...migration, [what.side]: { ...side, state: what.to } } };
  }
  const changed = (vmm: UpdateSnapshot['activeVmm']): UpdateSnapshot['activeVmm'] =>
    vmm === null || vmm.id !== what.vmm || isVmmDestroyable(vmm.runtime.state)
      ? vmm
      : { ...vmm, runtime: { ...vmm.runtime, state: stateOf(what.to) } };
  return {
    ...snapshot,
    activeVmm: changed(snapshot.activeVmm),
    targetVmm: changed(snapshot.targetVmm),
  };
}

describe('of a migration, whatever happens in whatever order', () => {
  const migrating = snapshotOf({
    vmms: { a: 'migrating', b: 'migrating' },
    sides: ['in_progress', 'in_progress'],
  });
  const everythingEnds: readonly Happening[] = [
    { kind: 'vmm', vmm: 'a', to: 'destroyed' },
    { kind: 'vmm', vmm: 'b', to: 'destroyed' },
    { kind: 'side', side: 'source', to: 'failed' },
    { kind: 'side', side: 'target', to: 'failed' },
  ];

  test('one update is enough each time, generations grow by one, and in the end no link is left', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 12 }), fc.boolean(), (happenings, eager) => {
        let snapshot = migrating;
        for (const what of [...happenings, ...everythingEnds]) {
          snapshot = after(snapshot, what);
          if (!eager && what !== everythingEnds.at(-1)) continue;
          const update = decideUpdate(snapshot, now);
          if (update === null) continue;
          expect(update.runtime.gen).toBe(snapshot.instance.runtime.gen + 1);
          snapshot = applied(snapshot, update);
          expect(decideUpdate(snapshot, now)).toBeNull();
        }
        const { state, activeVmmId, targetVmmId, migrationId } = snapshot.instance.runtime;
        expect([targetVmmId, migrationId]).toEqual([null, null]);
        // One whose saga was undone stays linked, for a start to replace it.
        const isUnwound = snapshot.activeVmm?.runtime.state.kind === 'saga_unwound';
        expect(activeVmmId === null ? ['failed', 'no_vmm'] : ['vmm']).toContain(state);
        expect(activeVmmId === null || isUnwound).toBe(true);
      }),
      runs,
    );
  });

  test('a guest that is anywhere alive is not run a second time', () => {
    // Whoever has the guest lives: as long as no side has given it up, the instance is not up for a start.
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 12 }), (happenings) => {
        let snapshot = migrating;
        for (const what of happenings) {
          snapshot = after(snapshot, what);
          const { migration, targetVmm } = snapshot;
          const mayArrive =
            migration !== null &&
            migration.target.state !== 'failed' &&
            migration.source.state !== 'failed' &&
            targetVmm !== null &&
            !isVmmDestroyable(targetVmm.runtime.state);
          const update = decideUpdate(snapshot, now);
          if (update !== null) snapshot = applied(snapshot, update);
          expect(mayArrive && snapshot.instance.runtime.state !== 'vmm').toBe(false);
        }
      }),
      runs,
    );
  });
});
