import type { Operations } from '@skewline/nexus-types/external/v2026112100';
import type { Handlers } from '@skewline/server';
import type { Nexus } from '../nexus.ts';
import { affinityGroupHandlers } from './affinity-group.ts';
import { antiAffinityGroupHandlers } from './anti-affinity-group.ts';
import { diskHandlers } from './disk.ts';
import { instanceDiskHandlers } from './disk-attach.ts';
import { instanceHandlers } from './instance.ts';
import { instanceStartHandlers } from './instance-start.ts';
import { projectHandlers } from './project.ts';
import { sledHandlers } from './sled.ts';
import { startAttemptHandlers } from './start-attempt.ts';

/** All that users can ask for. */
export function externalHandlers(nexus: Nexus): Handlers<Operations> {
  return {
    ...affinityGroupHandlers(nexus),
    ...antiAffinityGroupHandlers(nexus),
    ...diskHandlers(nexus),
    ...instanceDiskHandlers(nexus),
    ...instanceHandlers(nexus),
    ...instanceStartHandlers(nexus),
    ...projectHandlers(nexus),
    ...sledHandlers(nexus),
    ...startAttemptHandlers(nexus),
  };
}
