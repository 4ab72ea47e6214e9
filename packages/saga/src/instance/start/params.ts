import type { StartOrigin } from '@skewline/nexus-types/domain';
import type { Uuid } from '@skewline/runtime/api';

/** A start that was accepted. The id of the saga is that of the attempt. */
export interface StartParams {
  readonly attemptId: Uuid;
  readonly instanceId: Uuid;
  readonly origin: StartOrigin;
  readonly requestId: string | null;
}
