/** What somebody writes by hand on Fastify: one version, the same validators, the same answers. */
import { formats } from '@skewline/runtime/validation';
import { validators } from '@skewline/sled-agent-types/validators';
import fastify from 'fastify';
import { registered, stopping } from './requests.ts';
import { serve } from './serve.ts';

const app = fastify();
const last = (type: string) => {
  const validate = validators[type]?.at(-1)?.validate;
  if (validate === undefined) throw new Error(type);
  return validate;
};
const [state, ensure] = [last('VmmPutStateBody'), last('InstanceEnsureBody')];
const uuid = formats.uuid as RegExp;

app.put<{ Params: { propolis_id: string } }>('/vmms/:propolis_id/state', (request, reply) => {
  if (!state(request.body) || !uuid.test(request.params.propolis_id)) {
    void reply.code(400).send({ message: 'invalid', request_id: request.id });
    return;
  }
  void reply.send(stopping);
});
app.put<{ Params: { propolis_id: string } }>('/vmms/:propolis_id', (request, reply) => {
  if (!ensure(request.body) || !uuid.test(request.params.propolis_id)) {
    void reply.code(400).send({ message: 'invalid', request_id: request.id });
    return;
  }
  void reply.send(registered);
});

await serve(app);
