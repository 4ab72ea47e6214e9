import { expect, it } from 'vitest';
import { storeRefusals } from '../../src/store/index.ts';

it('each refusal has the status that clients know', () => {
  const statuses = Object.entries(storeRefusals).map(([code, { status }]) => [code, status]);
  expect(Object.fromEntries(statuses)).toEqual({
    vmm_not_found: 404,
    migration_not_found: 404,
    migration_to_itself: 409,
    migration_deleted: 410,
    not_migration_source: 400,
    not_migration_target: 400,
    instance_not_found: 404,
    name_taken: 400,
    start_attempt_not_found: 404,
    already_starting: 409,
    already_migrating: 409,
    reservation_not_found: 404,
    sled_not_found: 404,
    sled_known_by_another_id: 409,
    group_not_found: 404,
    quota_exceeded: 507,
  });
});
