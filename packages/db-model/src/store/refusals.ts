import { type Problem, Refusal } from '@skewline/runtime';

/** Why the store does not do what it was asked. It is returned, not thrown. */
export type StoreRefusalCode =
  | 'vmm_not_found'
  | 'migration_not_found'
  | 'migration_to_itself'
  | 'migration_deleted'
  | 'not_migration_source'
  | 'not_migration_target'
  | 'instance_not_found'
  | 'name_taken'
  | 'start_attempt_not_found'
  | 'already_starting'
  | 'already_migrating'
  | 'reservation_not_found'
  | 'sled_not_found'
  | 'sled_known_by_another_id'
  | 'group_not_found'
  | 'quota_exceeded';

/** The catalogue: every code, the HTTP status to answer with, and what it means. */
export const storeRefusals: {
  readonly [Code in StoreRefusalCode]: { readonly status: number; readonly message: string };
} = {
  vmm_not_found: { status: 404, message: 'there is no such VMM' },
  migration_not_found: { status: 404, message: 'there is no such migration' },
  migration_to_itself: { status: 409, message: 'migrating from a VMM to itself is nonsensical' },
  migration_deleted: { status: 410, message: 'the migration was deleted' },
  not_migration_source: { status: 400, message: 'the VMM is not the source of the migration' },
  not_migration_target: { status: 400, message: 'the VMM is not the target of the migration' },
  instance_not_found: { status: 404, message: 'there is no such instance' },
  name_taken: { status: 400, message: 'the project has something else of this name' },
  start_attempt_not_found: { status: 404, message: 'there is no such start attempt' },
  already_starting: { status: 409, message: 'Instance already starting' },
  already_migrating: { status: 409, message: 'Instance already migrating' },
  reservation_not_found: { status: 404, message: 'there is no such reservation' },
  sled_not_found: { status: 404, message: 'there is no such sled' },
  sled_known_by_another_id: {
    status: 409,
    message: 'a sled of this serial and part number is in use under another id',
  },
  group_not_found: { status: 404, message: 'there is no such group' },
  quota_exceeded: {
    status: 507,
    message: 'the instances of the project would take more CPUs or memory than its quota allows',
  },
};

export type StoreRefusal = Refusal & Problem & { readonly code: StoreRefusalCode };

export function refuse(code: StoreRefusalCode): StoreRefusal {
  const { status, message } = storeRefusals[code];
  // The code is one of ours, which the class cannot say.
  return new Refusal(message, { code, status }) as StoreRefusal;
}
