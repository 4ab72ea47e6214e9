/** A small sled agent in memory, for clients that others made, written for the newest version only. */
import { api } from '@skewline/sled-agent-types/server';
import type * as SledAgent from '@skewline/sled-agent-types/v49';
import type { Call, Handlers } from '@skewline/server';

type Operations = SledAgent.Operations;

export const time = '2026-11-21T06:38:00.123456Z';

/** What a sled agent remembers between requests: its VMMs, by id. */
export type Vmms = Map<string, { body: SledAgent.InstanceEnsureBody; state: SledAgent.VmmState }>;

const runtime = (state: SledAgent.VmmState): SledAgent.SledVmmState => ({
  vmm_state: { state, gen: 1, time_updated: time },
  migration_in: null,
});

const unknown = (id: string, { requestId }: Call) =>
  ({
    status: 404,
    body: { error_code: 'ObjectNotFound', message: `no VMM ${id}`, request_id: requestId },
  }) as const;

const becomes: Readonly<Record<SledAgent.VmmStateRequested['type'], SledAgent.VmmState>> = {
  running: { kind: 'running' },
  stopped: { kind: 'stopped' },
  // A reboot fails here, so that there is a cause to tell.
  reboot: { kind: 'failed', cause: 'zone_gone', detail: 'oxz_propolis-server_1 halted' },
  migration_target: { kind: 'migrating' },
};

type Served =
  'vmm_get_state' | 'vmm_put_external_ip' | 'vmm_put_state' | 'vmm_register' | 'vmm_unregister';

export function handlersOf(vmms: Vmms): Handlers<Operations> {
  const served: Pick<Handlers<Operations>, Served> = {
    vmm_register: ({ path: { propolis_id }, body }) => {
      const state = body.vmm_runtime.state;
      vmms.set(propolis_id, { body, state });
      return { status: 200, body: runtime(state) };
    },
    vmm_get_state: ({ path: { propolis_id } }, call) => {
      const vmm = vmms.get(propolis_id);
      if (vmm === undefined) return unknown(propolis_id, call);
      return { status: 200, body: runtime(vmm.state) };
    },
    vmm_put_state: ({ path: { propolis_id }, body }, call) => {
      const vmm = vmms.get(propolis_id);
      if (vmm === undefined) return unknown(propolis_id, call);
      vmm.state = becomes[body.state.type];
      return { status: 200, body: { updated_runtime: runtime(vmm.state) } };
    },
    vmm_put_external_ip: ({ path: { propolis_id } }, call) =>
      vmms.has(propolis_id) ? { status: 204 } : unknown(propolis_id, call),
    vmm_unregister: ({ path: { propolis_id } }) => {
      const vmm = vmms.get(propolis_id);
      vmms.delete(propolis_id);
      return {
        status: 200,
        body: { updated_runtime: vmm === undefined ? null : runtime(vmm.state) },
      };
    },
  };
  const notHere = (_: unknown, { operation, requestId }: Call) =>
    ({
      status: 501,
      body: { message: `${operation} is not served here`, request_id: requestId },
    }) as const;
  const others = Object.fromEntries(api.operations.map(({ id }) => [id, notHere]));
  // The ids are those of the API's operations, and each of them may answer 501.
  return { ...others, ...served } as Handlers<Operations>;
}
