import type { Refusal } from '@skewline/runtime';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import type { StoredApiTokenRow } from '../rows/index.ts';
import { changedOne, type Queries } from './queries.ts';
import { refuse } from './refusals.ts';
import type { ApiUser } from './user.ts';

/** What a token is, without its secret. */
export interface ApiToken {
  readonly id: Uuid;
  readonly userId: Uuid;
  readonly timeCreated: DateTime;
  /** Null: it does not expire. */
  readonly timeExpires: DateTime | null;
}

/** A token with the SHA-256 of its secret. */
export interface HashedToken extends ApiToken {
  readonly hash: Uint8Array;
}

export async function insertToken(queries: Queries, token: HashedToken): Promise<void> {
  await queries
    .insertInto('api_token')
    .values({
      id: token.id,
      user_id: token.userId,
      hash: token.hash,
      time_created: token.timeCreated,
      time_expires: token.timeExpires,
      time_deleted: null,
    })
    .execute();
}

/** The token with this hash and whose it is, if neither is deleted; it may have expired. Null: there is none. */
export async function findToken(
  queries: Queries,
  hash: Uint8Array,
): Promise<{ readonly token: HashedToken; readonly user: ApiUser } | null> {
  const row = await queries
    .selectFrom('api_token')
    .innerJoin('api_user', 'api_user.id', 'api_token.user_id')
    .selectAll('api_token')
    .select(['api_user.name', 'api_user.role', 'api_user.time_created as user_created'])
    .where('api_token.hash', '=', hash)
    .where('api_token.time_deleted', 'is', null)
    .where('api_user.time_deleted', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { user_id: id, name, role, user_created: timeCreated } = row;
  return {
    token: { ...tokenOfRow(row), hash: row.hash },
    user: { id, name, role, timeCreated },
  };
}

/** The newest first; also those that have expired. */
export async function listTokensOfUser(
  queries: Queries,
  userId: Uuid,
): Promise<readonly ApiToken[]> {
  const rows = await queries
    .selectFrom('api_token')
    .selectAll()
    .where('user_id', '=', userId)
    .where('time_deleted', 'is', null)
    .orderBy('time_created', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(tokenOfRow);
}

/** Makes a token worthless. */
export async function markTokenDeleted(
  queries: Queries,
  tokenId: Uuid,
  now: DateTime,
): Promise<null | Refusal> {
  const result = await queries
    .updateTable('api_token')
    .set({ time_deleted: now })
    .where('id', '=', tokenId)
    .where('time_deleted', 'is', null)
    .executeTakeFirst();
  return changedOne(result) ? null : refuse('token_not_found');
}

function tokenOfRow(row: StoredApiTokenRow): ApiToken {
  const { id, user_id: userId, time_created: timeCreated, time_expires: timeExpires } = row;
  return { id, userId, timeCreated, timeExpires };
}
