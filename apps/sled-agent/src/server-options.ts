import { type FastifyBaseLogger, type FastifyServerOptions, LogController } from 'fastify';
import type { Logger } from 'pino';

/** Of both servers: each request that fails is told of by whoever knows why, and none else is. */
export function serverOptions(log: Logger): {
  readonly loggerInstance: FastifyBaseLogger;
  readonly logController: LogController;
  readonly forceCloseConnections: true;
} {
  return {
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    // A server that closes does not wait for connections that callers keep.
    forceCloseConnections: true,
  } satisfies FastifyServerOptions;
}
