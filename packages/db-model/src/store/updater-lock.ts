import {
  checkInstance,
  type InstanceRuntimeState,
  type IntendedState,
  type UpdaterLock,
} from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { Uint64, Uuid } from '@skewline/runtime/api';
import { instanceRuntimeColumns } from '../row/instance-columns.ts';
import type { SagaStateLabel } from '../rows/index.ts';
import { changedOne, type Queries } from './queries.ts';
import { refuse } from './refusals.ts';

/** The lock in somebody's hand: its holder, and the generation at which it was taken. */
export interface HeldLock extends UpdaterLock {
  readonly updaterId: Uuid;
}

/** What came of asking for the lock. */
export type LockResult =
  | { readonly kind: 'held'; readonly lock: HeldLock }
  /** Somebody else has it; null: nobody, but it is not what was to be inherited. */
  | { readonly kind: 'already_locked'; readonly by: Uuid | null };

/**
 * Takes the lock of an instance, or finds that it is held by the very same. One whose holder is a saga that was abandoned,
 * or that has unwound without giving it back, is taken as if it were free: nobody else ever would give it back. A deleted
 * instance has none to take.
 */
export async function lockInstance(
  queries: Queries,
  instanceId: Uuid,
  updaterId: Uuid,
): Promise<LockResult | Refusal> {
  for (;;) {
    const found = await lockOf(queries, instanceId);
    if (found === null || found.isDeleted) return refuse('instance_not_found');
    const { lock } = found;
    const isFree = lock.updaterId === null || (await hasGivenUp(queries, lock.updaterId));
    if (!isFree) return resultOf(lock, updaterId);
    const taken = await handOver(queries, instanceId, lock, updaterId);
    if (taken !== null) return { kind: 'held', lock: taken };
    // Somebody was faster: what is there now is to be seen.
  }
}

/** Takes the lock out of the hand of `parent`, which lets it go without a moment in which others could take it. */
export async function inheritLock(
  queries: Queries,
  instanceId: Uuid,
  parent: HeldLock,
  updaterId: Uuid,
): Promise<LockResult | Refusal> {
  const taken = await handOver(queries, instanceId, parent, updaterId);
  if (taken !== null) return { kind: 'held', lock: taken };
  const found = await lockOf(queries, instanceId);
  if (found === null || found.isDeleted) return refuse('instance_not_found');
  return resultOf(found.lock, updaterId);
}

/**
 * What came of giving the lock back: `unlocked`, or nothing was to be done. `given_back_before` is a repetition;
 * `never_held` says that nobody has held this lock at that generation, which only a mistake explains.
 */
export type UnlockResult = 'unlocked' | 'given_back_before' | 'never_held';

/** Gives the lock back, also of a deleted instance. */
export async function unlockInstance(
  queries: Queries,
  instanceId: Uuid,
  lock: HeldLock,
): Promise<UnlockResult | Refusal> {
  const result = await queries
    .updateTable('instance')
    .set({ updater_id: null, updater_gen: lock.gen + 1 })
    .where('id', '=', instanceId)
    .where('updater_id', '=', lock.updaterId)
    .where('updater_gen', '=', lock.gen)
    .executeTakeFirst();
  if (changedOne(result)) return 'unlocked';
  const why = whyNotUnlocked(await lockOf(queries, instanceId), lock);
  return why === 'given_back_before' || why === 'never_held' ? why : refuse(why);
}

/** What an update writes. */
export interface InstanceCommit {
  /** One generation after the one that the update was decided on. */
  readonly runtime: InstanceRuntimeState;
  /** Written only where it is still `from`: a user who has asked for something else meanwhile is right. */
  readonly intended: { readonly from: IntendedState; readonly to: IntendedState };
}

/**
 * Writes what an update has decided and gives the lock back, in one statement. True: done. False: it was done before, by
 * the same. `instance_changed`: somebody else wrote the instance meanwhile, nothing was written, and the lock is kept.
 */
