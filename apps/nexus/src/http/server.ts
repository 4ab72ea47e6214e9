import { randomUUID } from 'node:crypto';
import { defaultProblemBody, type ServerProblem } from '@skewline/server';
import { fastify, type FastifyInstance } from 'fastify';
import type { Nexus } from '../nexus.ts';
import { errorReply, type ErrorStatus } from '../refused.ts';
import { Denied } from './denied.ts';
import { logFailure, type Observed, observe } from './observe.ts';

/** Of every answer: it is data, for whom it was asked, and not a page. */
const securityHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

const jsonType = 'application/json; charset=utf-8';

/** A server without routes. Every request has an id of ours, and every error our shape. */
export function createServer(nexus: Pick<Nexus, 'log' | 'metrics'>): {
  readonly app: FastifyInstance;
  readonly observed: Observed;
} {
  const app = fastify({
    // Lines are written by `observe`, so that no header gets into one.
    logger: false,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    requestTimeout: 60_000,
    // While it stops, whoever has a connection is still answered.
    return503OnClosing: false,
    // A path that is not percent-encoded UTF-8. No hook has run, and what it is of is not known.
    frameworkErrors(error, request, reply) {
      const { body } = errorReply({ requestId: request.id }, 400, error.message);
      const headers = { ...headersOf(request.id), 'content-type': jsonType };
      reply.hijack();
      reply.raw.writeHead(400, headers).end(JSON.stringify(body));
    },
    clientErrorHandler(error, socket) {
      if ('code' in error && error.code === 'ECONNRESET') return;
      if (socket.writable) socket.end(malformed('code' in error ? error.code : undefined));
      else socket.destroy();
    },
  });
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(headersOf(request.id));
  });
  const observed = observe(app, nexus);
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof Denied) {
      if (error.status === 401) void reply.header('www-authenticate', 'Bearer');
      if (error.status === 503) void reply.header('retry-after', '1');
      const { status, body } = errorReply({ requestId: request.id }, error.status, error.message);
      return reply.code(status).send(body);
    }
    const refused = statusOf(error);
    if (refused !== null && error instanceof Error) {
      const { status, body } = errorReply({ requestId: request.id }, refused, error.message);
      return reply.code(status).send(body);
    }
    logFailure(nexus.log, { requestId: request.id }, error);
    const { status, body } = errorReply({ requestId: request.id }, 500, 'Internal Server Error');
    return reply.code(status).send(body);
  });
  return { app, observed };
}

/** For `problemBody` of an adapter: our shape, with the codes that clients of omicron know. */
export function problemBody(problem: ServerProblem): unknown {
  const { requestId, status, code, message } = problem;
  if (status >= 500) return errorReply({ requestId }, 500, 'Internal Server Error').body;
  const isAboutRequest = /^(?:request|body|query|path)_/.test(code);
  return status === 400 && isAboutRequest
    ? errorReply({ requestId }, 400, message).body
    : defaultProblemBody(problem);
}

function headersOf(requestId: string): Readonly<Record<string, string>> {
  return { ...securityHeaders, 'x-request-id': requestId };
}

/** What Fastify itself finds wrong with a request. */
function statusOf(error: unknown): ErrorStatus | null {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return null;
  return error.statusCode === 400 || error.statusCode === 413 ? error.statusCode : null;
}

/** The answer to what is no HTTP, or has headers that are too long. */
function malformed(code: unknown): string {
  const isLong = code === 'HPE_HEADER_OVERFLOW';
  const line = isLong ? '431 Request Header Fields Too Large' : '400 Bad Request';
  const requestId = randomUUID();
  const message = isLong ? 'the headers are too long' : 'the request is not HTTP';
  const body = JSON.stringify(errorReply({ requestId }, 400, message).body);
  return [
    `HTTP/1.1 ${line}`,
    'connection: close',
    `content-type: ${jsonType}`,
    `content-length: ${String(Buffer.byteLength(body))}`,
    `x-request-id: ${requestId}`,
    '',
    body,
  ].join('\r\n');
}
