import type { Migration as Known, MigrationSide as KnownSide } from '@skewline/nexus-types/domain';
import type { Migration, MigrationSide } from '@skewline/nexus-types/operator';

export function migrationView(migration: Known): Migration {
  return {
    id: migration.id,
    instance_id: migration.instanceId,
    time_created: migration.timeCreated,
    time_deleted: migration.timeDeleted,
    source: sideView(migration.source),
    target: sideView(migration.target),
  };
}

function sideView({ vmmId, state, gen, timeUpdated }: KnownSide): MigrationSide {
  return { vmm_id: vmmId, state, generation: gen, time_updated: timeUpdated };
}
