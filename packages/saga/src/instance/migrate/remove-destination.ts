import { setTimeout } from 'node:timers/promises';
import { fetchSled, vmmAndMigrationUpdateRuntime } from '@skewline/db-model';
import { migrations, type SledVmmState } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { ActionContext } from '../../action.ts';
import { read, unwritten } from '../in-database.ts';
import { updateSoon } from '../report.ts';
import type { InstanceServices } from '../services.ts';
import { sledAgentErrorKind } from '../sled-agent-error.ts';
import { hasArrived } from './arrival.ts';
import type { MigrateParams } from './params.ts';
import type { MigrationNeeds } from './record.ts';

type Context = Pick<
  ActionContext<MigrateParams, MigrationNeeds>,
  'params' | 'inputs' | 'signal' | 'fence'
>;

/**
 * Sees to it that no VMM is left on the destination, however long that takes: until its sled agent says so, or the sled
 * is out of service. Unless the guest is there already: then the migration has been done, and that is written down.
 */
export async function removeDestination(
  services: InstanceServices,
  context: Context,
): Promise<void> {
  const { params, inputs, signal } = context;
  const { migrate_id: migrationId, dst_propolis_id: vmmId } = inputs;
  const isKnownToHaveArrived = await read(services, context, (transaction) =>
    hasArrived(transaction, params.instanceId, migrationId, vmmId),
  );
  if (isKnownToHaveArrived) return;

  const sled = services.sledAgent(params.destinationSledId);
  for (let tries = 1; ; tries += 1) {
    signal.throwIfAborted();
    // Asked first: with the guest on it, unregistering would kill the instance.
    const seen = await sled.getVmmState(vmmId, { signal });
    if (seen.kind === 'ok') {
      if (seen.value.migrationIn?.state === 'completed') {
        await writeArrival(services, context, vmmId, seen.value);
        return;
      }
      const removed = await sled.unregisterVmm(vmmId, { signal });
      if (removed.kind === 'ok' || sledAgentErrorKind(removed) === 'gone') return;
    } else if (sledAgentErrorKind(seen) === 'gone') {
      return;
    }
    if (await isOutOfService(services, context, params.destinationSledId)) return;
    await wait(services, tries, signal);
  }
}

async function writeArrival(
  services: InstanceServices,
  context: Context,
  vmmId: Uuid,
  report: SledVmmState,
): Promise<void> {
  await unwritten(services, context, (transaction) =>
    vmmAndMigrationUpdateRuntime(transaction, vmmId, report.vmmState, migrations(report)),
  );
  updateSoon(services, context.params.instanceId);
}

async function isOutOfService(
  services: InstanceServices,
  context: Context,
  sledId: Uuid,
): Promise<boolean> {
  const sled = await read(services, context, (transaction) => fetchSled(transaction, sledId));
  if (sled instanceof Refusal) return true;
  return sled.timeDeleted !== null || sled.policy === 'expunged' || sled.state === 'decommissioned';
}

async function wait(
  { waits = { firstDelayMs: 250, maxDelayMs: 30_000 } }: InstanceServices,
  tries: number,
  signal: AbortSignal,
): Promise<void> {
  const delayMs = Math.min(waits.firstDelayMs * 2 ** (tries - 1), waits.maxDelayMs);
  await setTimeout(delayMs, undefined, { signal });
}
