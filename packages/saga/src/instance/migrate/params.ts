import type { Uuid } from '@skewline/runtime/api';

/** What `instance_migrate` is started with. */
export interface MigrateParams {
  readonly instanceId: Uuid;
  /** The VMM that runs now; where another one does by then, the saga unwinds. */
  readonly sourceVmmId: Uuid;
  /** The only sled that will do. */
  readonly destinationSledId: Uuid;
}
