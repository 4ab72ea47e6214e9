import type { InstanceState, VmmStateKind } from '@skewline/nexus-types/domain';
import { vmmStateKinds } from '@skewline/nexus-types/domain';
import { describe, expect, it } from 'vitest';
import { decideReboot, decideStop, type StopFacts } from '../../src/instance/stop/decide.ts';
import { before, now, stateOf } from './support/snapshots.ts';

function factsOf(state: InstanceState, vmm: VmmStateKind | null): StopFacts {
  return {
    instance: {
      runtime: {
        state,
        gen: 5,
        timeUpdated: before,
        activeVmmId: state === 'vmm' ? 'a' : null,
        targetVmmId: null,
        migrationId: null,
        timeLastAutoRestarted: null,
      },
    },
    activeVmm:
      vmm === null
        ? null
        : {
            id: 'a',
            sledId: 'sled-1',
            runtime: { state: stateOf(vmm), gen: 2, timeUpdated: before },
          },
  };
}

interface Row {
  readonly state: InstanceState;
  readonly vmm: VmmStateKind | null;
  readonly stop: string;
  readonly reboot: string;
}

const table: readonly Row[] = [
  { state: 'creating', vmm: null, stop: '409 being_created', reboot: '409 being_created' },
  { state: 'no_vmm', vmm: null, stop: 'nothing', reboot: '400 not_running' },
  { state: 'failed', vmm: null, stop: 'settle', reboot: '400 not_running' },
  { state: 'destroyed', vmm: null, stop: '404 gone', reboot: '404 gone' },
  // A link to nothing; the database allows it for a moment.
  { state: 'vmm', vmm: null, stop: 'update', reboot: '409 being_stopped' },
  { state: 'vmm', vmm: 'creating', stop: 'nothing', reboot: '409 being_started' },
  { state: 'vmm', vmm: 'starting', stop: 'ask', reboot: 'ask' },
  { state: 'vmm', vmm: 'running', stop: 'ask', reboot: 'ask' },
  { state: 'vmm', vmm: 'rebooting', stop: 'ask', reboot: 'ask' },
  { state: 'vmm', vmm: 'migrating', stop: 'ask', reboot: 'ask' },
  { state: 'vmm', vmm: 'stopping', stop: 'nothing', reboot: '409 being_stopped' },
  { state: 'vmm', vmm: 'stopped', stop: 'nothing', reboot: '409 being_stopped' },
  { state: 'vmm', vmm: 'failed', stop: 'update', reboot: '409 being_stopped' },
  { state: 'vmm', vmm: 'destroyed', stop: 'update', reboot: '409 being_stopped' },
  { state: 'vmm', vmm: 'saga_unwound', stop: 'nothing', reboot: '409 being_stopped' },
];

const said = (decision: ReturnType<typeof decideStop | typeof decideReboot>): string =>
  decision.kind === 'refused' ? `${decision.status} ${decision.code}` : decision.kind;

describe.each(table)('an instance in $state, its VMM $vmm', ({ state, vmm, stop, reboot }) => {
  it(`stops: ${stop}`, () => {
    expect(said(decideStop(factsOf(state, vmm), now))).toBe(stop);
  });

  it(`reboots: ${reboot}`, () => {
    expect(said(decideReboot(factsOf(state, vmm)))).toBe(reboot);
  });
});

it('every state of a VMM is in the table', () => {
  const told = table.flatMap(({ vmm }) => vmm ?? []);
  expect(told.toSorted()).toEqual(vmmStateKinds.toSorted());
});

it.each(vmmStateKinds)(
  'while it is moved, and its VMM is %s, that this one is over, or will be, is not the end',
  (vmm) => {
    const { instance, activeVmm } = factsOf('vmm', vmm);
    const runtime = { ...instance.runtime, targetVmmId: 'b', migrationId: 'm' };
    const still = said(decideStop({ instance, activeVmm }, now));
    const moving = decideStop({ instance: { runtime }, activeVmm }, now);
    expect(moving).toMatchObject(
      still === 'ask' ? { kind: 'ask', isMoving: true } : { kind: 'moving' },
    );
  },
);

it('who is to be asked is the VMM and its sled', () => {
  const want = { kind: 'ask', vmmId: 'a', sledId: 'sled-1' };
  expect(decideStop(factsOf('vmm', 'running'), now)).toEqual({ ...want, isMoving: false });
  expect(decideReboot(factsOf('vmm', 'running'))).toEqual(want);
});

it('a failed instance is stopped one generation on, and nothing else of it changes', () => {
  const facts = factsOf('failed', null);
  expect(decideStop(facts, now)).toEqual({
    kind: 'settle',
    runtime: { ...facts.instance.runtime, state: 'no_vmm', gen: 6, timeUpdated: now },
  });
});
