import type { Loaded, RackInstance, RackVmm } from '@skewline/db-model';
import type { Instance, Migration, StartAttempt, Vmm } from '@skewline/nexus-types/domain';
import type { Uuid } from '@skewline/runtime/api';

/** What the record of an instance leads to; null where an id leads nowhere, or there is none. */
export interface InstanceRecords {
  readonly instance: Loaded<Instance>;
  readonly summary: RackInstance;
  readonly activeVmm: RackVmm | null;
  readonly targetVmm: RackVmm | null;
  readonly migration: Migration | null;
  /** Newest first. */
  readonly attempts: readonly Loaded<StartAttempt>[];
  /** Those about it that are not over. */
  readonly sagas: readonly Uuid[];
}

/**
 * What is wrong with the record of an instance: ids that lead nowhere, states that contradict each other. While a saga
 * changes it some of this may be so for a moment.
 */
export function warningsOf(records: InstanceRecords): readonly string[] {
  return [
    ...records.instance.problems.map(({ message }) => message),
    ...ofProject(records),
    ...ofVmms(records),
    ...ofMigration(records),
    ...ofStarts(records),
    ...ofLock(records),
  ];
}

function ofProject({ summary }: InstanceRecords): readonly string[] {
  if (summary.projectName !== null) return [];
  return [`There is no record of its project ${summary.projectId}.`];
}

function ofVmms({ instance, activeVmm, targetVmm }: InstanceRecords): readonly string[] {
  const { id, runtime } = instance.value;
  const { activeVmmId, targetVmmId, migrationId } = runtime;
  const warnings = [
    ...ofVmm('active', activeVmmId, activeVmm, id),
    ...ofVmm('target', targetVmmId, targetVmm, id),
  ];
  if (activeVmmId !== null && activeVmmId === targetVmmId) {
    warnings.push(`Its active and its target VMM are the same: ${activeVmmId}.`);
  }
  if (targetVmmId !== null && migrationId === null) {
    warnings.push(`It has a target VMM, ${targetVmmId}, and no migration.`);
  }
  if (instance.value.timeDeleted !== null && activeVmmId !== null) {
    warnings.push(`It is deleted, and still linked to VMM ${activeVmmId}.`);
  }
  return warnings;
}

function ofVmm(
  which: 'active' | 'target',
  id: Uuid | null,
  vmm: RackVmm | null,
  instanceId: Uuid,
): string[] {
  if (id === null) return [];
  if (vmm === null) return [`Its ${which} VMM ${id} leads nowhere: there is no such record.`];
  const { value, problems, sledSerial } = vmm;
  const warnings = problems.map(({ message }) => `Its ${which} VMM ${id}: ${message}`);
  if (value.timeDeleted !== null) {
    warnings.push(`Its ${which} VMM ${id} was deleted at ${value.timeDeleted}.`);
  }
  if (value.instanceId !== instanceId) {
    warnings.push(`Its ${which} VMM ${id} is one of another instance: ${value.instanceId}.`);
  }
  if (sledSerial === null) {
    warnings.push(`Its ${which} VMM ${id} is on a sled of which there is no record.`);
  }
  return warnings;
}

function ofMigration({ instance, migration }: InstanceRecords): readonly string[] {
  const { id, runtime } = instance.value;
  const { migrationId, activeVmmId, targetVmmId } = runtime;
  if (migrationId === null) return [];
  if (migration === null) {
    return [`Its migration ${migrationId} leads nowhere: there is no such record.`];
  }
  const warnings: string[] = [];
  if (migration.timeDeleted !== null) {
    warnings.push(`Its migration ${migrationId} was deleted at ${migration.timeDeleted}.`);
  }
  if (migration.instanceId !== id) {
    warnings.push(`Its migration ${migrationId} is one of another instance.`);
  }
  const sides: readonly Vmm['id'][] = [migration.source.vmmId, migration.target.vmmId];
  if (activeVmmId !== null && !sides.includes(activeVmmId)) {
    warnings.push(`Its migration ${migrationId} does not concern its active VMM.`);
  }
  if (targetVmmId !== null && targetVmmId !== migration.target.vmmId) {
    warnings.push(`Its migration ${migrationId} leads to another VMM than its target.`);
  }
  return warnings;
}

function ofStarts({ instance, attempts, sagas }: InstanceRecords): readonly string[] {
  const { intendedState, runtime, timeDeleted } = instance.value;
  const open = attempts.find(({ value }) => value.outcome.kind === 'open')?.value ?? null;
  const problems = attempts.flatMap((attempt) =>
    attempt.problems.map(({ message }) => `Start attempt ${attempt.value.id}: ${message}`),
  );
  if (open !== null && !sagas.includes(open.id)) {
    // The saga of an attempt has its id.
    return [...problems, `Start attempt ${open.id} is open, and its saga is not under way.`];
  }
  const isForgotten =
    open === null &&
    timeDeleted === null &&
    intendedState === 'running' &&
    runtime.state === 'no_vmm' &&
    sagas.length === 0;
  return isForgotten
    ? [...problems, 'It is stopped and meant to run, and nobody is going to start it.']
    : problems;
}

function ofLock({ instance, sagas }: InstanceRecords): readonly string[] {
  const { updaterId } = instance.value.updaterLock;
  if (updaterId === null || sagas.length > 0) return [];
  return [`It is locked by ${updaterId}, and no saga about it is under way.`];
}
