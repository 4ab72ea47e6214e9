import { api } from '@skewline/nexus-types/operator/server';
import type { Operations } from '@skewline/nexus-types/operator/v1';
import type { Call, Handlers } from '@skewline/server';
import type { Nexus } from '../nexus.ts';
import { backgroundTaskHandlers } from './background-task.ts';
import { instanceHandlers } from './instance.ts';
import { migrationHandlers } from './migration.ts';
import { sagaHandlers } from './saga.ts';
import { userHandlers } from './user.ts';
import { vmmHandlers } from './vmm.ts';

/** All that only operators can ask for. */
export function operatorHandlers(nexus: Nexus): Handlers<Operations> {
  // Working state: what nobody has written yet.
  const missing = Object.fromEntries(api.operations.map(({ id }) => [id, notYet]));
  return {
    ...missing,
    ...backgroundTaskHandlers(nexus),
    ...instanceHandlers(nexus),
    ...migrationHandlers(nexus),
    ...sagaHandlers(nexus),
    ...userHandlers(nexus),
    ...vmmHandlers(nexus),
  } as unknown as Handlers<Operations>;
}

function notYet(_request: unknown, call: Call): unknown {
  return {
    status: 501,
    body: { request_id: call.requestId, error_code: 'NotImplemented', message: call.operation },
  };
}
