import { Refusal } from '@skewline/runtime';
import type { Call, Handlers } from '@skewline/server';
import type { Operations, SledVmmState } from '@skewline/sled-agent-types/v49';
import type { Agent } from '../agent.ts';
import { attachmentHandlers } from './attachment-handlers.ts';
import { type ErrorReply, refused } from './reply.ts';

/** The operations of the newest version. Older ones are the adapter's business. */
export function sledHandlers(agent: Agent): Handlers<Operations> {
  return {
    ...attachmentHandlers(agent),
    async vmm_register({ path, body }, call) {
      const vmm = await agent.register(path.propolis_id, body);
      return vmm instanceof Refusal ? refused(call, vmm) : { status: 200, body: vmm.state };
    },
    async vmm_unregister({ path }, call) {
      return runtimeReply(call, await agent.unregister(path.propolis_id));
    },
    vmm_get_state({ path }, call) {
      const vmm = agent.find(path.propolis_id);
      return vmm instanceof Refusal ? refused(call, vmm) : { status: 200, body: vmm.state };
    },
    async vmm_put_state({ path, body }, call) {
      return runtimeReply(call, await agent.request(path.propolis_id, body.state));
    },
  };
}

function runtimeReply(
  call: Call,
  state: SledVmmState | null | Refusal,
): ErrorReply | { readonly status: 200; readonly body: { updated_runtime: SledVmmState | null } } {
  return state instanceof Refusal
    ? refused(call, state)
    : { status: 200, body: { updated_runtime: state } };
}
