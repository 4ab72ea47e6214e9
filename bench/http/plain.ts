/** What somebody writes by hand on Fastify: one version, the same validators, the same answers. */
import { validateRequest_vmm_put_state } from '@skewline/sled-agent-types/v1/exchanges';
import { validateRequest_vmm_register } from '@skewline/sled-agent-types/v49/exchanges';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import type { Validator } from '@skewline/runtime/validation';
import { registered, stopping } from './requests.ts';
import { serve } from './serve.ts';

interface Vmm {
  Params: { propolis_id: string };
}

const app = fastify();

function refuse(
  request: FastifyRequest<Vmm>,
  reply: FastifyReply,
  { errors }: Validator<unknown>,
): void {
  const [error] = errors ?? [];
  const message = `${error?.instancePath ?? ''} ${error?.message ?? ''}`;
  void reply.code(400).send({ request_id: request.id, error_code: 'RequestInvalid', message });
}

app.put<Vmm>('/vmms/:propolis_id/state', (request, reply) => {
  const whole = { path: request.params, body: request.body };
  if (!validateRequest_vmm_put_state(whole)) {
    refuse(request, reply, validateRequest_vmm_put_state);
    return;
  }
  void reply.send(stopping);
});

app.put<Vmm>('/vmms/:propolis_id', (request, reply) => {
  const whole = { path: request.params, body: request.body };
  if (!validateRequest_vmm_register(whole)) {
    refuse(request, reply, validateRequest_vmm_register);
    return;
  }
  void reply.send(registered);
});

await serve(app);
