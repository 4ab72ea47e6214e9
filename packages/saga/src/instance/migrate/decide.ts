import { isMigrationInTheWay } from '@skewline/db-model';
import {
  familiesOfPlatform,
  type Instance,
  type Migration,
  type Vmm,
} from '@skewline/nexus-types/domain';
import type { Uuid } from '@skewline/runtime/api';

/** What the decision goes by, read in one transaction. */
export interface MigrateFacts {
  readonly instance: Pick<Instance, 'runtime'>;
  /** The VMMs and the migration that it is linked to; null where there is none, or no record of it. */
  readonly activeVmm: Pick<Vmm, 'id' | 'runtime' | 'sledId' | 'cpuPlatform'> | null;
  readonly targetVmm: Pick<Vmm, 'runtime'> | null;
  readonly migration: Pick<Migration, 'source' | 'target'> | null;
  readonly hasLocalDisks: boolean;
}

export type MigrateRefusalCode =
  'local_storage' | 'migration_in_progress' | 'not_running' | 'same_sled' | 'no_families';

export interface MigrateRefusal {
  readonly kind: 'refused';
  readonly code: MigrateRefusalCode;
  /** The HTTP status to answer with. */
  readonly status: 400 | 409;
  readonly message: string;
}

export type MigrateDecision =
  { readonly kind: 'migrate'; readonly sourceVmmId: Uuid } | MigrateRefusal;

/**
 * Whether an instance can be moved to a sled, as far as that is known without looking for room there (A6). The saga looks
 * again when it writes: between the two another request may come first.
 */
export function decideMigrateRequest(
  { instance, activeVmm, targetVmm, migration, hasLocalDisks }: MigrateFacts,
  destinationSledId: Uuid,
): MigrateDecision {
  if (hasLocalDisks) {
    return refused('local_storage', 400, 'cannot migrate instance: it has local storage');
  }
  // Before the state of the VMM is looked at: while it moves, that is not running either.
  if (isMigrationInTheWay(instance.runtime, migration, targetVmm)) {
    return refused('migration_in_progress', 409, 'another migration is already in progress');
  }
  if (instance.runtime.state !== 'vmm' || activeVmm?.runtime.state.kind !== 'running') {
    return refused('not_running', 400, 'instance must be running before it can migrate');
  }
  const { id, sledId, cpuPlatform } = activeVmm;
  if (sledId === destinationSledId) {
    return refused('same_sled', 400, 'instance is already running on destination sled');
  }
  if (familiesOfPlatform[cpuPlatform].length === 0) {
    const message = `cannot migrate instance: ${cpuPlatform} has no compatible sled families`;
    return refused('no_families', 400, message);
  }
  return { kind: 'migrate', sourceVmmId: id };
}

function refused(
  code: MigrateRefusalCode,
  status: MigrateRefusal['status'],
  message: string,
): MigrateRefusal {
  return { kind: 'refused', code, status, message };
}
