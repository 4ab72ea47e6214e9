import { type HeldLock, unlockInstance } from '@skewline/db-model';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { ActionContext, Policy } from '../action.ts';
import { failureOf } from './accepted.ts';
import { unwritten } from './in-database.ts';
import type { InstanceServices } from './services.ts';

/** An instance that stays locked is never updated again, so a lock is given back however long that takes. */
export const untilGivenBack: Partial<Policy> = {
  attempts: Number.MAX_SAFE_INTEGER,
  firstDelayMs: 250,
  maxDelayMs: 30_000,
  timeoutMs: null,
};

/** What only reads and writes rows waits while the database is away, so it has no time limit of its own. */
export const inRows: Partial<Policy> = { timeoutMs: null };

/** The undo of whoever may hold one of these locks: the update was not made, so somebody else is to look. */
export async function giveBack(
  services: InstanceServices,
  context: Pick<ActionContext<never, never>, 'signal' | 'fence'>,
  instanceId: Uuid,
  locks: readonly HeldLock[],
): Promise<void> {
  const results = await unwritten(services, context, async (transaction) => {
    const found = [];
    for (const lock of locks) found.push(await unlockInstance(transaction, instanceId, lock));
    return found;
  });
  for (const result of results) {
    // What is not there any more is not locked either.
    if (result instanceof Refusal && result.code !== 'instance_not_found') throw failureOf(result);
  }
  services.activate('instance_updater');
}
