import {
  type Instance,
  newStartAttempt,
  type StartAttempt,
  startFailure,
  type StartFailureCode,
  type StartOrigin,
  type VmmState,
} from '@skewline/nexus-types/domain';
import type { KarmicStatus } from '@skewline/nexus-types/operator';
import { defaultRestartLimits } from '@skewline/saga/instance';
import { expect, it } from 'vitest';
import { begin, later, sampleInstance } from '../../../../packages/db-model/test/store/samples.ts';
import { karmaOf } from '../../src/operator/instance-karma.ts';

const now = later(1000);

function instance(over: Partial<Instance>, runtime: Partial<Instance['runtime']> = {}): Instance {
  const sample = sampleInstance();
  return { ...sample, ...over, runtime: { ...sample.runtime, ...runtime } };
}

function attempt(
  code: StartFailureCode | null,
  origin: StartOrigin = 'auto_restart',
  at = 900,
): StartAttempt {
  const request = { id: 'a', instanceId: 'i', origin, requestId: null };
  const open = newStartAttempt(request, later(at));
  if (code === null) return open;
  const failure = startFailure(code);
  return { ...open, outcome: { kind: 'failed', timeFinished: later(at + 1), failure } };
}

const failed = { state: 'failed' } as const;
const never = { policy: 'never', cooldownSeconds: null } as const;
const unwound: VmmState = { kind: 'saga_unwound' };
const tooMany = Array.from({ length: defaultRestartLimits.maxTries }, () => attempt('no_capacity'));

const cases: readonly (readonly [
  name: string,
  instance: Instance,
  vmm: VmmState | null,
  attempts: readonly StartAttempt[],
  status: KarmicStatus,
])[] = [
  ['stopped', instance({ intendedState: 'stopped' }), null, [], { kind: 'saved' }],
  ['running', instance({}, { state: 'vmm' }), { kind: 'running' }, [], { kind: 'saved' }],
  ['deleted', instance({ timeDeleted: begin }, failed), null, [], { kind: 'saved' }],
  ['failed', instance({}, failed), null, [], { kind: 'will_reincarnate' }],
  ['unwound', instance({}, { state: 'vmm' }), unwound, [], { kind: 'will_reincarnate' }],
  ['being started', instance({}, failed), null, [attempt(null)], { kind: 'will_reincarnate' }],
  [
    'restarted a while ago',
    instance({}, { ...failed, timeLastAutoRestarted: later(800) }),
    null,
    [],
    { kind: 'cooling_down', until: later(1100) },
  ],
  [
    'tried again later',
    instance({}, failed),
    null,
    [attempt('no_capacity', 'auto_restart', 990)],
    { kind: 'cooling_down', until: later(1051) },
  ],
  ['never', instance({ autoRestart: never }, failed), null, [], { kind: 'nirvana' }],
  [
    'never, and left as it is',
    instance({ autoRestart: never, intendedState: 'stopped' }, failed),
    null,
    [],
    { kind: 'nirvana' },
  ],
  [
    'a permanent failure, and left as it is',
    instance({ intendedState: 'stopped' }, failed),
    null,
    [attempt('quota_exceeded')],
    { kind: 'given_up', why: 'permanent_failure' },
  ],
  [
    'too many tries',
    instance({ intendedState: 'stopped' }, failed),
    null,
    tooMany,
    { kind: 'given_up', why: 'too_many_tries' },
  ],
  [
    'somebody wants it stopped',
    instance({ intendedState: 'stopped' }, { state: 'no_vmm' }),
    null,
    [attempt('quota_exceeded')],
    { kind: 'saved' },
  ],
  [
    'failed and stopped, and would be tried again',
    instance({ intendedState: 'stopped' }, failed),
    null,
    [],
    { kind: 'saved' },
  ],
];

it.each(cases)('%s', (_, of, activeVmm, attempts, status) => {
  const facts = { instance: of, activeVmm, attempts };
  const found = karmaOf(facts, now, defaultRestartLimits);
  const normal = (karma: KarmicStatus): KarmicStatus =>
    karma.kind === 'cooling_down'
      ? { ...karma, until: new Date(karma.until).toISOString() }
      : karma;
  expect(normal(found)).toEqual(normal(status));
});
