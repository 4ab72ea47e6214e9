import type { Ip } from '@skewline/runtime/api';
import { type RawBuilder, sql } from 'kysely';
import type { Queries } from './queries.ts';

/**
 * The lowest address of some ranges that is not taken; null if there is none. `ranges` selects `first` and `last`,
 * `taken` selects `ip`. A free address with a taken one before it, or at the beginning of a range: there is no other
 * lowest, so no range is counted through.
 */
export async function lowestFree(
  queries: Queries,
  ranges: RawBuilder<unknown>,
  taken: RawBuilder<unknown>,
): Promise<Ip | null> {
  const { rows } = await sql<{ readonly ip: Ip }>`
    WITH span AS (${ranges}), taken AS (${taken})
    SELECT candidate.ip
    FROM (
      SELECT s.first AS ip FROM span s WHERE s.first <= s.last
      UNION ALL
      SELECT t.ip + 1 FROM taken t JOIN span s ON t.ip >= s.first AND t.ip < s.last
    ) candidate
    WHERE NOT EXISTS (SELECT 1 FROM taken t WHERE t.ip = candidate.ip)
    ORDER BY candidate.ip
    LIMIT 1`.execute(queries);
  return rows[0]?.ip ?? null;
}
