import {
  abandonedVmms,
  deleteReservationsOfDeletedVmms,
  removeAbandonedVmm,
} from '@skewline/db-model';
import type { Uuid } from '@skewline/runtime/api';
import type { InstanceServices } from '@skewline/saga/instance';
import type { Logger } from 'pino';
import { makeCounts } from './counts.ts';
import { paged } from './each-at-most.ts';
import { withItem } from './each-item.ts';
import type { Task } from './task.ts';

export interface AbandonedVmmReaperDependencies {
  readonly services: Pick<InstanceServices, 'database' | 'now'>;
  readonly log: Pick<Logger, 'warn'>;
}

const pageSize = 256;

/**
 * Removes VMMs that are over and that no instance is linked to: what a start or a migration that was undone has left, and
 * the source of a migration that succeeded. Their room on the sled is given up with them. None of them can still be on
 * its sled: `saga_unwound` is written only after the sled has let go of it, `destroyed` is what a sled itself says, and
 * `failed` is said of what a sled has ended, does not know, or lost with its power.
 *
 * It writes nothing to instances: one that is to be started again is failed by itself, not by its VMM, so there is no
 * race with `instance_reincarnation` (#9174).
 *
 * Counts: `found` VMMs; of these `deleted`, or `already_deleted` by somebody else; `reservations` deleted with their VMM,
 * or found without a living one.
 */
export function abandonedVmmReaper({ services, log }: AbandonedVmmReaperDependencies): Task {
  const { database } = services;
  return {
    name: 'abandoned_vmm_reaper',
    description: 'Removes VMMs that no instance has any more, and what was kept free for them.',
    async run(signal) {
      const counts = makeCounts(['found', 'deleted', 'already_deleted', 'reservations', 'trouble']);
      const found = paged<Uuid>(
        (after) => abandonedVmms(database.kysely, { after, limit: pageSize }),
        pageSize,
      );
      for await (const vmmId of found) {
        counts.add('found', 'vmms');
        await withItem({ counts, log, signal }, { vmmId }, async () => {
          const removed = await database.transaction((transaction) =>
            removeAbandonedVmm(transaction, vmmId, services.now()),
          );
          counts.add(removed.deleted ? 'deleted' : 'already_deleted', 'vmms');
          if (removed.reservationDeleted) counts.add('reservations', 'deleted');
        });
      }
      const orphans = await database.transaction(deleteReservationsOfDeletedVmms, {
        isolation: 'read committed',
      });
      counts.add('reservations', 'orphaned', orphans);
      return counts.groups();
    },
  };
}
