import type {
  Instance,
  InstanceRuntimeState,
  StartOrigin,
  VmmStateKind,
} from '@skewline/nexus-types/domain';
import { describe, expect, it } from 'vitest';
import { sampleInstance } from '../../../db-model/test/store/samples.ts';
import { decideMark, decideUnmark, type Found, foundOf } from '../../src/instance/start/mark.ts';
import {
  decideStartRequest,
  type StartRequestDecision,
} from '../../src/instance/start/decide-request.ts';
import { stateOf } from './support/snapshots.ts';

const before = '2026-11-21T06:00:00.000000Z';
const now = '2026-11-21T07:00:00.000000Z';

function instanceWith(
  runtime: Partial<InstanceRuntimeState>,
  over: Partial<Instance> = {},
): Instance {
  const plain = sampleInstance({ intendedState: 'running', ...over });
  return { ...plain, runtime: { ...plain.runtime, gen: 7, ...runtime } };
}

describe('the answer to a start', () => {
  interface Case {
    readonly state: Instance['runtime']['state'];
    readonly vmm?: VmmStateKind;
    readonly migration?: string;
    readonly intended?: Instance['intendedState'];
    readonly open?: string;
    readonly held?: true;
    readonly origin?: StartOrigin;
    readonly deleted?: true;
    readonly want: string;
  }
  const cases: readonly Case[] = [
    { state: 'no_vmm', want: 'accept' },
    { state: 'no_vmm', intended: 'stopped', want: 'accept' },
    { state: 'no_vmm', intended: 'guest_shutdown', origin: 'auto_start', want: 'accept' },
    { state: 'failed', want: 'accept' },
    { state: 'failed', intended: 'stopped', want: 'accept' },
    { state: 'failed', origin: 'auto_restart', want: 'accept' },
    { state: 'vmm', vmm: 'saga_unwound', want: 'accept' },
    { state: 'vmm', vmm: 'saga_unwound', origin: 'auto_restart', want: 'accept' },
    { state: 'vmm', vmm: 'creating', want: 'already' },
    { state: 'vmm', vmm: 'starting', want: 'already' },
    { state: 'vmm', vmm: 'running', want: 'already' },
    { state: 'vmm', vmm: 'rebooting', want: 'already' },
    { state: 'vmm', vmm: 'migrating', want: 'already' },
    { state: 'vmm', vmm: 'stopped', migration: 'm', want: 'already' },
    { state: 'vmm', vmm: 'running', held: true, want: 'already' },
    { state: 'vmm', vmm: 'stopping', want: '409 stopping' },
    { state: 'vmm', vmm: 'stopped', want: '409 stopping' },
    { state: 'vmm', vmm: 'failed', want: '409 stopping' },
    { state: 'vmm', vmm: 'destroyed', want: '409 stopping' },
    { state: 'vmm', vmm: 'stopping', open: 'a', want: '409 stopping' },
    { state: 'no_vmm', open: 'a', want: 'open a' },
    { state: 'failed', open: 'a', origin: 'auto_restart', want: 'open a' },
    { state: 'vmm', vmm: 'creating', open: 'a', want: 'open a' },
    { state: 'vmm', vmm: 'running', open: 'a', want: 'open a' },
    { state: 'no_vmm', held: true, want: '409 instance_busy' },
    { state: 'failed', held: true, want: '409 instance_busy' },
    { state: 'vmm', vmm: 'creating', held: true, want: '409 instance_busy' },
    { state: 'no_vmm', held: true, open: 'a', want: 'open a' },
    { state: 'creating', want: '409 wrong_state' },
    { state: 'destroyed', want: '409 wrong_state' },
    { state: 'no_vmm', origin: 'auto_restart', want: '409 restart_not_wanted' },
    {
      state: 'failed',
      intended: 'stopped',
      origin: 'auto_restart',
      want: '409 restart_not_wanted',
    },
    { state: 'no_vmm', deleted: true, want: '404 instance_not_found' },
    { state: 'no_vmm', deleted: true, open: 'a', want: '404 instance_not_found' },
    // The record contradicts itself: linked to a VMM that is not there.
    { state: 'vmm', want: '500 contradictory_state' },
  ];
  const say = (decision: StartRequestDecision): string => {
    if (decision.kind === 'refused') return `${String(decision.status)} ${decision.code}`;
    return decision.kind === 'open' ? `open ${decision.attemptId}` : decision.kind;
  };
  it.each(cases)('$state $vmm $intended $origin $open $held → $want', (one) => {
    const { state, vmm, want, open = null, origin = 'user', migration = null } = one;
    const instance = instanceWith(
      { state, activeVmmId: state === 'vmm' ? 'v' : null, migrationId: migration },
      { intendedState: one.intended ?? 'running', timeDeleted: one.deleted ? now : null },
    );
    const activeVmm = vmm === undefined ? null : stateOf(vmm);
    const isHeld = one.held ?? false;
    const decision = decideStartRequest({
      instance,
      activeVmm,
      openAttempt: open,
      isHeld,
      origin,
    });
    expect(say(decision)).toBe(want);
  });

  it('says that there is none', () => {
    const facts = { activeVmm: null, openAttempt: null, isHeld: false, origin: 'user' } as const;
    expect(say(decideStartRequest({ instance: null, ...facts }))).toBe('404 instance_not_found');
  });

  it("has omicron's words", () => {
    const facts = { openAttempt: null, isHeld: false, origin: 'user' } as const;
    const stopping = decideStartRequest({
      instance: instanceWith({ state: 'vmm', activeVmmId: 'v' }),
      activeVmm: stateOf('stopping'),
      ...facts,
    });
    expect(stopping).toMatchObject({
      message: 'instance must finish stopping before it can be started',
    });
    const creating = decideStartRequest({
      instance: instanceWith({ state: 'creating' }),
      activeVmm: null,
      ...facts,
    });
    expect(creating).toMatchObject({
      message: 'instance is in state creating but it must be stopped to be started',
    });
  });
});

