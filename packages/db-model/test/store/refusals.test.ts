import { expect, it } from 'vitest';
import { storeRefusals } from '../../src/store/index.ts';

it('each refusal has the status that clients know', () => {
  const statuses = Object.entries(storeRefusals).map(([code, { status }]) => [code, status]);
  expect(Object.fromEntries(statuses)).toEqual({
    vmm_not_found: 404,
    migration_not_found: 404,
    migration_to_itself: 409,
    migration_deleted: 410,
    migration_in_progress: 409,
    not_migratable: 409,
    not_migration_source: 400,
    not_migration_target: 400,
    instance_not_found: 404,
    instance_changed: 409,
    updater_lock_lost: 500,
    name_taken: 400,
    start_attempt_not_found: 404,
    already_starting: 409,
    already_migrating: 409,
    reservation_not_found: 404,
    sled_not_found: 404,
    sled_known_by_another_id: 409,
    group_not_found: 404,
    quota_exceeded: 507,
    no_address_left: 507,
    no_subnet_address_left: 400,
    address_outside_subnet: 400,
    address_taken: 400,
    external_ip_not_found: 404,
    external_ip_in_use: 400,
    network_interface_taken: 400,
    disk_not_found: 404,
    disk_in_use: 400,
    too_many_disks: 400,
    slot_taken: 400,
    boot_disk_not_attached: 400,
    instance_not_stopped: 409,
    user_not_found: 404,
    token_not_found: 404,
  });
});
