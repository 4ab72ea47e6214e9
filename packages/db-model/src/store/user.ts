import type { Refusal } from '@skewline/runtime';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import type { ApiRoleLabel, ApiUserRow } from '../rows/index.ts';
import type { InTransaction, Queries } from './queries.ts';
import { refuse } from './refusals.ts';

/** Somebody who may ask something of the APIs. */
export interface ApiUser {
  readonly id: Uuid;
  /** Unique among the living. */
  readonly name: string;
  readonly role: ApiRoleLabel;
  readonly timeCreated: DateTime;
}

/** Makes a user, or changes what the one of that name may do; `id` is for a new one. */
export async function putUser(
  transaction: InTransaction,
  { id, name, role }: Pick<ApiUser, 'id' | 'name' | 'role'>,
  now: DateTime,
): Promise<ApiUser> {
  const inserted = await transaction
    .insertInto('api_user')
    .values({ id, name, role, time_created: now, time_modified: now, time_deleted: null })
    .onConflict((conflict) =>
      conflict.column('name').where('time_deleted', 'is', null).doUpdateSet({
        role,
        time_modified: now,
      }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return userOfRow(inserted);
}

export async function fetchUserByName(queries: Queries, name: string): Promise<ApiUser | Refusal> {
  const row = await queries
    .selectFrom('api_user')
    .selectAll()
    .where('name', '=', name)
    .where('time_deleted', 'is', null)
    .executeTakeFirst();
  return row === undefined ? refuse('user_not_found') : userOfRow(row);
}

/** In the order of their names. */
export async function listUsers(queries: Queries): Promise<readonly ApiUser[]> {
  const rows = await queries
    .selectFrom('api_user')
    .selectAll()
    .where('time_deleted', 'is', null)
    .orderBy('name')
    .execute();
  return rows.map(userOfRow);
}

function userOfRow(row: ApiUserRow): ApiUser {
  return { id: row.id, name: row.name, role: row.role, timeCreated: row.time_created };
}
