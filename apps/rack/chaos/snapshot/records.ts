import type { Database, Tables } from '@skewline/db-model';
import type { Records } from './snapshot.ts';

/** Reads all in one transaction, so that it is of one moment. */
export async function readRecords(database: Database<Tables>): Promise<Records> {
  return database.transaction(async (queries): Promise<Records> => {
    const memberships = await Promise.all([
      queries.selectFrom('affinity_group_instance_membership').selectAll().execute(),
      queries.selectFrom('anti_affinity_group_instance_membership').selectAll().execute(),
    ]);
    return {
      instances: await queries
        .selectFrom('instance')
        .select([
          ...([
            'id',
            'name',
            'description',
            'time_created',
            'time_modified',
            'time_deleted',
          ] as const),
          ...([
            'project_id',
            'ncpus',
            'memory',
            'hostname',
            'boot_disk_id',
            'cpu_platform',
          ] as const),
          ...(['enable_jumbo_frames', 'state', 'time_state_updated', 'state_generation'] as const),
          ...(['active_propolis_id', 'target_propolis_id', 'migration_id'] as const),
          ...(['intended_state', 'auto_restart_policy', 'auto_restart_cooldown'] as const),
          ...(['time_last_auto_restarted', 'updater_id', 'updater_gen'] as const),
        ])
        .orderBy('id')
        .execute(),
      vmms: await queries.selectFrom('vmm').selectAll().orderBy('id').execute(),
      migrations: await queries.selectFrom('migration').selectAll().orderBy('id').execute(),
      reservations: await queries
        .selectFrom('sled_resource_vmm')
        .selectAll()
        .orderBy('id')
        .execute(),
      sleds: await queries.selectFrom('sled').selectAll().orderBy('id').execute(),
      attempts: await queries
        .selectFrom('start_attempt')
        .select([
          ...([
            'id',
            'instance_id',
            'origin',
            'request_id',
            'time_started',
            'time_finished',
          ] as const),
          ...(['outcome', 'code', 'fault', 'transience', 'message', 'hint', 'counts'] as const),
          ...(['detail', 'vmm_id'] as const),
        ])
        .orderBy('id')
        .execute(),
      events: await queries
        .selectFrom('instance_event')
        .selectAll()
        .orderBy('instance_id')
        .orderBy('sequence')
        .execute(),
      sagas: await queries
        .selectFrom('saga')
        .select(['id', 'name', 'subject', 'state', 'owner', 'parked_reason', 'cancel_reason'])
        .select('time_created')
        .orderBy('id')
        .execute(),
      interfaces: await queries
        .selectFrom('network_interface')
        .select(['id', 'instance_id', 'time_deleted'])
        .execute(),
      addresses: await queries
        .selectFrom('external_ip')
        .select(['id', 'instance_id', 'kind', 'ip', 'time_deleted'])
        .execute(),
      disks: await queries.selectFrom('disk').selectAll().execute(),
      localDisks: await queries.selectFrom('disk_type_local_storage').selectAll().execute(),
      allocations: await queries
        .selectFrom('local_storage_unencrypted_dataset_allocation')
        .selectAll()
        .execute(),
      datasets: await queries
        .selectFrom('rendezvous_local_storage_unencrypted_dataset')
        .selectAll()
        .execute(),
      pools: await queries.selectFrom('zpool').selectAll().execute(),
      memberships: memberships.flat(),
      charges: await queries.selectFrom('virtual_provisioning_resource').selectAll().execute(),
      provisioned: await queries
        .selectFrom('virtual_provisioning_collection')
        .selectAll()
        .execute(),
    };
  });
}
