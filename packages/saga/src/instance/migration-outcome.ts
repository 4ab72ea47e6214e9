import type { MigrationState } from '@skewline/nexus-types/domain';

/** What the two sides of a migration say together. */
export type MigrationOutcome =
  /** There is no migration that concerns the instance. */
  | 'none'
  | 'undecided'
  /** The source is done with the guest, and the target has not said yet that it has it. */
  | 'handed_over'
  /** The guest is on the target. */
  | 'arrived'
  /** The guest is still on the source. */
  | 'failed';

/**
 * What became of a migration by the reports of both sides. The target knows best, for it has the guest
 * or does not. Where they contradict each other (the source failed and the target completed: A10.14)
 * the VMM that lives has the guest; if both do, or neither, it is the target's.
 */
export function migrationOutcome(
  source: MigrationState,
  target: MigrationState,
  isAlive: { readonly source: boolean; readonly target: boolean },
): MigrationOutcome {
  if (target === 'completed') {
    const isOnSource = source === 'failed' && isAlive.source && !isAlive.target;
    return isOnSource ? 'failed' : 'arrived';
  }
  if (target === 'failed' || source === 'failed') return 'failed';
  return source === 'completed' ? 'handed_over' : 'undecided';
}
