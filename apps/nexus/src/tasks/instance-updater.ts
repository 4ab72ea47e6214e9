import { instancesNeedingUpdate, type InstanceToUpdate } from '@skewline/db-model';
import { type InstanceServices, requestUpdate } from '@skewline/saga/instance';
import type { Logger } from 'pino';
import { makeCounts } from './counts.ts';
import { eachAtMost, paged } from './each-at-most.ts';
import { withItem } from './each-item.ts';
import type { Task } from './task.ts';

export interface InstanceUpdaterDependencies {
  readonly services: InstanceServices;
  readonly log: Pick<Logger, 'warn'>;
}

const pageSize = 256;
const sagasAtOnce = 16;

/**
 * Finds instances whose VMM or migration has come to an end that nobody has drawn consequences from: whoever was to begin
 * the update died, or could not. It begins the update, and does not wait for it. A lock that a saga has left behind that
 * was given up is no obstacle; one that is held is left to its holder.
 *
 * Counts: instances `found` by the reason; `update_sagas` that were started; those `refused` by why.
 */
export function instanceUpdater({ services, log }: InstanceUpdaterDependencies): Task {
  return {
    name: 'instance_updater',
    description: 'Begins updates of instances that nobody else has begun.',
    async run(signal) {
      const counts = makeCounts(['found', 'update_sagas', 'refused', 'trouble']);
      const found = paged<InstanceToUpdate>(
        (after) =>
          instancesNeedingUpdate(services.database.kysely, {
            after: after?.instanceId ?? null,
            limit: pageSize,
          }),
        pageSize,
      );
      await eachAtMost(sagasAtOnce, found, signal, async ({ instanceId, reason }) => {
        counts.add('found', reason);
        await withItem({ counts, log, signal }, { instanceId }, async () => {
          const started = await requestUpdate(services, instanceId);
          if (started.ok) counts.add('update_sagas', 'started');
          else counts.add('refused', started.code);
        });
      });
      return counts.groups();
    },
  };
}
