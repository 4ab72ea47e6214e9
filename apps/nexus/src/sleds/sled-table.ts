import { fetchSled, listSleds, type Queries } from '@skewline/db-model';
import type { Sled } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';

/** The sleds of the database. */
export interface SledTable {
  /** Null where there is no such sled. Of a database that is away, what was read last, if it was. */
  readonly find: (sledId: Uuid) => Promise<Sled | null>;
  /** All that are not deleted. Rejects where the database is away. */
  readonly list: () => Promise<readonly Sled[]>;
}

/** How long a row is believed: a check of all VMMs asks for the same sled many times in a row. */
const believedMs = 1000;

export function sledTable(queries: Queries): SledTable {
  const cache = new Map<Uuid, { readonly at: number; readonly sled: Promise<Sled | null> }>();
  return {
    find: async (sledId) => {
      const before = cache.get(sledId);
      const at = performance.now();
      if (before !== undefined && at - before.at < believedMs) return before.sled;
      const sled = fetchSled(queries, sledId).then(
        (found) => (found instanceof Refusal ? null : found),
        () => {
          // Asked again the next time.
          if (before === undefined) cache.delete(sledId);
          else cache.set(sledId, before);
          return before?.sled ?? null;
        },
      );
      cache.set(sledId, { at, sled });
      return sled;
    },
    list: () => listSleds(queries),
  };
}
