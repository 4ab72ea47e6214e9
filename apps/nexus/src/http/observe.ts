import type { ServerProblem } from '@skewline/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Nexus } from '../nexus.ts';

/** What is known of a request that is under way, for its line in the log. */
export interface Seen {
  /** `nexus`, `nexus-internal`, `nexus-operator`; `none` for what is of no API. */
  api: string;
  /** Null: of no operation, as far as is known. */
  operation: string | null;
  /** That the caller speaks. */
  version: string | null;
  userId: string | null;
}

export interface Observed {
  /** Undefined once the request is answered, or its caller gone. */
  readonly seen: (requestId: string) => Seen | undefined;
  /** For `onProblem` of an adapter. */
  readonly problem: (api: string, problem: ServerProblem) => void;
}

/** Every request is logged and counted when its answer is out. Nothing of its headers, query and body is. */
export function observe(app: FastifyInstance, nexus: Pick<Nexus, 'log' | 'metrics'>): Observed {
  const requests = new Map<string, Seen>();

  app.addHook('onRequest', async (request, reply) => {
    const seen: Seen = { api: 'none', operation: null, version: null, userId: null };
    requests.set(request.id, seen);
    const began = performance.now();
    // Not `onResponse`: that does not come where the caller leaves first.
    reply.raw.once('close', () => {
      requests.delete(request.id);
      const status = reply.raw.writableFinished ? reply.raw.statusCode : 499;
      tell(nexus, request, seen, status, performance.now() - began);
    });
  });

  return {
    seen: (requestId) => requests.get(requestId),
    problem(api, problem) {
      const { requestId, operation, version, status, code, message, cause } = problem;
      const seen = requests.get(requestId);
      if (seen !== undefined) {
        seen.api = api;
        seen.operation ??= operation ?? null;
        seen.version ??= version ?? null;
      }
      if (status < 500) nexus.log.debug({ requestId, api, operation, code, message }, 'refused');
      else logFailure(nexus.log, { requestId, api, operation, code }, cause);
    },
  };
}

export function logFailure(log: Logger, about: object, cause: unknown): void {
  const err: unknown = cause instanceof Error ? cause : new Error(String(JSON.stringify(cause)));
  log.error({ ...about, err }, 'a request failed');
}

function tell(
  { log, metrics }: Pick<Nexus, 'log' | 'metrics'>,
  request: FastifyRequest,
  { api, operation, version, userId }: Seen,
  status: number,
  milliseconds: number,
): void {
  metrics.requests.inc({ api, operation: operation ?? 'none', status: String(status) });
  metrics.requestSeconds.observe({ api }, milliseconds / 1000);
  const { id: requestId, method, url } = request;
  const [path = ''] = url.split('?', 1);
  const ms = Math.round(milliseconds * 10) / 10;
  const line = { requestId, api, operation, version, userId, method, path, status, ms };
  // Probes come every few seconds, and say nothing where all is well.
  if (api === 'none' && status < 400) log.debug(line, 'answered');
  else log.info(line, 'answered');
}
