import type { SledVmmState } from '@skewline/nexus-types/domain';
import type { ActionContext } from '../../action.ts';
import { askSled } from '../ask-sled.ts';
import { read } from '../in-database.ts';
import { takeAnswer } from '../report.ts';
import type { InstanceServices, SledAgent } from '../services.ts';
import { failureProvenBy } from '../sled-agent-error.ts';
import { untilSettled } from '../start/waiting.ts';
import { isOffItsSled, isSledInService } from '../undo-registration.ts';
import { hasArrived } from './arrival.ts';
import type { MigrateParams } from './params.ts';
import type { MigrationNeeds } from './record.ts';

type Context = Pick<
  ActionContext<MigrateParams, MigrationNeeds>,
  'params' | 'inputs' | 'signal' | 'fence'
>;

/**
 * Sees to it that no VMM is left on the destination, however long that takes: until its sled agent says so, or the sled
 * is out of service or has no power. Unless the guest is there already: then the migration has been done, and that is written down.
 */
export async function removeDestination(
  services: InstanceServices,
  context: Context,
): Promise<void> {
  const { instanceId } = context.params;
  const { migrate_id: migrationId, dst_propolis_id: vmmId } = context.inputs;
  const isKnownToHaveArrived = await read(services, context, (transaction) =>
    hasArrived(transaction, instanceId, migrationId, vmmId),
  );
  if (isKnownToHaveArrived) return;
  const report = await arrivedOrRemoved(services, context);
  if (report === 'removed') return;
  await takeAnswer(services, context, vmmId, report);
}

/** What the sled agent says of a VMM that has its guest; or that there is no VMM any more. */
async function arrivedOrRemoved(
  services: InstanceServices,
  context: Context,
): Promise<SledVmmState | 'removed'> {
  const { signal, params, inputs } = context;
  const sledId = params.destinationSledId;
  const vmmId = inputs.dst_propolis_id;
  return untilSettled<SledVmmState | 'removed'>(services, signal, async () => {
    if (!(await isSledInService(services, context, sledId))) return 'removed';
    // Asked each time before: with its guest on it, to unregister the VMM would be the end of the instance.
    const options = { signal };
    const look = (sled: SledAgent) => sled.getVmmState(vmmId, options);
    const seen = await askSled(services, sledId, look, options);
    if (seen.kind !== 'ok') return failureProvenBy(seen) === null ? null : 'removed';
    if (seen.value.migrationIn?.state === 'completed') return seen.value;
    const remove = (sled: SledAgent) => sled.unregisterVmm(vmmId, options);
    return isOffItsSled(await askSled(services, sledId, remove, options)) ? 'removed' : null;
  });
}
