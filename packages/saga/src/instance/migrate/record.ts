import {
  appendInstanceEvent,
  insertMigration,
  markMigrationFailed,
  setMigrationIds,
} from '@skewline/db-model';
import type { Migration, MigrationSide } from '@skewline/nexus-types/domain';
import type { Uuid } from '@skewline/runtime/api';
import { action, type ActionStep } from '../../action.ts';
import { unwritten, written } from '../in-database.ts';
import { updateSoon } from '../updater.ts';
import type { InstanceServices } from '../services.ts';
import { hasArrived } from './arrival.ts';
import { acceptedOrFailure } from '../accepted.ts';
import type { MigrateParams } from './params.ts';
import { removeDestination } from './remove-destination.ts';

export interface MigrationNeeds {
  readonly migrate_id: Uuid;
  readonly dst_propolis_id: Uuid;
}

/**
 * The record of the migration. Undone, it has failed, and an update of the instance clears its links to it. The output is
 * the id of that update, so that it is one only, however often the undo is begun.
 */
export function createMigrationRecord(
  services: InstanceServices,
): ActionStep<MigrateParams, MigrationNeeds, Uuid> {
  return action<{ params: MigrateParams; needs: MigrationNeeds; output: Uuid }>({
    name: 'instance_migrate.create_migration_record',
    version: 1,
    needs: { migrate_id: true, dst_propolis_id: true },
    policy: { timeoutMs: null },
    undoPolicy: { timeoutMs: null },
    run: (context) => {
      const { params, inputs } = context;
      return written(services, context, async (transaction) => {
        const migration: Migration = {
          id: inputs.migrate_id,
          instanceId: params.instanceId,
          timeCreated: services.now(),
          timeDeleted: null,
          source: newSide(params.sourceVmmId),
          target: newSide(inputs.dst_propolis_id),
        };
        await insertMigration(transaction, migration);
        return services.newId();
      });
    },
    undo: async (context) => {
      const { instanceId } = context.params;
      const { migrate_id: migrationId, dst_propolis_id: vmmId } = context.inputs;
      await unwritten(services, context, async (transaction) => {
        if (await hasArrived(transaction, instanceId, migrationId, vmmId)) return;
        await markMigrationFailed(transaction, migrationId, services.now());
      });
      await updateSoon(services, instanceId, context.output);
    },
  });
}

function newSide(vmmId: Uuid): MigrationSide {
  return { vmmId, state: 'pending', gen: 1, timeUpdated: null };
}

/**
 * Links the instance to the migration: from here on it is migrating, for everybody. The links are cleared by updates
 * alone, so that is not undone here; but what the next nodes make of the VMM on the destination is, for they may have
 * made it though they failed.
 */
export function setIds(
  services: InstanceServices,
): ActionStep<MigrateParams, MigrationNeeds, null> {
  return action<{ params: MigrateParams; needs: MigrationNeeds; output: null }>({
    name: 'instance_migrate.set_migration_ids',
    version: 1,
    needs: { migrate_id: true, dst_propolis_id: true },
    policy: { timeoutMs: null },
    undoPolicy: { timeoutMs: null },
    run: (context) => {
      const { instanceId, sourceVmmId } = context.params;
      const { migrate_id: migrationId, dst_propolis_id: targetVmmId } = context.inputs;
      return written(services, context, async (transaction) => {
        const time = services.now();
        const ids = { instanceId, migrationId, sourceVmmId, targetVmmId };
        const { written: isNew } = acceptedOrFailure(await setMigrationIds(transaction, ids, time));
        if (isNew) {
          const what = { kind: 'migration_started', migrationId } as const;
          acceptedOrFailure(
            await appendInstanceEvent(transaction, { instanceId, time, what, detail: null }),
          );
        }
        return null;
      });
    },
    undo: (context) => removeDestination(services, context),
  });
}
