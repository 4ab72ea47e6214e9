import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { EngineRefusal } from '../../engine/refusal.ts';
import { updateSoon } from '../updater.ts';
import type { InstanceServices } from '../services.ts';
import { stopSaga } from '../stop.ts';
import { decideStop } from './decide.ts';
import { readInstanceAndVmm } from './facts.ts';
import { intendStopped, settle } from './intent.ts';

export interface StopRequest {
  readonly instanceId: Uuid;
  /** Of the saga, if there is to be one; default: a new one. The same request with the same id is done once. */
  readonly sagaId?: Uuid;
}

export type StopAccepted =
  /** It does not run any more, or is on its way there. */
  | { readonly kind: 'done' }
  /** `instance_stop` asks the sled agent; `answerOfSagaError` says what to answer if it unwinds. */
  | { readonly kind: 'started'; readonly sagaId: Uuid };

/** Has an instance stopped. Only one with a VMM that runs needs a saga; of the others the record says it all (A4). */
export async function requestStop(
  services: InstanceServices,
  { instanceId, sagaId = services.newId() }: StopRequest,
): Promise<StopAccepted | EngineRefusal | Refusal> {
  const time = services.now();
  const decision = await services.database.transaction(async (transaction) => {
    const seen = await readInstanceAndVmm(transaction, instanceId);
    if (seen instanceof Refusal) return seen;
    const decided = decideStop(seen, time);
    // The saga writes the wish itself, so that it is not without somebody who sees to it.
    if (decided.kind === 'refused') return new Refusal(decided.message, decided);
    if (decided.kind === 'ask' || decided.kind === 'moving') return decided;
    const refused = await intendStopped(transaction, seen.instance, time);
    if (refused !== null) return refused;
    if (decided.kind !== 'settle') return decided;
    return (await settle(transaction, instanceId, decided.runtime)) ?? decided;
  });
  if (decision instanceof Refusal) return decision;
  if (decision.kind === 'update') await updateSoon(services, instanceId);
  if (decision.kind !== 'ask' && decision.kind !== 'moving') return { kind: 'done' };
  const params = { instanceId };
  const options = { id: sagaId, subject: instanceId };
  const started = await services.engine().start(stopSaga(services).dag(params), params, options);
  return started.ok ? { kind: 'started', sagaId: started.sagaId } : started;
}
