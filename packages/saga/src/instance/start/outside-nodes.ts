import { fetchVmm, markVmmFailed } from '@skewline/db-model';
import {
  isVmmTerminal,
  type LocalDisk,
  type SledVmmState,
  transition,
  type Vmm,
} from '@skewline/nexus-types/domain';
import { action, type ActionStep, type Policy, type RunContext } from '../../action.ts';
import { type AskedSled, askSled } from '../ask-sled.ts';
import { failStartAs } from '../attempts/failure.ts';
import { read, unwritten, written } from '../in-database.ts';
import { writeReport } from '../report.ts';
import type { InstanceServices } from '../services.ts';
import { type AskedOfSled, failureProvenBy, sledAgentFailure } from '../sled-agent-error.ts';
import { undoRegistration } from '../undo-registration.ts';
import type { StartParams } from './params.ts';
import { instanceAsIs, mustBe } from './reading.ts';
import { waitsOf } from './waiting.ts';

interface NeedsVmm {
  readonly create_vmm_record: Vmm;
}
interface NeedsDisks extends NeedsVmm {
  readonly list_local_storage: readonly LocalDisk[];
}

/**
 * From here on things are done outside the database, and one that fails may have been done all the same, its answer lost.
 * A node that fails is not undone; so this one, before them all, undoes whatever they may have done. The VMM goes first,
 * and for sure; only then are its reservation and its link given up.
 */
export function enterSled(services: InstanceServices): ActionStep<StartParams, NeedsVmm, null> {
  return action<{ params: StartParams; needs: NeedsVmm }>({
    name: 'instance_start.enter_sled',
    version: 1,
    needs: { create_vmm_record: true },
    run: () => null,
    // Nothing of the user's is lost while it waits for the network, so it waits long before it troubles an operator.
    undoPolicy: { ...waitsOf(services), attempts: 100, timeoutMs: null },
    undo: async (context) => {
      const { instanceId } = context.params;
      const { id: vmmId, sledId } = context.inputs.create_vmm_record;
      await undoRegistration(services, context, { vmmId, sledId });
      await services.network.setMulticast(instanceId, null);
      await services.network.deleteNat(instanceId);
    },
  });
}

/** What leads outside is tried a few times; then the start is given up. */
function outsidePolicy(services: InstanceServices): Partial<Policy> {
  return { ...waitsOf(services), attempts: 5, timeoutMs: null };
}

/** Of a network that does not say by itself when it gives up. */
const networkTimeoutMs = 60_000;

export function dpdEnsure(services: InstanceServices): ActionStep<StartParams, NeedsVmm, null> {
  return action<{ params: StartParams; needs: NeedsVmm }>({
    name: 'instance_start.dpd_ensure',
    version: 1,
    needs: { create_vmm_record: true },
    policy: { ...outsidePolicy(services), timeoutMs: networkTimeoutMs },
    run: async ({ params, inputs, signal }) => {
      await services.network.ensureNat(params.instanceId, inputs.create_vmm_record.sledId, {
        signal,
      });
      return null;
    },
  });
}

export function v2pEnsure(services: InstanceServices): ActionStep<unknown, unknown, null> {
  const look = (): null => {
    services.activate('v2p_manager');
    return null;
  };
  return action({ name: 'instance_start.v2p_ensure', version: 1, run: look, undo: look });
}

/** Makes the VMM known to its sled, which does not start it yet. */
export function ensureRegistered(
  services: InstanceServices,
): ActionStep<StartParams, NeedsDisks, null> {
  return action<{ params: StartParams; needs: NeedsDisks }>({
    name: 'instance_start.ensure_registered',
    version: 1,
    needs: { create_vmm_record: true, list_local_storage: true },
    policy: outsidePolicy(services),
    run: async (context) => {
      const { create_vmm_record: created, list_local_storage: localDisks } = context.inputs;
      const { signal } = context;
      const { instance, vmm } = await read(services, context, async (transaction) => ({
        instance: await instanceAsIs(transaction, context.params.instanceId),
        vmm: mustBe(await fetchVmm(transaction, created.id)).value,
      }));
      // From the state that it was made in, so that it is the same each time.
      const runtime = transition(created.runtime, { kind: 'starting' }, services.now());
      const registration = { instance, vmm, runtime, localDisks, migrationId: null };
      const answer = await askSled(
        services,
        created.sledId,
        (sled) => sled.registerVmm(registration, { signal }),
        { signal },
      );
      return writeAnswer(services, context, answer, created, 'registerVmm');
    },
  });
}

export function updateMulticastSledId(
  services: InstanceServices,
): ActionStep<StartParams, NeedsVmm, null> {
  return action<{ params: StartParams; needs: NeedsVmm }>({
    name: 'instance_start.update_multicast_sled_id',
    version: 1,
    needs: { create_vmm_record: true },
    policy: { ...outsidePolicy(services), timeoutMs: networkTimeoutMs },
    run: async ({ params, inputs, signal }) => {
      await services.network.setMulticast(params.instanceId, inputs.create_vmm_record.sledId, {
        signal,
      });
      return null;
    },
  });
}

/** Tells the sled to let the guest run, unless somebody has asked for a stop meanwhile. */
export function ensureRunning(services: InstanceServices): ActionStep<StartParams, NeedsVmm, null> {
  return action<{ params: StartParams; needs: NeedsVmm }>({
    name: 'instance_start.ensure_running',
    version: 1,
    needs: { create_vmm_record: true },
    policy: outsidePolicy(services),
    run: async (context) => {
      const { create_vmm_record: vmm } = context.inputs;
      const { intendedState } = await read(services, context, (transaction) =>
        instanceAsIs(transaction, context.params.instanceId),
      );
      if (intendedState !== 'running') {
        throw failStartAs('instance_changed', `it is meant to be ${intendedState}`);
      }
      const { signal } = context;
      const answer = await askSled(
        services,
        vmm.sledId,
        (sled) => sled.putVmmState(vmm.id, { kind: 'running' }, { signal }),
        { signal },
      );
      return writeAnswer(services, context, answer, vmm, 'putVmmState');
    },
  });
}

/**
 * Writes what a sled agent says of the VMM, as if it had been pushed. The start fails where the sled refuses, and where the
 * VMM has ended already. One that the sled does not know, or that was on a sled without power, has failed, for whoever looks at it meanwhile.
 */
async function writeAnswer(
  services: InstanceServices,
  context: Pick<RunContext<never, never, null>, 'signal' | 'fence' | 'record'>,
  answer: AskedSled<SledVmmState | null>,
  { id, sledId }: Vmm,
  operation: AskedOfSled['operation'],
): Promise<null> {
  if (answer.kind !== 'ok') {
    const failure = failureProvenBy(answer);
    if (failure !== null) {
      await unwritten(services, context, (transaction) =>
        markVmmFailed(transaction, id, failure, services.now()),
      );
    }
    throw sledAgentFailure(answer, { operation, sledId });
  }
  const { value: report } = answer;
  if (report === null) return null;
  const { state } = report.vmmState;
  if (!isVmmTerminal(state)) {
    return written(services, context, async (transaction) => {
      mustBe(await writeReport(transaction, id, report));
      return null;
    });
  }
  await unwritten(services, context, (transaction) => writeReport(transaction, id, report));
  const why = state.kind === 'failed' ? `failed: ${state.reason}` : state.kind;
  throw failStartAs('vmm_vanished', `${operation}: sled ${sledId} says that the VMM is ${why}`);
}
