import type { Operations } from '@skewline/nexus-types/operator/v1';
import type { Handlers } from '@skewline/server';
import type { Nexus } from '../nexus.ts';
import { backgroundTaskHandlers } from './background-task.ts';
import { instanceHandlers } from './instance.ts';
import { migrationHandlers } from './migration.ts';
import { projectHandlers } from './project.ts';
import { sagaHandlers } from './saga.ts';
import { skewHandlers } from './skew.ts';
import { sledHandlers } from './sled.ts';
import { userHandlers } from './user.ts';
import { vmmHandlers } from './vmm.ts';

/** All that only operators can ask for. */
export function operatorHandlers(nexus: Nexus): Handlers<Operations> {
  return {
    ...backgroundTaskHandlers(nexus),
    ...instanceHandlers(nexus),
    ...migrationHandlers(nexus),
    ...projectHandlers(nexus),
    ...sagaHandlers(nexus),
    ...skewHandlers(nexus),
    ...sledHandlers(nexus),
    ...userHandlers(nexus),
    ...vmmHandlers(nexus),
  };
}