describe('linking an instance to the VMM of its start', () => {
  const vmmId = 'ours';
  const stopped: Found = { state: 'no_vmm', timeLastAutoRestarted: null };
  const failed: Found = { state: 'failed', timeLastAutoRestarted: before };
  const linked = {
    state: 'vmm',
    gen: 8,
    timeUpdated: now,
    activeVmmId: vmmId,
    targetVmmId: null,
    migrationId: null,
    timeLastAutoRestarted: null,
  };
  const mark = (
    instance: Instance,
    found: Found,
    activeVmm: VmmStateKind | null = null,
    origin: StartOrigin = 'user',
  ) => {
    const state = activeVmm === null ? null : stateOf(activeVmm);
    return decideMark({ instance, activeVmm: state, found, vmmId, origin }, now);
  };

  it('that is stopped', () => {
    expect(mark(instanceWith({ state: 'no_vmm' }), stopped)).toEqual({
      kind: 'link',
      runtime: linked,
      replaced: null,
    });
  });

  it('that has failed, and says when it was restarted', () => {
    const instance = instanceWith({ state: 'failed', timeLastAutoRestarted: before });
    const restarted = mark(instance, failed, null, 'auto_restart');
    expect(restarted).toMatchObject({ runtime: { timeLastAutoRestarted: now } });
    expect(mark(instance, failed)).toMatchObject({ runtime: { timeLastAutoRestarted: before } });
  });

  it('that is linked to what another start has left', () => {
    const instance = instanceWith({ state: 'vmm', activeVmmId: 'other' });
    expect(mark(instance, foundOf(instance), 'saga_unwound')).toEqual({
      kind: 'link',
      runtime: linked,
      replaced: 'other',
    });
    expect(foundOf(instance).state).toBe('failed');
  });

  it('forgets a migration of earlier days', () => {
    const old = instanceWith({ state: 'no_vmm', targetVmmId: 't', migrationId: 'm' });
    expect(mark(old, stopped)).toMatchObject({ runtime: linked });
  });

  it('once, however often it is done', () => {
    const instance = instanceWith({ state: 'vmm', activeVmmId: vmmId });
    expect(mark(instance, stopped, 'running')).toEqual({ kind: 'already' });
  });

  const changed: readonly (readonly [string, Instance, Found, VmmStateKind | null])[] = [
    ['is on another VMM', instanceWith({ state: 'vmm', activeVmmId: 'o' }), stopped, 'running'],
    ['is on an unknown VMM', instanceWith({ state: 'vmm', activeVmmId: 'o' }), stopped, null],
    [
      'was told to stop',
      instanceWith({ state: 'no_vmm' }, { intendedState: 'stopped' }),
      stopped,
      null,
    ],
    ['is not failed any more', instanceWith({ state: 'no_vmm' }), failed, null],
    ['has failed since', instanceWith({ state: 'failed' }), stopped, null],
    ['is being made', instanceWith({ state: 'creating' }), { ...stopped, state: 'creating' }, null],
    [
      'is destroyed',
      instanceWith({ state: 'destroyed' }),
      { ...stopped, state: 'destroyed' },
      null,
    ],
  ];
  it.each(changed)('not one that %s', (_, instance, found, activeVmm) => {
    expect(mark(instance, found, activeVmm)).toMatchObject({ kind: 'changed' });
  });

  describe('and undoing it', () => {
    const ours = { state: 'vmm', activeVmmId: vmmId } as const;
    const unlinked = { activeVmmId: null, targetVmmId: null, migrationId: null, timeUpdated: now };
    it.each([stopped, failed])('puts back what it was: $state', (found) => {
      const marked = { found, gen: 7 };
      expect(decideUnmark(instanceWith(ours), marked, vmmId, now)).toEqual({
        ...unlinked,
        ...found,
        gen: 8,
      });
    });

    it('stopped, if that is what somebody has asked for meanwhile', () => {
      const marked = { found: { ...stopped, state: 'failed' }, gen: 7 } as const;
      const ours = instanceWith({ state: 'vmm', activeVmmId: vmmId }, { intendedState: 'stopped' });
      expect(decideUnmark(ours, marked, vmmId, now)).toMatchObject({
        ...unlinked,
        state: 'no_vmm',
      });
    });

    it('also where an update came first because the VMM had ended', () => {
      const marked = { found: stopped, gen: 6 };
      const lost = instanceWith({ state: 'failed' });
      expect(decideUnmark(lost, marked, vmmId, now)).toMatchObject({ ...stopped, gen: 8 });
      const same = instanceWith({ state: 'no_vmm' });
      expect(decideUnmark(same, marked, vmmId, now)).toBeNull();
    });

    const elsewhere: readonly (readonly [string, Partial<InstanceRuntimeState>])[] = [
      ['is on another VMM', { state: 'vmm', activeVmmId: 'other' }],
      ['was changed more than once since', { state: 'failed', gen: 9 }],
      ['was destroyed', { state: 'destroyed' }],
    ];
    it.each(elsewhere)('leaves one alone that %s', (_, runtime) => {
      const marked = { found: stopped, gen: 6 };
      expect(decideUnmark(instanceWith(runtime), marked, vmmId, now)).toBeNull();
    });
  });
});
