import { fetchInstance, fetchVmm, markVmmFailed } from '@skewline/db-model';
import type { Vmm } from '@skewline/nexus-types/domain';
import type { Uuid } from '@skewline/runtime/api';
import { action, type ActionStep, type Policy } from '../../action.ts';
import { read, unwritten } from '../in-database.ts';
import { takeAnswer } from '../report.ts';
import type { InstanceServices } from '../services.ts';
import { failureProvenBy, sledAgentFailure, valueOrFailure } from '../sled-agent-error.ts';
import { waitsOf } from '../start/waiting.ts';
import { acceptedOrFailure } from '../accepted.ts';
import { askSled } from '../ask-sled.ts';
import type { MigrateParams } from './params.ts';

/** A sled agent is asked a few times; `SledAgent` itself limits how long one call takes. */
function sledPolicy(services: InstanceServices): Partial<Policy> {
  return { attempts: 5, timeoutMs: null, ...waitsOf(services) };
}

interface RegisterNeeds {
  readonly migrate_id: Uuid;
  readonly vmm_record: Vmm;
}

/**
 * Makes the VMM known to the destination, as one that waits for its guest. It may be there though this failed; what is
 * there is removed by the undo of `set_migration_ids`.
 */
export function ensureDestinationPropolis(
  services: InstanceServices,
): ActionStep<MigrateParams, RegisterNeeds, null> {
  return action<{ params: MigrateParams; needs: RegisterNeeds; output: null }>({
    name: 'instance_migrate.ensure_destination_propolis',
    version: 1,
    needs: { migrate_id: true, vmm_record: true },
    policy: sledPolicy(services),
    run: async (context) => {
      const { params, inputs, signal } = context;
      const { migrate_id: migrationId, vmm_record: vmm } = inputs;
      const instance = await read(services, context, async (transaction) =>
        acceptedOrFailure(await fetchInstance(transaction, params.instanceId)),
      );
      const runtime = {
        state: { kind: 'migrating' },
        gen: vmm.runtime.gen + 1,
        timeUpdated: services.now(),
      } as const;
      const registration = { instance: instance.value, vmm, runtime, localDisks: [], migrationId };
      const report = valueOrFailure(
        await askSled(services, vmm.sledId, (sled) => sled.registerVmm(registration, { signal }), {
          signal,
        }),
        { operation: 'registerVmm', sledId: vmm.sledId },
      );
      await takeAnswer(services, context, vmm.id, report);
      return null;
    },
  });
}

interface MoveNeeds {
  readonly migrate_id: Uuid;
  readonly vmm_record: Vmm;
}

/**
 * Asks the destination to fetch the guest. That it was asked is all that this knows: what becomes of the move is seen by
 * what both sleds report. So nothing is undone here; see `removeDestination`, which looks before it undoes.
 */
export function instanceMigrate(
  services: InstanceServices,
): ActionStep<MigrateParams, MoveNeeds, null> {
  return action<{ params: MigrateParams; needs: MoveNeeds; output: null }>({
    name: 'instance_migrate.instance_migrate',
    version: 1,
    needs: { migrate_id: true, vmm_record: true },
    policy: sledPolicy(services),
    run: async (context) => {
      const { params, inputs, signal } = context;
      const { migrate_id: migrationId, vmm_record: vmm } = inputs;
      const source = await read(services, context, async (transaction) =>
        acceptedOrFailure(await fetchVmm(transaction, params.sourceVmmId)),
      );
      const requested = { kind: 'migration_target', migrationId, source: source.value } as const;
      const asked = { operation: 'putVmmState', sledId: vmm.sledId } as const;
      const answer = await askSled(
        services,
        vmm.sledId,
        (sled) => sled.putVmmState(vmm.id, requested, { signal }),
        { signal },
      );
      if (answer.kind !== 'ok') {
        const failure = failureProvenBy(answer);
        if (failure !== null) {
          await unwritten(services, context, (transaction) =>
            markVmmFailed(transaction, vmm.id, failure, services.now()),
          );
        }
        throw sledAgentFailure(answer, asked);
      }
      if (answer.value !== null) await takeAnswer(services, context, vmm.id, answer.value);
      return null;
    },
  });
}
