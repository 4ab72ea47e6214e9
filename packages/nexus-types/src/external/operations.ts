import type { AffinityGroupOperations } from './operations/affinity-group.ts';
import type { AntiAffinityGroupOperations } from './operations/anti-affinity-group.ts';
import type { DiskOperations } from './operations/disk.ts';
import type { InstanceOperations } from './operations/instance.ts';
import type { InstanceStartOperations } from './operations/instance-start.ts';
import type { ProjectOperations } from './operations/project.ts';
import type { SledOperations } from './operations/sled.ts';
import type { StartAttemptOperations } from './operations/start-attempt.ts';

/** What users and operators can ask of the control plane. */
export interface Operations
  extends
    ProjectOperations,
    DiskOperations,
    InstanceOperations,
    InstanceStartOperations,
    StartAttemptOperations,
    AffinityGroupOperations,
    AntiAffinityGroupOperations,
    SledOperations {}
