import type { Loaded, RackVmm } from '@skewline/db-model';
import type { Instance, StartAttempt, Vmm } from '@skewline/nexus-types/domain';
import { expect, it } from 'vitest';
import {
  begin,
  sampleAttempt,
  sampleInstance,
  sampleMigration,
  sampleVmm,
} from '../../../../packages/db-model/test/store/samples.ts';
import { type InstanceRecords, warningsOf } from '../../src/operator/instance-warnings.ts';

const id = (digit: string): string => `00000000-0000-4000-8000-00000000000${digit}`;
const [active, target, migrationId, instanceId] = [id('1'), id('2'), id('3'), id('4')] as const;

const loaded = <Value>(value: Value): Loaded<Value> => ({ value, problems: [] });
const vmm = (vmmId: string, over: Partial<Vmm> = {}): RackVmm => ({
  ...loaded(sampleVmm({ kind: 'running' }, { id: vmmId, instanceId, ...over })),
  instanceName: 'web',
  sledSerial: 'BRM1',
});

/** One that is being moved: all is as it should be. */
function sound(): InstanceRecords {
  const sample = sampleInstance({ id: instanceId });
  const instance: Instance = {
    ...sample,
    runtime: {
      ...sample.runtime,
      state: 'vmm',
      activeVmmId: active,
      targetVmmId: target,
      migrationId,
    },
  };
  return {
    instance: loaded(instance),
    summary: {
      id: instance.id,
      name: instance.name,
      projectId: instance.projectId,
      projectName: 'shop',
      state: 'migrating',
      intendedState: 'running',
      activeVmmId: active,
      sledId: id('5'),
      sledSerial: 'BRM1',
    },
    activeVmm: vmm(active),
    targetVmm: vmm(target),
    migration: { ...sampleMigration(active, target), id: migrationId, instanceId },
    attempts: [],
    sagas: [],
  };
}

const recordsWith = (
  over: Partial<Omit<Instance, 'runtime'>>,
  runtime: Partial<Instance['runtime']> = {},
): InstanceRecords => {
  const records = sound();
  const { value } = records.instance;
  const changed = { ...value, ...over, runtime: { ...value.runtime, ...runtime } };
  return { ...records, instance: loaded(changed) };
};

const none = { activeVmmId: null, targetVmmId: null, migrationId: null } as const;
const stopped = { ...none, state: 'no_vmm' } as const;
const bare = { activeVmm: null, targetVmm: null, migration: null } as const;
const open: Loaded<StartAttempt> = loaded(sampleAttempt({ id: id('6'), instanceId }));
const otherMigration = sampleMigration(id('8'), id('9'));

/** What is wrong, and the nearest thing that is not. */
const cases: readonly (readonly [
  warning: string,
  wrong: InstanceRecords,
  right: InstanceRecords,
])[] = [
  [
    'There is no record of its project',
    { ...sound(), summary: { ...sound().summary, projectName: null } },
    sound(),
  ],
  ['Its active VMM .* leads nowhere', { ...sound(), activeVmm: null }, sound()],
  [
    'Its active VMM .* was deleted',
    { ...sound(), activeVmm: vmm(active, { timeDeleted: begin }) },
    sound(),
  ],
  [
    'Its active VMM .* is one of another instance',
    { ...sound(), activeVmm: vmm(active, { instanceId: id('7') }) },
    sound(),
  ],
  [
    'Its active VMM .* is on a sled of which there is no record',
    { ...sound(), activeVmm: { ...vmm(active), sledSerial: null } },
    sound(),
  ],
  ['Its target VMM .* leads nowhere', { ...sound(), targetVmm: null }, sound()],
  [
    'and no migration',
    recordsWith({}, { migrationId: null }),
    recordsWith({}, { migrationId: null, targetVmmId: null }),
  ],
  [
    'It is deleted, and still linked',
    recordsWith({ timeDeleted: begin }),
    { ...recordsWith({ timeDeleted: begin }, { ...none, state: 'destroyed' }), ...bare },
  ],
  ['Its migration .* leads nowhere', { ...sound(), migration: null }, sound()],
  [
    'Its migration .* does not concern its active VMM',
    { ...sound(), migration: { ...otherMigration, id: migrationId, instanceId } },
    sound(),
  ],
  [
    'Its migration .* is one of another instance',
    { ...sound(), migration: { ...sampleMigration(active, target), id: migrationId } },
    sound(),
  ],
  [
    `Start attempt ${id('6')} is open, and its saga is not under way`,
    { ...sound(), attempts: [open] },
    { ...sound(), attempts: [open], sagas: [id('6')] },
  ],
  [
    'It is stopped and meant to run, and nobody is going to start it',
    { ...recordsWith({}, stopped), ...bare },
    { ...recordsWith({ intendedState: 'stopped' }, stopped), ...bare },
  ],
  [
    'It is locked by',
    recordsWith({ updaterLock: { updaterId: id('7'), gen: 2 } }),
    { ...recordsWith({ updaterLock: { updaterId: id('7'), gen: 2 } }), sagas: [id('7')] },
  ],
];

it.each(cases)('%s', (warning, wrong, right) => {
  expect(warningsOf(wrong).filter((text) => new RegExp(warning).test(text))).toHaveLength(1);
  expect(warningsOf(right)).toEqual([]);
});
