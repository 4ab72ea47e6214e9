import { isPoolInService, listLocalDisks } from '@skewline/db-model';
import { type LocalDisk, startFailure } from '@skewline/nexus-types/domain';
import { action, type ActionContext, type ActionStep } from '../../action.ts';
import { askSled } from '../ask-sled.ts';
import { failStart, failStartAs } from '../attempts/failure.ts';
import { read } from '../in-database.ts';
import type { InstanceServices } from '../services.ts';
import { sledAgentErrorKind, sledAgentErrors, sledAgentFailure } from '../sled-agent-error.ts';
import { isSledInService } from '../undo-registration.ts';
import type { StartParams } from './params.ts';
import { untilSettled } from './waiting.ts';

interface NeedsDisks {
  readonly list_local_storage: readonly LocalDisk[];
}

/** Volumes of other block sizes cannot be made. */
const blockSize = 4096;

/** The instance is seen to be starting, so no disk comes or goes any more. */
export function listLocalStorage(
  services: InstanceServices,
): ActionStep<StartParams, unknown, readonly LocalDisk[]> {
  return action<{ params: StartParams; output: readonly LocalDisk[] }>({
    name: 'instance_start.list_local_storage',
    version: 1,
    policy: { timeoutMs: null },
    run: async (context) =>
      read(services, context, (transaction) =>
        listLocalDisks(transaction, context.params.instanceId),
      ),
  });
}

/**
 * Nodes `ensure_local_storage_0` to `…_11`, side by side: each has the volume of one disk made, and has nothing to do where
 * there are fewer disks. Asks for as long as the sled and the pool are in service and the sled has power. Volumes stay: they are the disk's.
 */
export function ensureLocalStorage(services: InstanceServices): {
  readonly [Node in StorageNode]: ActionStep<unknown, NeedsDisks, null>;
} {
  const entries = slots.map((slot) => [`ensure_local_storage_${slot}`, ensureOne(services, slot)]);
  // One entry for each slot, and those are what its type says.
  return Object.fromEntries(entries) as ReturnType<typeof ensureLocalStorage>;
}

/** As many as an instance can have disks. */
const slots = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] as const;
type StorageNode = `ensure_local_storage_${(typeof slots)[number]}`;

function ensureOne(
  services: InstanceServices,
  slot: number,
): ActionStep<unknown, NeedsDisks, null> {
  return action<{ needs: NeedsDisks }>({
    name: `instance_start.ensure_local_storage_${slot}`,
    version: 1,
    needs: { list_local_storage: true },
    policy: { timeoutMs: null },
    onCancel: 'abort',
    run: async (context) => {
      const disk = context.inputs.list_local_storage[slot];
      if (disk !== undefined) await ensureDisk(services, context, disk);
      return null;
    },
  });
}

async function ensureDisk(
  services: InstanceServices,
  context: Pick<ActionContext<never, never>, 'signal'>,
  disk: LocalDisk,
): Promise<void> {
  const { signal } = context;
  const { allocation } = disk;
  if (allocation === null) throw failStartAs('internal', `disk ${disk.id} is on no pool`);
  if (allocation.encrypted) throw failStartAs('internal', `disk ${disk.id} is of the old kind`);
  if (disk.blockSize !== blockSize) {
    throw failStartAs('internal', `disk ${disk.id} has blocks of ${String(disk.blockSize)} bytes`);
  }
  const { sledId, zpoolId } = allocation;
  await untilSettled(services, signal, async () => {
    const answer = await askSled(
      services,
      sledId,
      (sled) => sled.ensureLocalStorage(disk, { signal }),
      { signal },
    );
    if (answer.kind === 'ok') return 'made';
    if (!sledAgentErrors[sledAgentErrorKind(answer)].retry) {
      throw sledAgentFailure(answer, { operation: 'ensureLocalStorage', sledId });
    }
    const isThere =
      (await isSledInService(services, context, sledId)) &&
      (await read(services, context, (transaction) => isPoolInService(transaction, zpoolId)));
    if (isThere) return null;
    throw failStart(
      startFailure('sled_refused', {
        // The disk is nowhere else: this start fails the same way each time.
        transience: 'permanent',
        message:
          'A local disk of the instance is lost: the hardware that it was on is out of service.',
        hint: 'Detach the disk and start the instance again.',
        detail: `disk ${disk.id} was on pool ${zpoolId} of sled ${sledId}`,
      }),
    );
  });
}
