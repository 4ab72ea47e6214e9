import { isDeepStrictEqual } from 'node:util';
import type { SledVmmState, VmmState } from '@skewline/sled-agent-types/v49';

/**
 * The work of the rolling upgrade: what request number n asks, and what every server has to answer,
 * whichever version it is of. Only operations that all versions have and that may be repeated, and
 * only values that all versions can say. No server keeps anything: an answer is a function of n.
 */
export interface Work {
  readonly operation: string;
  /** The name of the client's function. */
  readonly call: string;
  readonly request: { readonly path: { readonly propolis_id: string }; readonly body?: unknown };
  readonly status: number;
  /** In the words of the version that it is asked for. */
  readonly body?: unknown;
}

/** The bodies of `vmm_register` by version: the same virtual machine each time. */
export type Bodies = Readonly<Record<string, unknown>>;

const kinds = [
  'starting',
  'running',
  'stopping',
  'stopped',
  'rebooting',
  'migrating',
  'failed',
  'destroyed',
] as const;

const wishes = [{ type: 'running' }, { type: 'stopped' }, { type: 'reboot' }] as const;

/** What client and server of a version make of request number `n`. */
export function workOf(n: number, version: string, bodies: Bodies): Work {
  const path = { propolis_id: `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}` };
  const turn = n % 20;
  if (turn < 9) {
    return {
      operation: 'vmm_get_state',
      call: 'vmmGetState',
      request: { path },
      status: 200,
      body: stateOf(n, version),
    };
  }
  if (turn < 14) {
    return {
      operation: 'vmm_put_state',
      call: 'vmmPutState',
      request: { path, body: { state: wishes[n % 3] } },
      status: 200,
      body: { updated_runtime: stateOf(n, version) },
    };
  }
  if (turn < 18) {
    const address = `10.${String((n >> 16) & 255)}.${String((n >> 8) & 255)}.${String(n & 255)}`;
    const [operation, call] =
      turn < 16
        ? (['vmm_put_external_ip', 'vmmPutExternalIp'] as const)
        : (['vmm_delete_external_ip', 'vmmDeleteExternalIp'] as const);
    const body = { type: n % 2 === 0 ? 'ephemeral' : 'floating', value: address };
    return { operation, call, request: { path, body }, status: 204 };
  }
  if (turn === 18) {
    return {
      operation: 'vmm_unregister',
      call: 'vmmUnregister',
      request: { path },
      status: 200,
      body: { updated_runtime: stateOf(n, version) },
    };
  }
  return {
    operation: 'vmm_register',
    call: 'vmmRegister',
    request: { path, body: bodies[version] },
    status: 200,
    body: stateOf(n, version),
  };
}

/** The number of a request, from the VMM that it names. */
export function numberOf(propolisId: unknown): number {
  return Number.parseInt(String(propolisId).slice(-12), 16);
}

/** Whether what reached a server is what was asked. */
export function isAsked(request: { readonly body?: unknown }, work: Work): boolean {
  return isDeepStrictEqual(request.body, work.request.body);
}

function stateOf(n: number, version: string): unknown {
  const kind = kinds[n % kinds.length] ?? 'running';
  const newest: VmmState =
    kind === 'failed' ? { kind, cause: 'unspecified', detail: null } : { kind };
  const state: SledVmmState = {
    vmm_state: {
      gen: n,
      state: newest,
      time_updated: new Date(1_700_000_000_000 + n).toISOString(),
    },
    migration_in: null,
  };
  // Before version 49 a state was its name.
  return Number(version) >= 49
    ? state
    : { ...state, vmm_state: { ...state.vmm_state, state: kind } };
}
