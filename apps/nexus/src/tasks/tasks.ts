import type { InstanceServices } from '@skewline/saga/instance';
import type { Logger } from 'pino';
import type { NexusConfig } from '../config.ts';
import type { Metrics } from '../metrics.ts';
import type { Sleds } from '../sleds/sleds.ts';
import { abandonedVmmReaper } from './abandoned-vmm-reaper.ts';
import { instanceReincarnation } from './instance-reincarnation.ts';
import { instanceUpdater } from './instance-updater.ts';
import { instanceWatcher } from './instance-watcher.ts';
import { sagaRecovery } from './saga-recovery.ts';
import type { Task } from './task.ts';

export interface NexusTasksDependencies {
  readonly config: Pick<NexusConfig, 'restart' | 'retentionDays'>;
  readonly services: InstanceServices;
  readonly sleds: Pick<Sleds, 'ask' | 'power'>;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** All that a nexus does by itself, for `createBackgroundTasks`. */
export function nexusTasks({
  config,
  services,
  sleds,
  metrics,
  log,
}: NexusTasksDependencies): readonly Task[] {
  return [
    instanceWatcher({ services, sleds, metrics, log }),
    instanceUpdater({ services, log }),
    instanceReincarnation({ services, log, limits: config.restart }),
    abandonedVmmReaper({ services, log }),
    sagaRecovery({ services, log, retentionDays: config.retentionDays }),
  ];
}
