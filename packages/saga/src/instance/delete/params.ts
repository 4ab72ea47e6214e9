import type { Uuid } from '@skewline/runtime/api';

/** What `instance_delete` is started with. */
export interface InstanceDeleteParams {
  readonly instanceId: Uuid;
}
