import type { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { EngineRefusal } from '../../engine/refusal.ts';
import { createSaga } from '../create.ts';
import type { InstanceServices } from '../services.ts';
import { checkCreate } from './check.ts';
import type { InstanceCreateParams } from './params.ts';

/** The saga is on its way; `engine().wait` tells how it ended, and `answerOfSagaError` what to say if it unwound. */
export interface CreateRequested {
  readonly kind: 'started';
  /** The id of the instance. */
  readonly sagaId: Uuid;
  /** False: the same request came before. */
  readonly created: boolean;
}

/**
 * Begins to make an instance, unless the request makes no sense (400). The saga has the instance's id, so a request that
 * is repeated starts nothing twice; another one with the same id is refused (409).
 */
export async function requestCreate(
  services: InstanceServices,
  params: InstanceCreateParams,
): Promise<CreateRequested | EngineRefusal | Refusal> {
  const refusal = checkCreate(params);
  if (refusal !== null) return refusal;
  const { id } = params.instance;
  const dag = createSaga(services).dag(params);
  const started = await services.engine().start(dag, params, { id, subject: id });
  if (!started.ok) return started;
  return { kind: 'started', sagaId: started.sagaId, created: started.created };
}
