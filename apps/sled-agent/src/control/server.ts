import { Refusal } from '@skewline/runtime';
import { fastify, type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import type { Agent } from '../agent.ts';
import type { Fault, Faults } from '../faults/faults.ts';
import type { Pull, PullStep } from '../migration/peers.ts';
import { SledProblem } from '../problem.ts';
import { serverOptions } from '../server-options.ts';
import type { Failure } from '../vmm/vmm.ts';
import * as schemas from './schemas.ts';
import type { PowerView, SledView } from './types.ts';
import { vmmView } from './view.ts';

/** What the control port has its hands on. */
export interface Controlled {
  readonly faults: Faults;
  /** Null while the sled is off. */
  readonly agent: () => Agent | null;
  readonly view: () => SledView;
  readonly failNextStart: (failure: Failure | null) => Promise<string | null>;
  readonly power: (state: 'on' | 'off') => Promise<PowerView | SledProblem>;
  readonly restart: () => Promise<SledProblem | null>;
}

/** The control port. It is for whoever plays with the rack, and for the agents of other sleds that fetch a guest. */
export function controlApp(controlled: Controlled, log: Logger): FastifyInstance {
  const app = fastify({
    ...serverOptions(log),
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: true } },
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error({ error }, 'the control port has failed');
    const message = status >= 500 ? 'Internal Server Error' : error.message;
    return say(reply, status, status >= 500 ? 'Internal' : 'InvalidRequest', message);
  });
  app.setNotFoundHandler((request, reply) =>
    say(reply, 404, 'ObjectNotFound', `there is no ${request.method} ${request.url} here`),
  );
  addVmms(app, controlled);
  addFaults(app, controlled);
  addMigrations(app, controlled);

  app.get('/state', () => controlled.view());
  app.post<{ Body: { state: 'on' | 'off' } }>(
    '/power',
    { schema: { body: schemas.power } },
    async ({ body }, reply) => {
      const view = await controlled.power(body.state);
      return view instanceof SledProblem ? problem(reply, view) : view;
    },
  );
  app.post('/restart', async (_request, reply) => {
    if (controlled.agent() === null) return isOff(reply);
    const trouble = await controlled.restart();
    return trouble === null ? controlled.view() : problem(reply, trouble);
  });
  return app;
}

function addVmms(app: FastifyInstance, { agent }: Controlled): void {
  const schema = { params: schemas.vmmPath };
  app.post<{ Params: { id: string }; Body: Failure }>(
    '/vmms/:id/fail',
    { schema: { ...schema, body: schemas.failure } },
    async ({ params, body }, reply) => {
      const vmm = await agent()?.befall(params.id, { kind: 'failed', failure: body });
      if (vmm === undefined) return isOff(reply);
      return vmm instanceof Refusal ? refused(reply, vmm) : vmmView(vmm);
    },
  );
  app.post<{ Params: { id: string } }>(
    '/vmms/:id/shutdown',
    { schema },
    async ({ params }, reply) => {
      const vmm = await agent()?.befall(params.id, { kind: 'guest_shutdown' });
      if (vmm === undefined) return isOff(reply);
      return vmm instanceof Refusal ? refused(reply, vmm) : vmmView(vmm);
    },
  );
  app.post<{ Params: { id: string } }>(
    '/vmms/:id/forget',
    { schema },
    async ({ params }, reply) => {
      const forgotten = await agent()?.forget(params.id);
      if (forgotten === undefined) return isOff(reply);
      return forgotten === null ? reply.code(204).send() : refused(reply, forgotten);
    },
  );
}

function addFaults(app: FastifyInstance, { faults, failNextStart }: Controlled): void {
  app.put<{ Body: readonly Fault[] }>(
    '/faults',
    { schema: { body: schemas.faults } },
    ({ body }) => {
      faults.replace(body);
      return faults.list();
    },
  );
  app.delete('/faults', async (_request, reply) => {
    faults.replace([]);
    return reply.code(204).send();
  });
  app.put<{ Body: { failure: Failure | null } }>(
    '/next-start-fails',
    { schema: { body: schemas.nextStart } },
    async ({ body }, reply) => {
      const trouble = await failNextStart(body.failure);
      return trouble === null
        ? reply.code(204).send()
        : say(reply, 503, 'ServiceNotAvailable', trouble);
    },
  );
}

function addMigrations(app: FastifyInstance, { agent }: Controlled): void {
  app.post<{ Params: { step: PullStep }; Body: Pull }>(
    '/migrations/:step',
    { schema: { params: schemas.pullPath, body: schemas.pullBody } },
    async ({ params, body }, reply) => {
      const given = await agent()?.give(params.step, body);
      if (given === undefined) return isOff(reply);
      return given === null ? reply.code(204).send() : refused(reply, given);
    },
  );
}

function say(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.code(status).send({ error_code: code, message });
}

function refused(reply: FastifyReply, { status = 500, code, message }: Refusal): FastifyReply {
  return say(reply, status, code, message);
}

function problem(reply: FastifyReply, { code, message, fix }: SledProblem): FastifyReply {
  return say(reply, 503, code, `${message}: ${fix}`);
}

function isOff(reply: FastifyReply): FastifyReply {
  return say(reply, 503, 'SledOff', 'the sled is off');
}
