import { fetchInstance, fetchVmm, updateInstanceRuntime } from '@skewline/db-model';
import type { VmmState } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import { action, type ActionStep } from '../../action.ts';
import { failStartAs } from '../attempts/failure.ts';
import { unwritten, written } from '../in-database.ts';
import type { InstanceServices } from '../services.ts';
import { decideMark, decideUnmark, type Found, type Marked } from './mark.ts';
import type { StartParams } from './params.ts';
import { instanceToStart, mustBe } from './reading.ts';

interface Needs {
  readonly generate_propolis_id: Uuid;
  readonly record_attempt: Found;
}

/** Links the instance to its VMM: from here on it is seen to be starting. */
export function markAsStarting(services: InstanceServices): ActionStep<StartParams, Needs, Marked> {
  return action<{ params: StartParams; needs: Needs; output: Marked }>({
    name: 'instance_start.mark_as_starting',
    version: 1,
    needs: { generate_propolis_id: true, record_attempt: true },
    policy: { timeoutMs: null },
    undoPolicy: { timeoutMs: null },
    run: async (context) => {
      const { instanceId, origin } = context.params;
      const { generate_propolis_id: vmmId, record_attempt: found } = context.inputs;
      let replaced = false;
      const marked = await written(services, context, async (transaction) => {
        const instance = await instanceToStart(transaction, instanceId);
        const { activeVmmId, gen } = instance.runtime;
        let activeVmm: VmmState | null = null;
        if (activeVmmId !== null) {
          const vmm = await fetchVmm(transaction, activeVmmId);
          activeVmm = vmm instanceof Refusal ? null : vmm.value.runtime.state;
        }
        const facts = { instance, activeVmm, found, vmmId, origin };
        const decision = decideMark(facts, services.now());
        if (decision.kind === 'already') return { found, gen };
        if (decision.kind === 'changed') throw failStartAs('instance_changed', decision.why);
        if (!mustBe(await updateInstanceRuntime(transaction, instanceId, decision.runtime))) {
          throw failStartAs('instance_changed', 'its generation went on');
        }
        replaced = decision.replaced !== null;
        return { found, gen: decision.runtime.gen };
      });
      if (replaced) services.activate('abandoned_vmm_reaper');
      return marked;
    },
    undo: async (context) => {
      const { instanceId } = context.params;
      const vmmId = context.inputs.generate_propolis_id;
      await unwritten(services, context, async (transaction) => {
        const loaded = await fetchInstance(transaction, instanceId);
        if (loaded instanceof Refusal) return;
        const runtime = decideUnmark(loaded.value, context.output, vmmId, services.now());
        if (runtime !== null) {
          mustBe(await updateInstanceRuntime(transaction, instanceId, runtime));
        }
      });
    },
  });
}
