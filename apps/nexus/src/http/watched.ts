import { isUnavailable } from '@skewline/db-model';
import type { ServerApi } from '@skewline/runtime/exchange';
import type { Call, Handlers } from '@skewline/server';
import type { Logger } from 'pino';
import { actorOf } from '../auth/actor.ts';
import { type ErrorReply, errorReply } from '../refused.ts';
import { databaseAway } from './denied.ts';
import type { Seen } from './observe.ts';

export interface WatchOptions {
  readonly log: Logger;
  readonly seen: (requestId: string) => Seen | undefined;
  /** Whether a call of this operation needs an operator. */
  readonly forOperators: (operation: string) => boolean;
}

type AnyHandler = (request: unknown, call: Call) => unknown;

/** Handlers that note what is asked, keep users from what is for operators, and say 503 where the database is away. */
export function watched<Operations, Retired>(
  api: ServerApi<Operations, Retired>,
  handlers: Handlers<Operations>,
  { log, seen, forOperators }: WatchOptions,
): Handlers<Operations> {
  const watch =
    (operation: string, handler: AnyHandler): AnyHandler =>
    async (request, call): Promise<unknown> => {
      const noted = seen(call.requestId);
      if (noted !== undefined) {
        noted.api = api.name;
        noted.operation = operation;
        noted.version = call.version;
      }
      if (forOperators(operation) && actorOf(call).role !== 'operator') {
        return errorReply(call, 403, 'Forbidden');
      }
      try {
        return await handler(request, call);
      } catch (error) {
        if (!isUnavailable(error) && !isBusy(error)) throw error;
        log.warn({ requestId: call.requestId, operation, err: error }, 'the database is away');
        return away(call);
      }
    };
  // Each handler is put behind one that takes and gives the same, which the type of a list of entries cannot say.
  const entries = Object.entries(handlers) as [string, AnyHandler][];
  const all: unknown = Object.fromEntries(
    entries.map(([operation, handler]) => [operation, watch(operation, handler)]),
  );
  return all as Handlers<Operations>; // as above
}

/** Others were faster each time that it was tried (40001, 40P01), or a statement took too long (57014). */
function isBusy(error: unknown): boolean {
  const codes: readonly unknown[] = ['40001', '40P01', '57014'];
  return error instanceof Error && 'code' in error && codes.includes(error.code);
}

function away(call: Call): ErrorReply & { readonly headers: Readonly<Record<string, string>> } {
  return { ...errorReply(call, 503, databaseAway), headers: { 'retry-after': '1' } };
}
