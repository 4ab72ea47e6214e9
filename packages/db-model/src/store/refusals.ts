import { type Problem, Refusal } from '@skewline/runtime';

/** Why the store does not do what it was asked. It is returned, not thrown. */
export type StoreRefusalCode =
  | 'vmm_not_found'
  | 'migration_not_found'
  | 'migration_to_itself'
  | 'migration_deleted'
  | 'migration_in_progress'
  | 'not_migratable'
  | 'not_migration_source'
  | 'not_migration_target'
  | 'instance_not_found'
  | 'instance_changed'
  | 'updater_lock_lost'
  | 'name_taken'
  | 'project_not_found'
  | 'project_name_taken'
  | 'project_not_empty'
  | 'start_attempt_not_found'
  | 'already_starting'
  | 'already_migrating'
  | 'reservation_not_found'
  | 'sled_not_found'
  | 'sled_known_by_another_id'
  | 'sled_has_another_baseboard'
  | 'sled_disk_of_another'
  | 'sled_expunged'
  | 'group_not_found'
  | 'quota_exceeded'
  | 'no_address_left'
  | 'no_subnet_address_left'
  | 'address_outside_subnet'
  | 'address_taken'
  | 'external_ip_not_found'
  | 'external_ip_in_use'
  | 'network_interface_taken'
  | 'disk_not_found'
  | 'disk_in_use'
  | 'too_many_disks'
  | 'slot_taken'
  | 'boot_disk_not_attached'
  | 'instance_not_stopped'
  | 'user_not_found'
  | 'token_not_found';

/** The catalogue: every code, the HTTP status to answer with, and what it means. */
export const storeRefusals: {
  readonly [Code in StoreRefusalCode]: { readonly status: number; readonly message: string };
} = {
  vmm_not_found: { status: 404, message: 'there is no such VMM' },
  migration_not_found: { status: 404, message: 'there is no such migration' },
  migration_to_itself: { status: 409, message: 'migrating from a VMM to itself is nonsensical' },
  migration_deleted: { status: 410, message: 'the migration was deleted' },
  migration_in_progress: { status: 409, message: 'another migration is already in progress' },
  not_migratable: { status: 409, message: 'instance changed state before it could be migrated' },
  not_migration_source: { status: 400, message: 'the VMM is not the source of the migration' },
  not_migration_target: { status: 400, message: 'the VMM is not the target of the migration' },
  instance_not_found: { status: 404, message: 'there is no such instance' },
  instance_changed: { status: 409, message: 'instance state has changed' },
  updater_lock_lost: { status: 500, message: 'the updater lock is not as its holder left it' },
  name_taken: { status: 400, message: 'the project has something else of this name' },
  project_not_found: { status: 404, message: 'there is no such project' },
  project_name_taken: { status: 400, message: 'the user has another project of this name' },
  project_not_empty: { status: 400, message: 'project to be deleted contains' },
  start_attempt_not_found: { status: 404, message: 'there is no such start attempt' },
  already_starting: { status: 409, message: 'Instance already starting' },
  already_migrating: { status: 409, message: 'Instance already migrating' },
  reservation_not_found: { status: 404, message: 'there is no such reservation' },
  sled_not_found: { status: 404, message: 'there is no such sled' },
  sled_known_by_another_id: {
    status: 409,
    message: 'a sled of this serial and part number is in use under another id',
  },
  sled_has_another_baseboard: {
    status: 409,
    message: 'the sled of this id has another serial or part number',
  },
  sled_disk_of_another: {
    status: 409,
    message:
      'a disk, a pool or a dataset of the sled is known as that of another, or by another id',
  },
  sled_expunged: { status: 409, message: 'the sled is expunged' },
  group_not_found: { status: 404, message: 'there is no such group' },
  quota_exceeded: {
    status: 507,
    message: 'the instances of the project would take more CPUs or memory than its quota allows',
  },
  no_address_left: { status: 507, message: 'the pool has no address left' },
  no_subnet_address_left: { status: 400, message: 'the subnet has no address left' },
  address_outside_subnet: {
    status: 400,
    message: 'the address is none that the subnet has for instances',
  },
  address_taken: { status: 400, message: 'the address is taken' },
  external_ip_not_found: { status: 404, message: 'the project has no such floating IP' },
  external_ip_in_use: { status: 400, message: 'the floating IP is attached to another instance' },
  network_interface_taken: {
    status: 400,
    message: 'the instance has a network interface of this name, in this slot, or a primary one',
  },
  disk_not_found: { status: 404, message: 'the project has no such disk' },
  disk_in_use: { status: 400, message: 'the disk is in use' },
  too_many_disks: { status: 400, message: 'an instance has 12 disks at most' },
  slot_taken: { status: 400, message: 'the instance has another disk in this slot' },
  boot_disk_not_attached: { status: 400, message: 'the boot disk is not attached to the instance' },
  instance_not_stopped: { status: 409, message: 'the instance is not stopped' },
  user_not_found: { status: 404, message: 'there is no such user' },
  token_not_found: { status: 404, message: 'there is no such token' },
};

export type StoreRefusal = Refusal & Problem & { readonly code: StoreRefusalCode };

export function refuse(code: StoreRefusalCode): StoreRefusal {
  const { status, message } = storeRefusals[code];
  // The code is one of ours, which the class cannot say.
  return new Refusal(message, { code, status }) as StoreRefusal;
}
