import { timingSafeEqual } from 'node:crypto';
import { type Database, findToken, type Tables } from '@skewline/db-model';
import type { Actor } from './actor.ts';
import { hashOfSecret } from './secret.ts';

export interface Authenticator {
  /** Whose secret it is; null if it is nobody's, or not any more. It throws where the database is away. */
  actorOfSecret(secret: string): Promise<Actor | null>;
}

export interface AuthenticatorOptions {
  /** How long an answer of the database is believed: so long a deleted token still works. Default: 3,000 ms. */
  readonly believedMs?: number;
  /** In milliseconds since 1970. Default: the clock. */
  readonly now?: () => number;
}

interface Known {
  readonly hash: Uint8Array;
  readonly actor: Actor;
  /** In milliseconds since 1970; Infinity where it does not. */
  readonly expires: number;
  readonly believedUntil: number;
}

/** More tokens than that are not in use at once; beyond it the oldest answers are forgotten. */
const maxKnown = 10_000;

/** Looks tokens up, and remembers for a moment whose they are, so that not every request costs a query. */
export function createAuthenticator(
  database: Database<Tables>,
  { believedMs = 3000, now = Date.now }: AuthenticatorOptions = {},
): Authenticator {
  // By the hash as text: what is compared are hashes of secrets, so how long it takes tells nothing about a secret.
  const known = new Map<string, Known>();
  const asking = new Map<string, Promise<Known | null>>();

  const ask = async (key: string, hash: Uint8Array): Promise<Known | null> => {
    const asked = now();
    const found = await findToken(database.kysely, hash);
    if (found === null || !timingSafeEqual(found.token.hash, hash)) {
      known.delete(key);
      return null;
    }
    const { token, user } = found;
    const answer: Known = {
      hash: token.hash,
      actor: { userId: user.id, name: user.name, role: user.role },
      expires: token.timeExpires === null ? Infinity : Date.parse(token.timeExpires),
      believedUntil: asked + believedMs,
    };
    known.delete(key);
    known.set(key, answer);
    for (const oldest of known.keys()) {
      if (known.size <= maxKnown) break;
      known.delete(oldest);
    }
    return answer;
  };

  return {
    async actorOfSecret(secret) {
      const hash = hashOfSecret(secret);
      const key = Buffer.from(hash).toString('hex');
      let answer: Known | null = known.get(key) ?? null;
      if (answer === null || answer.believedUntil <= now()) {
        // Many requests with one token ask once.
        const pending = asking.get(key) ?? ask(key, hash).finally(() => asking.delete(key));
        asking.set(key, pending);
        answer = await pending;
      }
      if (answer === null || !timingSafeEqual(answer.hash, hash)) return null;
      return answer.expires > now() ? answer.actor : null;
    },
  };
}
