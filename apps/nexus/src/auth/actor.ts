import type { Uuid } from '@skewline/runtime/api';
import type { Call } from '@skewline/server';
import type { FastifyRequest } from 'fastify';

/** Who asks. */
export interface Actor {
  readonly userId: Uuid;
  readonly name: string;
  /** `user`: only the projects that they are a member of. `operator`: everything. */
  readonly role: 'user' | 'operator';
}

const actors = new WeakMap<FastifyRequest, Actor>();

/** For the hook that has looked at the token of a request. */
export function setActor(request: FastifyRequest, actor: Actor): void {
  actors.set(request, actor);
}

/** Who asks in this call. No handler is called for a request without one; see `http/authenticate.ts`. */
export function actorOf(call: Call): Actor {
  // With Fastify this is its request.
  const actor = actors.get(call.raw as FastifyRequest);
  if (actor === undefined) throw new Error(`nobody asks in ${call.operation}`);
  return actor;
}
