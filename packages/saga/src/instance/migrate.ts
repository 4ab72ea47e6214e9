import { action, wired } from '../action.ts';
import { dagBuilder } from '../builder.ts';
import { allocatePropolisIp, createVmmRecord, reserveResources } from './migrate/destination.ts';
import { ensureDestinationPropolis, instanceMigrate } from './migrate/move.ts';
import type { MigrateParams } from './migrate/params.ts';
import { createMigrationRecord, setIds } from './migrate/record.ts';
import { type InstanceSaga, soundDag } from './saga.ts';
import type { InstanceServices } from './services.ts';

export { decideMigrateRequest } from './migrate/decide.ts';
export type {
  MigrateDecision,
  MigrateFacts,
  MigrateRefusal,
  MigrateRefusalCode,
} from './migrate/decide.ts';
export type { MigrateParams } from './migrate/params.ts';

/**
 * Moves a running instance to another sled (A6). It is done when the destination has been asked to fetch the guest; the
 * rest is seen by what the sleds report. Unwound, the instance runs where it ran, and what was made for the move is gone,
 * with its reservation. The one exception is a guest that has moved although the answer to the last request was lost:
 * there nothing is undone.
 */
export function migrateSaga(services: InstanceServices): InstanceSaga<MigrateParams, null> {
  const made = sagas.get(services) ?? makeMigrateSaga(services);
  sagas.set(services, made);
  return made;
}

/** One for all, whoever begins them: those that reserve in one process take turns. */
const sagas = new WeakMap<InstanceServices, InstanceSaga<MigrateParams, null>>();

function makeMigrateSaga(services: InstanceServices): InstanceSaga<MigrateParams, null> {
  const newId = (name: string) =>
    action<{ output: string }>({ name, version: 1, run: () => services.newId() });
  const migrateId = newId('instance_migrate.migrate_id');
  const destinationId = newId('instance_migrate.dst_propolis_id');
  const reserve = reserveResources(services);
  const allocate = allocatePropolisIp(services);
  const createVmm = createVmmRecord(services);
  const createMigration = createMigrationRecord(services);
  const link = setIds(services);
  const register = ensureDestinationPropolis(services);
  const move = instanceMigrate(services);
  const dag = soundDag(
    dagBuilder<MigrateParams>('instance_migrate')
      .append('migrate_id', migrateId)
      .append('dst_propolis_id', destinationId)
      .append('reserve_resources', reserve)
      .append('allocate_propolis_ip', allocate)
      .append(
        'create_vmm_record',
        wired(createVmm, { from: { propolis_ip: 'allocate_propolis_ip' } }),
      )
      .append('create_migration_record', createMigration)
      .append('set_migration_ids', link)
      .append(
        'ensure_destination_propolis',
        wired(register, { from: { vmm_record: 'create_vmm_record' } }),
      )
      .append('instance_migrate', wired(move, { from: { vmm_record: 'create_vmm_record' } }))
      .build(),
  );
  return {
    name: 'instance_migrate',
    actions: [
      migrateId,
      destinationId,
      reserve,
      allocate,
      createVmm,
      createMigration,
      link,
      register,
      move,
    ],
    dag: () => dag,
  };
}