export async function commitAndUnlock(
  queries: Queries,
  instanceId: Uuid,
  lock: HeldLock,
  { runtime, intended }: InstanceCommit,
): Promise<boolean | Refusal> {
  const problem = checkInstance({ runtime });
  if (problem !== null) return new Refusal(problem.message, problem);
  const result = await queries
    .updateTable('instance')
    .set((row) => ({
      ...instanceRuntimeColumns(runtime),
      intended_state: row
        .case()
        .when('intended_state', '=', intended.from)
        .then(intended.to)
        .else(row.ref('intended_state'))
        .end(),
      updater_id: null,
      updater_gen: lock.gen + 1,
    }))
    .where('id', '=', instanceId)
    .where('time_deleted', 'is', null)
    .where('updater_id', '=', lock.updaterId)
    .where('updater_gen', '=', lock.gen)
    .where('state_generation', '<', runtime.gen)
    .executeTakeFirst();
  if (changedOne(result)) return true;
  const why = whyNotCommitted(await lockOf(queries, instanceId), lock, runtime.gen);
  return why === 'committed_before' ? false : refuse(why);
}

/** What an instance says of its lock, seen after a write that found nothing to write. */
export interface FoundLock {
  readonly isDeleted: boolean;
  readonly lock: UpdaterLock;
  /** The generation of its runtime state. */
  readonly gen: Uint64;
}

/** Why a lock could not be given back. Null: there is no such instance. */
export function whyNotUnlocked(
  found: FoundLock | null,
  { updaterId, gen }: HeldLock,
): 'instance_not_found' | 'given_back_before' | 'never_held' | 'updater_lock_lost' {
  if (found === null) return 'instance_not_found';
  // A holder takes it once, so it cannot hold it at two generations.
  if (found.lock.updaterId === updaterId) return 'updater_lock_lost';
  return found.lock.gen <= gen ? 'never_held' : 'given_back_before';
}

/** Why an update that leads to `gen` could not be committed. Null: there is no such instance. */
export function whyNotCommitted(
  found: FoundLock | null,
  lock: HeldLock,
  gen: Uint64,
): 'instance_not_found' | 'committed_before' | 'instance_changed' | 'updater_lock_lost' {
  if (found === null || found.isDeleted) return 'instance_not_found';
  const isOurs = found.lock.updaterId === lock.updaterId && found.lock.gen === lock.gen;
  if (isOurs) return 'instance_changed';
  // While it is held nobody else moves the lock on; so if both have moved on, it was this commit.
  return found.lock.gen > lock.gen && found.gen >= gen ? 'committed_before' : 'updater_lock_lost';
}

function resultOf({ updaterId, gen }: UpdaterLock, asker: Uuid): LockResult {
  return updaterId === asker
    ? { kind: 'held', lock: { updaterId, gen } }
    : { kind: 'already_locked', by: updaterId };
}

/** The states of a saga that does nothing any more, though it may hold a lock: an operator has left it so. */
export const statesOfGivenUp: readonly SagaStateLabel[] = ['abandoned', 'unwound'];

async function hasGivenUp(queries: Queries, sagaId: Uuid): Promise<boolean> {
  const saga = await queries
    .selectFrom('saga')
    .select('id')
    .where('id', '=', sagaId)
    .where('state', 'in', statesOfGivenUp)
    .executeTakeFirst();
  return saga !== undefined;
}

/** Moves the lock on, if it is still as it was seen. */
async function handOver(
  queries: Queries,
  instanceId: Uuid,
  from: UpdaterLock,
  updaterId: Uuid,
): Promise<HeldLock | null> {
  const gen = from.gen + 1;
  const result = await queries
    .updateTable('instance')
    .set({ updater_id: updaterId, updater_gen: gen })
    .where('id', '=', instanceId)
    .where('time_deleted', 'is', null)
    .where('updater_id', from.updaterId === null ? 'is' : '=', from.updaterId)
    .where('updater_gen', '=', from.gen)
    .executeTakeFirst();
  return changedOne(result) ? { updaterId, gen } : null;
}

async function lockOf(queries: Queries, instanceId: Uuid): Promise<FoundLock | null> {
  const row = await queries
    .selectFrom('instance')
    .select(['time_deleted', 'updater_id', 'updater_gen', 'state_generation'])
    .where('id', '=', instanceId)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    isDeleted: row.time_deleted !== null,
    lock: { updaterId: row.updater_id, gen: row.updater_gen },
    gen: row.state_generation,
  };
}
