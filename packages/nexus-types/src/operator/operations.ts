import type { BackgroundTaskOperations } from './operations/background-task.ts';
import type { InstanceOperations } from './operations/instance.ts';
import type { MigrationOperations } from './operations/migration.ts';
import type { ProjectOperations } from './operations/project.ts';
import type { SagaOperations } from './operations/saga.ts';
import type { SkewOperations } from './operations/skew.ts';
import type { SledOperations } from './operations/sled.ts';
import type { UserOperations } from './operations/user.ts';
import type { VmmOperations } from './operations/vmm.ts';

/** What only operators can ask of the control plane. */
export interface Operations
  extends
    BackgroundTaskOperations,
    InstanceOperations,
    MigrationOperations,
    ProjectOperations,
    SagaOperations,
    SkewOperations,
    SledOperations,
    UserOperations,
    VmmOperations {}
