import type { Uuid } from '@skewline/runtime/api';
import { sql } from 'kysely';
import type { Ask } from '../engine/ask.ts';
import { every } from '../engine/every.ts';
import { type Claim, jsonText } from '../engine/saga-store.ts';
import { Fenced } from '../perform.ts';

/**
 * Whether this process still owns the sagas that it runs. DBOS learns that a saga was taken over only when its workflow
 * is resumed, which is a moment after that; and it does not know of sagas that were abandoned at all.
 */
export interface OwnershipWatch {
  /** Aborted, with a `Fenced`, when it is noticed that the saga is another's. */
  watch(claim: Claim): AbortSignal;
  unwatch(claim: Claim): void;
  /** It is known to be another's, or nobody's. */
  lose(sagaId: Uuid): void;
  /**
   * Throws `Fenced` where the saga is another's. Asks the database only if it was not asked for so long that the lease
   * may be over: when the process was paused.
   */
  makeSure(claim: Claim): Promise<void>;
  close(): Promise<void>;
}

interface Watched {
  readonly claim: Claim;
  readonly lost: AbortController;
  /** When it was ours for sure, by the clock of this process. */
  sureAt: number;
}

export function watchOwnership(
  ask: Ask,
  leaseMs: number,
  onError: (error: unknown) => void,
): OwnershipWatch {
  const watched = new Map<Uuid, Watched>();
  const look = async (some: readonly Watched[]): Promise<void> => {
    if (some.length === 0) return;
    const asked = performance.now();
    const claims = some.map(({ claim }) => ({
      id: claim.sagaId,
      owner: claim.executorId,
      token: claim.token,
    }));
    const ours = await ask(sql<{ readonly id: Uuid; readonly token: number }>`
      SELECT saga.id, saga.owner_token AS token
      FROM jsonb_to_recordset(${jsonText(claims)}) AS claim(id uuid, owner text, token int8)
      JOIN saga ON saga.id = claim.id AND saga.owner_token = claim.token AND saga.owner = claim.owner`);
    const tokens = new Map(ours.map(({ id, token }) => [id, token]));
    for (const one of some) {
      const { sagaId, token } = one.claim;
      if (tokens.get(sagaId) === token) one.sureAt = asked;
      else loseOne(one);
    }
  };
  const loseOne = ({ claim, lost }: Watched): void => {
    lost.abort(new Fenced(`saga ${claim.sagaId} is not this executor's any more`));
  };
  const repeated = every(leaseMs / 3, async () => look([...watched.values()]), onError);
  const find = ({ sagaId, token }: Claim): Watched | undefined => {
    const one = watched.get(sagaId);
    return one?.claim.token === token ? one : undefined;
  };
  return {
    watch(claim) {
      const one = { claim, lost: new AbortController(), sureAt: performance.now() };
      watched.set(claim.sagaId, one);
      return one.lost.signal;
    },
    unwatch(claim) {
      if (find(claim) !== undefined) watched.delete(claim.sagaId);
    },
    lose(sagaId) {
      const one = watched.get(sagaId);
      if (one !== undefined) loseOne(one);
    },
    async makeSure(claim) {
      const one = find(claim);
      if (one === undefined) throw new Fenced(`saga ${claim.sagaId} was left by this executor`);
      // A heartbeat lies at most a third of the lease before the moment when it was ours.
      if (performance.now() - one.sureAt > leaseMs / 2) await look([one]);
      one.lost.signal.throwIfAborted();
    },
    close: async () => repeated.stop(),
  };
}
