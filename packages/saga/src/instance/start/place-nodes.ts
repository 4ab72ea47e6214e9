import {
  deleteReservation,
  fetchSled,
  fetchVmm,
  insertVmm,
  markVmmSagaUnwound,
  nextPropolisAddress,
  noteRejectedSleds,
  noteVmmOfStartAttempt,
  patiently,
  type PlacementDatabase,
} from '@skewline/db-model';
import {
  type Instance,
  newVmm,
  platformOfVmm,
  type Resources,
  type Vmm,
} from '@skewline/nexus-types/domain';
import {
  explainReserving,
  placementFailure,
  type PlacementStore,
  rejectedWhenReserving,
  reserve,
} from '@skewline/placement';
import type { Ip, Uuid } from '@skewline/runtime/api';
import { action, type ActionStep } from '../../action.ts';
import { failStart } from '../attempts/failure.ts';
import { read, unwritten, written } from '../in-database.ts';
import type { InstanceServices } from '../services.ts';
import type { StartParams } from './params.ts';
import { instanceAsIs, mustBe } from './reading.ts';

interface NeedsVmm {
  readonly generate_propolis_id: Uuid;
}
interface NeedsSled extends NeedsVmm {
  readonly alloc_server: Uuid;
}
interface NeedsAddress extends NeedsSled {
  readonly alloc_propolis_ip: Ip;
}

export function generatePropolisId(services: InstanceServices): ActionStep<unknown, unknown, Uuid> {
  return action<{ output: Uuid }>({
    name: 'instance_start.generate_propolis_id',
    version: 1,
    run: () => services.newId(),
  });
}

/** What an instance takes of its sled: a virtual CPU takes a hardware thread. */
export function resourcesOf({ ncpus, memory }: Pick<Instance, 'ncpus' | 'memory'>): Resources {
  return { hardwareThreads: ncpus, rssRam: 0, reservoirRam: memory };
}

/** Chooses a sled and takes room on it, and on its pools for local disks. Those stay there when it is undone. */
export function allocServer(
  services: InstanceServices,
  placement: PlacementDatabase,
): ActionStep<StartParams, NeedsVmm, Uuid> {
  return action<{ params: StartParams; needs: NeedsVmm; output: Uuid }>({
    name: 'instance_start.alloc_server',
    version: 1,
    needs: { generate_propolis_id: true },
    policy: { timeoutMs: null },
    undoPolicy: { timeoutMs: null },
    run: async (context) => {
      const { attemptId, instanceId } = context.params;
      const { signal } = context;
      const instance = await read(services, context, (transaction) =>
        instanceAsIs(transaction, instanceId),
      );
      const request = {
        vmmId: context.inputs.generate_propolis_id,
        instanceId,
        resources: resourcesOf(instance),
        reason: 'start',
        cpuPlatform: instance.cpuPlatform,
        mustSelectFrom: null,
      } as const;
      const store: PlacementStore = {
        read: (key) => placement.read(key),
        readZpools: (sledId) => placement.readZpools(sledId),
        insert: (plan) =>
          placement.insert(plan, (transaction, { sledId }) => context.record(transaction, sledId)),
      };
      const { random, onWait } = services;
      const result = await patiently(() => reserve(store, request, { random, signal }), {
        signal,
        ...(onWait === undefined ? {} : { onWait }),
      });
      if (result.kind === 'reserved') return result.reservation.sledId;
      const rejected = rejectedWhenReserving(result);
      if (rejected.length > 0) {
        // Too much for an error of a saga. Whoever does it again writes what is true then.
        await read(services, context, (transaction) =>
          noteRejectedSleds(transaction, attemptId, rejected),
        );
      }
      throw failStart(placementFailure(result.refusal, explainReserving(result)));
    },
    undo: async (context) => {
      const vmmId = context.inputs.generate_propolis_id;
      await unwritten(services, context, (transaction) => deleteReservation(transaction, vmmId));
    },
  });
}

export function allocPropolisIp(services: InstanceServices): ActionStep<unknown, NeedsSled, Ip> {
  return action<{ needs: NeedsSled; output: Ip }>({
    name: 'instance_start.alloc_propolis_ip',
    version: 1,
    needs: { generate_propolis_id: true, alloc_server: true },
    policy: { timeoutMs: null },
    run: async (context) =>
      written(services, context, async (transaction) =>
        mustBe(await nextPropolisAddress(transaction, context.inputs.alloc_server)),
      ),
  });
}

/** The record of the VMM; nobody is linked to it yet. */
export function createVmmRecord(
  services: InstanceServices,
): ActionStep<StartParams, NeedsAddress, Vmm> {
  return action<{ params: StartParams; needs: NeedsAddress; output: Vmm }>({
    name: 'instance_start.create_vmm_record',
    version: 1,
    needs: { generate_propolis_id: true, alloc_server: true, alloc_propolis_ip: true },
    policy: { timeoutMs: null },
    undoPolicy: { timeoutMs: null },
    run: async (context) =>
      written(services, context, async (transaction) => {
        const { attemptId, instanceId } = context.params;
        const { generate_propolis_id: id, alloc_server: sledId } = context.inputs;
        const instance = await instanceAsIs(transaction, instanceId);
        const sled = mustBe(await fetchSled(transaction, sledId));
        const plan = {
          id,
          instanceId,
          sledId,
          propolisIp: context.inputs.alloc_propolis_ip,
          cpuPlatform: platformOfVmm(instance.cpuPlatform, sled.cpuFamily),
        };
        const refusal = await insertVmm(transaction, newVmm(plan, services.now()));
        if (refusal !== null) mustBe(refusal);
        await noteVmmOfStartAttempt(transaction, attemptId, id);
        // It may have been there before: then that is what counts.
        return mustBe(await fetchVmm(transaction, id)).value;
      }),
    undo: async (context) => {
      const vmmId = context.inputs.generate_propolis_id;
      await unwritten(services, context, (transaction) =>
        markVmmSagaUnwound(transaction, vmmId, services.now()),
      );
      services.activate('abandoned_vmm_reaper');
    },
  });
}
