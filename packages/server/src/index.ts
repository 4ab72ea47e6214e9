/**
 * Serves all versions of an API with handlers of the newest: routes by method, path and the header
 * `api-version`, validates with the caller's version, converts the request up and the response down.
 *
 * 1. `skewline generate --server` writes `generated/server.ts` of your API.
 * 2. `createAdapter(api, handlers)` joins it to one handler per operation.
 * 3. `adapter.fetch(request)` serves web requests; `skewlinePlugin` of `@skewline/server/fastify`
 *    makes routes of Fastify.
 */
export { type Adapter, createAdapter } from './adapter.ts';
export type { Call, Handler, Handlers, Reply, ReplyHeaders } from './handlers.ts';
export type { AdapterHooks, AdapterOptions, ServerLoss } from './options.ts';
export { defaultProblemBody, type ProblemCode, type ServerProblem } from './problem.ts';
