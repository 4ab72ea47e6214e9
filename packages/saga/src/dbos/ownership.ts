import { sql } from 'kysely';
import type { Ask } from '../engine/ask.ts';
import type { Claim } from '../engine/saga-store.ts';
import { Fenced } from '../perform.ts';

/**
 * Throws `Fenced` where the saga is another's. DBOS learns that only when the workflow is resumed there, which is a moment
 * after it was taken over. Asks the database only if it was not asked for so long that the lease may be over, as when
 * the process was paused: nobody takes a saga from an executor that lives.
 */
export function assurance(
  ask: Ask,
  { sagaId, executorId, token }: Claim,
  leaseMs: number,
  /** When it was ours for sure, by `performance.now()`. */
  since: number,
): () => Promise<void> {
  let sureAt = since;
  return async () => {
    // A heartbeat lies at most a third of the lease before the moment when it was ours.
    if (performance.now() - sureAt <= leaseMs / 2) return;
    const asked = performance.now();
    const ours = await ask(sql`
      SELECT id FROM saga
      WHERE id = ${sagaId} AND owner_token = ${token}::int8 AND owner = ${executorId}`);
    if (ours.length === 0) {
      throw new Fenced(`saga ${sagaId} is not ${executorId}'s (token ${token}) any more`);
    }
    sureAt = asked;
  };
}
