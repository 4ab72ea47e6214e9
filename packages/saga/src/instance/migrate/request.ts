import { fetchInstance, fetchMigration, fetchVmm, type InTransaction } from '@skewline/db-model';
import type { Instance } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { EngineRefusal } from '../../engine/refusal.ts';
import { migrateSaga } from '../migrate.ts';
import type { InstanceServices } from '../services.ts';
import { decideMigrateRequest, type MigrateFacts } from './decide.ts';

export interface MigrateRequest {
  readonly instanceId: Uuid;
  readonly destinationSledId: Uuid;
  /** Of the saga; default: a new one. The same request with the same id is done once. */
  readonly sagaId?: Uuid;
}

/** The saga is on its way; `engine().wait` tells how it ended, and `answerOfSagaError` what to say if it unwound. */
export interface MigrateStarted {
  readonly kind: 'started';
  readonly sagaId: Uuid;
}

/** Begins to move an instance, unless what is known already speaks against it: see `decideMigrateRequest`. */
export async function requestMigrate(
  services: InstanceServices,
  { instanceId, destinationSledId, sagaId = services.newId() }: MigrateRequest,
): Promise<MigrateStarted | EngineRefusal | Refusal> {
  const facts = await services.database.transaction((transaction) =>
    readFacts(transaction, instanceId),
  );
  if (facts instanceof Refusal) return facts;
  const decision = decideMigrateRequest(facts, destinationSledId);
  if (decision.kind === 'refused') return new Refusal(decision.message, decision);
  const { sourceVmmId } = decision;
  const params = { instanceId, sourceVmmId, destinationSledId };
  const options = { id: sagaId, subject: instanceId };
  const started = await services.engine().start(migrateSaga(services).dag(params), params, options);
  return started.ok ? { kind: 'started', sagaId: started.sagaId } : started;
}

async function readFacts(
  transaction: InTransaction,
  instanceId: Uuid,
): Promise<MigrateFacts | Refusal> {
  const loaded = await fetchInstance(transaction, instanceId);
  if (loaded instanceof Refusal) return loaded;
  return factsOf(transaction, loaded.value);
}

async function factsOf(transaction: InTransaction, instance: Instance): Promise<MigrateFacts> {
  const { activeVmmId, targetVmmId, migrationId } = instance.runtime;
  const vmm = async (id: Uuid | null) => {
    const found = id === null ? null : await fetchVmm(transaction, id);
    return found === null || found instanceof Refusal ? null : found.value;
  };
  const migration = migrationId === null ? null : await fetchMigration(transaction, migrationId);
  const localDisk = await transaction
    .selectFrom('disk')
    .select('id')
    .where('attach_instance_id', '=', instance.id)
    .where('disk_type', '=', 'local_storage')
    .where('time_deleted', 'is', null)
    .executeTakeFirst();
  return {
    instance,
    activeVmm: await vmm(activeVmmId),
    targetVmm: await vmm(targetVmmId),
    migration: migration instanceof Refusal ? null : migration,
    hasLocalDisks: localDisk !== undefined,
  };
}
