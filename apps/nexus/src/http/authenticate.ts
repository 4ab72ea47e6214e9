import { isUnavailable } from '@skewline/db-model';
import type { onRequestAsyncHookHandler } from 'fastify';
import { type Actor, setActor } from '../auth/actor.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import { secretOfHeader } from '../auth/secret.ts';
import { databaseAway, Denied, forbidden, unauthorized } from './denied.ts';
import type { Seen } from './observe.ts';

export interface AuthenticateOptions {
  /** The name of the API behind it. */
  readonly api: string;
  readonly authenticator: Authenticator;
  /** Whoever has another role is told 403. Default: any will do. */
  readonly role?: Actor['role'];
  readonly seen: (requestId: string) => Seen | undefined;
}

/** The hook that lets nobody in who shows no token that is good. */
export function authenticate({
  api,
  authenticator,
  role,
  seen,
}: AuthenticateOptions): onRequestAsyncHookHandler {
  return async (request) => {
    const noted = seen(request.id);
    if (noted !== undefined) noted.api = api;
    const secret = secretOfHeader(request.headers.authorization);
    if (secret === null) throw unauthorized();
    const actor = await whoseIs(authenticator, secret);
    if (actor === null) throw unauthorized();
    if (noted !== undefined) noted.userId = actor.userId;
    if (role !== undefined && actor.role !== role) throw forbidden();
    setActor(request, actor);
  };
}

async function whoseIs(authenticator: Authenticator, secret: string): Promise<Actor | null> {
  try {
    return await authenticator.actorOfSecret(secret);
  } catch (error) {
    if (isUnavailable(error)) throw new Denied(503, databaseAway);
    throw error;
  }
}
