import { expect, test } from 'vitest';
import {
  checkInstance,
  type Instance,
  type InstanceState,
  type IntendedState,
  type KarmicStatus,
  karmicStatus,
  needsReincarnation,
  shouldReincarnate,
  type VmmStateKind,
  vmmStateKinds,
} from '../../src/domain/index.ts';
import { frozen, stateOf } from './support/arbitraries.ts';

const instanceStates: readonly InstanceState[] = [
  'creating',
  'no_vmm',
  'vmm',
  'failed',
  'destroyed',
];

const someId = 'c1f2b0a4-9f1f-4f83-8f4e-0d7c1c3c9b01';

function instance(changes: {
  readonly state?: InstanceState;
  readonly activeVmmId?: string | null;
  readonly intended?: IntendedState;
  readonly policy?: Instance['autoRestart']['policy'];
  readonly cooldownSeconds?: number | null;
  readonly last?: string | null;
}): Pick<Instance, 'autoRestart' | 'intendedState' | 'runtime'> {
  const state = changes.state ?? 'failed';
  return frozen({
    intendedState: changes.intended ?? 'running',
    autoRestart: {
      policy: changes.policy ?? null,
      cooldownSeconds: changes.cooldownSeconds ?? null,
    },
    runtime: {
      state,
      gen: 3,
      timeUpdated: '2026-11-21T06:00:00Z',
      activeVmmId:
        changes.activeVmmId === undefined ? (state === 'vmm' ? someId : null) : changes.activeVmmId,
      targetVmmId: null,
      migrationId: null,
      timeLastAutoRestarted: changes.last ?? null,
    },
  });
}

test.each(instanceStates)('the active VMM of an instance in state %s', (state) => {
  const wrong = {
    code: state === 'vmm' ? 'vmm_without_active_vmm' : 'active_vmm_without_vmm',
    message:
      state === 'vmm'
        ? 'An instance in state vmm must name its active VMM.'
        : 'Only an instance in state vmm may name an active VMM.',
    path: ['runtime', 'activeVmmId'],
  };
  const check = (activeVmmId: string | null): unknown =>
    checkInstance(instance({ state, activeVmmId }));
  expect([check(null), check(someId)]).toEqual(state === 'vmm' ? [wrong, null] : [null, wrong]);
});

const last = '2026-11-21T06:00:00.000500Z';
const will: KarmicStatus = { kind: 'will_reincarnate' };

const karmic: readonly [string, Parameters<typeof instance>[0], now: string, KarmicStatus][] = [
  ['never restarted', {}, last, will],
  ['policy best_effort', { policy: 'best_effort' }, last, will],
  ['policy never', { policy: 'never' }, last, { kind: 'nirvana' }],
  ['policy never while cooling', { policy: 'never', last }, last, { kind: 'nirvana' }],
  [
    'just restarted',
    { last },
    last,
    { kind: 'cooling_down', until: '2026-11-21T06:05:00.000500Z' },
  ],
  [
    'a microsecond early',
    { last },
    '2026-11-21T06:05:00.000499Z',
    { kind: 'cooling_down', until: '2026-11-21T06:05:00.000500Z' },
  ],
  ['at the last moment of the cooldown', { last }, '2026-11-21T06:05:00.000500Z', will],
  ['long after', { last }, '2027-01-01T00:00:00Z', will],
  [
    'a cooldown of its own',
    { last, cooldownSeconds: 10 },
    '2026-11-21T06:00:10Z',
    { kind: 'cooling_down', until: '2026-11-21T06:00:10.000500Z' },
  ],
  ['no cooldown', { last, cooldownSeconds: 0 }, last, will],
  [
    'a clock that went back',
    { last, cooldownSeconds: 0 },
    '2026-11-21T05:59:59Z',
    { kind: 'cooling_down', until: last },
  ],
];

test.each(karmic)('%s', (_name, changes, now, expected) => {
  expect(karmicStatus(instance(changes), now)).toEqual(expected);
  expect(shouldReincarnate(instance(changes), null, now)).toBe(expected === will);
});

test('what needs to be reincarnated: failed, or with an unwound VMM, and meant to run', () => {
  const needed: string[] = [];
  const intendedStates: IntendedState[] = ['running', 'stopped', 'guest_shutdown', 'destroyed'];
  for (const intended of intendedStates) {
    for (const state of instanceStates) {
      // Only the active VMM counts, so what is given beside another state must not matter.
      const kinds: (VmmStateKind | null)[] = [null, ...vmmStateKinds];
      for (const kind of kinds) {
        const vmm = kind === null ? null : stateOf(kind);
        const subject = instance({ state, intended });
        if (needsReincarnation(subject, vmm)) needed.push(`${intended} ${state} ${String(kind)}`);
        expect(shouldReincarnate(subject, vmm, last)).toBe(needsReincarnation(subject, vmm));
        expect(shouldReincarnate(instance({ state, intended, policy: 'never' }), vmm, last)).toBe(
          false,
        );
      }
    }
  }
  expect(needed).toEqual([
    'running vmm saga_unwound',
    ...[null, ...vmmStateKinds].map((kind) => `running failed ${String(kind)}`),
  ]);
});
