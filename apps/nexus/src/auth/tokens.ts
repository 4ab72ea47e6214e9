import { randomUUID } from 'node:crypto';
import { type ApiToken, insertToken, type Queries } from '@skewline/db-model';
import type { DateTime, Uuid } from '@skewline/runtime/api';
import { hashOfSecret, newSecret } from './secret.ts';

/** A token that was just made. The secret is nowhere else. */
export interface NewToken extends ApiToken {
  readonly secret: string;
}

/** Makes a token for a user. `timeExpires`: null, it does not. */
export async function createToken(
  queries: Queries,
  userId: Uuid,
  timeExpires: DateTime | null,
  now: DateTime,
): Promise<NewToken> {
  const secret = newSecret();
  const token: ApiToken = { id: randomUUID(), userId, timeCreated: now, timeExpires };
  await insertToken(queries, { ...token, hash: hashOfSecret(secret) });
  return { ...token, secret };
}
