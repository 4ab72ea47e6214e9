import { api } from '@skewline/nexus-types/external/server';
import type { Operations } from '@skewline/nexus-types/external/v2026112100';
import type { Call, Handlers } from '@skewline/server';
import type { Nexus } from '../nexus.ts';
import { diskHandlers } from './disk.ts';
import { instanceDiskHandlers } from './disk-attach.ts';
import { instanceHandlers } from './instance.ts';
import { projectHandlers } from './project.ts';
import { startAttemptHandlers } from './start-attempt.ts';

/** All that users can ask for. */
export function externalHandlers(nexus: Nexus): Handlers<Operations> {
  // Working state: what nobody has written yet.
  const missing = Object.fromEntries(api.operations.map(({ id }) => [id, notYet]));
  return {
    ...missing,
    ...projectHandlers(nexus),
    ...diskHandlers(nexus),
    ...instanceDiskHandlers(nexus),
    ...instanceHandlers(nexus),
    ...startAttemptHandlers(nexus),
  } as unknown as Handlers<Operations>;
}

function notYet(_request: unknown, call: Call): unknown {
  return {
    status: 501,
    body: { request_id: call.requestId, error_code: 'NotImplemented', message: call.operation },
  };
}
