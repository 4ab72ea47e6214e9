import { type Database, listInstanceEvents, type Tables } from '@skewline/db-model';
import { fakeQueries } from './fake-tables.ts';

/**
 * Where an instance and all that belongs to it has come to, without ids, times and generations, which are other ones each
 * time: so the end of a run with crashes can be compared with that of a clean one.
 */
export async function finalState(database: Database<Tables>, instanceId: string): Promise<object> {
  const queries = fakeQueries(database.kysely);
  const instance = await queries
    .selectFrom('instance')
    .selectAll()
    .where('id', '=', instanceId)
    .executeTakeFirst();
  const vmms = await queries
    .selectFrom('vmm')
    .leftJoin('sled_resource_vmm', 'sled_resource_vmm.id', 'vmm.id')
    .leftJoin('fake_vmm', 'fake_vmm.vmm_id', 'vmm.id')
    .select([
      'vmm.id',
      'vmm.state',
      'vmm.failure_reason',
      'vmm.cpu_platform',
      'vmm.sled_id',
      'vmm.time_deleted',
      'sled_resource_vmm.state as reservation',
      'sled_resource_vmm.sled_id as reserved_on',
      'fake_vmm.report',
      'fake_vmm.sled_id as known_on',
    ])
    .where('vmm.instance_id', '=', instanceId)
    .orderBy('vmm.time_created')
    .orderBy('vmm.id')
    .execute();
  const attempts = await queries
    .selectFrom('start_attempt')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .orderBy('time_started')
    .orderBy('id')
    .execute();
  const disks = await queries
    .selectFrom('disk')
    .leftJoin('disk_type_local_storage as local', 'local.disk_id', 'disk.id')
    .leftJoin('fake_storage', 'fake_storage.disk_id', 'disk.id')
    .select([
      'disk.name',
      'disk.slot',
      'disk.disk_state',
      'local.local_storage_unencrypted_dataset_allocation_id as allocation',
      'fake_storage.sled_id as made_on',
    ])
    .where('disk.attach_instance_id', '=', instanceId)
    .orderBy('disk.slot')
    .execute();
  const migrations = await queries
    .selectFrom('migration')
    .select(['source_state', 'target_state', 'time_deleted'])
    .where('instance_id', '=', instanceId)
    .orderBy('time_created')
    .orderBy('id')
    .execute();
  const nat = await queries
    .selectFrom('fake_nat')
    .select('sled_id')
    .where('instance_id', '=', instanceId)
    .executeTakeFirst();
  const multicast = await queries
    .selectFrom('fake_multicast')
    .select('sled_id')
    .where('instance_id', '=', instanceId)
    .executeTakeFirst();
  const charge = await queries
    .selectFrom('virtual_provisioning_resource')
    .select(['cpus', 'ram'])
    .where('id', '=', instanceId)
    .executeTakeFirst();
  const { events } = await listInstanceEvents(database.kysely, instanceId, { limit: 1000 });

  const active = vmms.find(({ id }) => id === instance?.active_propolis_id);
  const leadsTo = (sledId: string | undefined): string | null =>
    sledId === undefined ? null : sledId === active?.sled_id ? 'the active VMM' : 'another sled';
  const nameOf = (id: string | null): string | null => {
    if (id === null) return null;
    const at = vmms.findIndex((vmm) => vmm.id === id);
    return at < 0 ? 'an unknown VMM' : `VMM ${String(at + 1)}`;
  };
  return {
    instance: instance && {
      state: instance.state,
      intended: instance.intended_state,
      active: nameOf(instance.active_propolis_id),
      target: nameOf(instance.target_propolis_id),
      isMigrating: instance.migration_id !== null,
      isLocked: instance.updater_id !== null,
      isDeleted: instance.time_deleted !== null,
      wasRestarted: instance.time_last_auto_restarted !== null,
      bootsFromDisk: instance.boot_disk_id !== null,
    },
    vmms: vmms.map((vmm) => ({
      state: vmm.state,
      failure: vmm.failure_reason,
      platform: vmm.cpu_platform,
      isDeleted: vmm.time_deleted !== null,
      reservation: vmm.reservation,
      isReservedThere: vmm.reservation === null || vmm.reserved_on === vmm.sled_id,
      onSled: vmm.report?.vmmState.state.kind ?? null,
      isKnownThere: vmm.report === null || vmm.known_on === vmm.sled_id,
    })),
    attempts: attempts.map(
      ({ origin, outcome, code, fault, transience, message, hint, vmm_id }) => ({
        origin,
        outcome,
        code,
        fault,
        transience,
        message,
        hint,
        vmm: nameOf(vmm_id),
      }),
    ),
    disks: disks.map(({ slot, disk_state: state, allocation, made_on: madeOn }) => ({
      slot,
      state,
      isAllocated: allocation !== null,
      isMade: madeOn !== null,
    })),
    migrations: migrations.map(({ source_state: source, target_state: target, time_deleted }) => ({
      source,
      target,
      isDeleted: time_deleted !== null,
    })),
    nat: leadsTo(nat?.sled_id),
    multicast: leadsTo(multicast?.sled_id),
    charge: charge ?? null,
    events: events.map(({ what }) => JSON.parse(JSON.stringify(what, withoutIds)) as unknown),
  };
}

/** Members of events that are other ones each time. */
const changing: ReadonlySet<string> = new Set(['attemptId', 'migrationId', 'notBefore']);

function withoutIds(key: string, value: unknown): unknown {
  return changing.has(key) ? '…' : value;
}
