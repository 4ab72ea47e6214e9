import type { BackgroundTaskName } from '@skewline/nexus-types/operator/v1';
import type { Pace } from './options.ts';

/** Two paces, for people and for tests. Others are made of them: `{ ...paces.quick, cooldownSeconds: 0 }`. */
export const paces: { readonly demonstration: Pace; readonly quick: Pace } = {
  /** For people who watch: quicker than a real rack, slow enough to see what happens. */
  demonstration: {
    tasks: tasks({
      instance_watcher: 5,
      instance_updater: 10,
      instance_reincarnation: 5,
      abandoned_vmm_reaper: 20,
      saga_recovery: 10,
    }),
    cooldownSeconds: 60,
    restart: { maxTries: 12, firstWaitSeconds: 10, longestWaitSeconds: 600 },
    sagas: { leaseMs: 10_000, recoveryMs: 5000, graceMs: 5000 },
    sledTimeoutMs: 5000,
    sledAgents: { delays: {}, publish: { maxDelayMs: 10_000 } },
  },
  /** For tests and the tour: as quick as everything still happens in. */
  quick: {
    tasks: tasks({
      instance_watcher: 1,
      instance_updater: 1,
      instance_reincarnation: 1,
      abandoned_vmm_reaper: 2,
      saga_recovery: 1,
    }),
    cooldownSeconds: 8,
    restart: { maxTries: 4, firstWaitSeconds: 2, longestWaitSeconds: 8 },
    sagas: { leaseMs: 3000, recoveryMs: 1000, graceMs: 2000 },
    sledTimeoutMs: 2000,
    sledAgents: {
      delays: { bootMs: 150, stopMs: 100, rebootMs: 200, migrationMs: 300 },
      publish: { firstDelayMs: 100, maxDelayMs: 1000, timeoutMs: 2000 },
    },
  },
};

function tasks(periods: { readonly [Name in BackgroundTaskName]: number }): Pace['tasks'] {
  const of = (name: BackgroundTaskName): Pace['tasks'][BackgroundTaskName] => ({
    periodSeconds: periods[name],
    disabled: false,
  });
  return {
    instance_watcher: of('instance_watcher'),
    instance_updater: of('instance_updater'),
    instance_reincarnation: of('instance_reincarnation'),
    abandoned_vmm_reaper: of('abandoned_vmm_reaper'),
    saga_recovery: of('saga_recovery'),
  };
}
