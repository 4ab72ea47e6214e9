import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { api } from '@skewline/sled-agent-types/server';
import type {
  Error as WireError,
  InstanceEnsureBody,
  Operations,
  SledVmmState,
  VmmState,
} from '@skewline/sled-agent-types/v49';
import { createAdapter, type Handlers } from '@skewline/server';
import { skewlinePlugin } from '@skewline/server/fastify';
import { fastify, type FastifyInstance } from 'fastify';

/** A sled agent of one version: real HTTP, and VMMs that are a map. */
export interface SledServer {
  readonly port: number;
  /** By VMM, what it was registered with, in the words of version 49. */
  readonly registered: ReadonlyMap<string, InstanceEnsureBody>;
  readonly requested: readonly string[];
  /** Something happens to a VMM. */
  readonly become: (vmmId: string, state: VmmState) => void;
  /** From now on, of every request. */
  trouble: Trouble;
  readonly close: () => Promise<void>;
}

export type Trouble =
  | { readonly kind: 'none' }
  /** The connection is cut. */
  | { readonly kind: 'drop' }
  | { readonly kind: 'delay'; readonly ms: number }
  /** Other bytes than those of the answer. */
  | { readonly kind: 'corrupt'; readonly body: string; readonly type?: string }
  | { readonly kind: 'error'; readonly status: number; readonly errorCode?: string };

export interface SledServerOptions {
  readonly newest: string;
  readonly oldest?: string;
  /** Default: one that is free. */
  readonly port?: number;
}

export async function startSledServer(options: SledServerOptions): Promise<SledServer> {
  const { newest, oldest, port = 0 } = options;
  const registered = new Map<string, InstanceEnsureBody>();
  const states = new Map<string, SledVmmState>();
  const requested: string[] = [];
  const app = fastify({ forceCloseConnections: true });
  const server: { trouble: Trouble } = { trouble: { kind: 'none' } };
  meddle(app, server);
  const versions = { newest, ...(oldest === undefined ? {} : { oldest }) };
  await app.register(skewlinePlugin, {
    adapter: createAdapter(api, handlers({ registered, states, requested }), { versions }),
  });
  await app.listen({ host: '127.0.0.1', port });
  // Of a server that listens on TCP it is no text.
  const address = app.server.address() as AddressInfo;
  return Object.assign(server, {
    port: address.port,
    registered,
    requested,
    become: (vmmId: string, state: VmmState) => {
      const there = states.get(vmmId);
      if (there !== undefined) states.set(vmmId, changed(there, state));
    },
    close: () => app.close(),
  });
}

interface Vmms {
  readonly registered: Map<string, InstanceEnsureBody>;
  readonly states: Map<string, SledVmmState>;
  readonly requested: string[];
}

const noSuchInstance: WireError = {
  error_code: 'NO_SUCH_INSTANCE',
  message: 'there is no such VMM',
  request_id: 'r',
};

function handlers({ registered, states, requested }: Vmms): Handlers<Operations> {
  const served: Pick<Handlers<Operations>, Served> = {
    vmm_register: ({ path: { propolis_id }, body }) => {
      registered.set(propolis_id, body);
      const { migration_id: migration, vmm_runtime: vmm_state } = body;
      const time_updated = vmm_state.time_updated;
      const report: SledVmmState = states.get(propolis_id) ?? {
        vmm_state,
        ...(migration
          ? { migration_in: { migration_id: migration, state: 'pending', gen: 1, time_updated } }
          : {}),
      };
      states.set(propolis_id, report);
      return { status: 200, body: report };
    },
    vmm_unregister: ({ path: { propolis_id } }) => {
      const report = states.get(propolis_id);
      states.delete(propolis_id);
      return {
        status: 200,
        body:
          report === undefined ? {} : { updated_runtime: changed(report, { kind: 'destroyed' }) },
      };
    },
    vmm_get_state: ({ path: { propolis_id } }) => {
      const report = states.get(propolis_id);
      if (report === undefined) return { status: 404, body: noSuchInstance };
      return { status: 200, body: report };
    },
    vmm_put_state: ({ path: { propolis_id }, body: { state } }) => {
      requested.push(
        state.type === 'migration_target' ? state.value.src_propolis_addr : state.type,
      );
      const report = states.get(propolis_id);
      if (report === undefined) return { status: 404, body: noSuchInstance };
      if (state.type !== 'running') return { status: 200, body: {} };
      const running = changed(report, { kind: 'running' });
      states.set(propolis_id, running);
      return { status: 200, body: { updated_runtime: running } };
    },
  };
  const others = Object.fromEntries(api.operations.map(({ id }) => [id, notServed]));
  // So each operation has one.
  return { ...others, ...served } as Handlers<Operations>;
}

type Served = 'vmm_register' | 'vmm_unregister' | 'vmm_get_state' | 'vmm_put_state';

function notServed(): { readonly status: 501; readonly body: WireError } {
  const body = { error_code: 'NotImplemented', message: 'not in these tests', request_id: 'r' };
  return { status: 501, body };
}

function changed(report: SledVmmState, state: VmmState): SledVmmState {
  const { gen } = report.vmm_state;
  return { ...report, vmm_state: { gen: gen + 1, state, time_updated: '2026-11-21T07:00:00Z' } };
}

function meddle(app: FastifyInstance, server: { readonly trouble: Trouble }): void {
  app.addHook('onRequest', async (request, reply) => {
    const { trouble } = server;
    switch (trouble.kind) {
      case 'none':
        return;
      case 'delay':
        await sleep(trouble.ms, undefined, { ref: false });
        return;
      case 'drop':
        reply.hijack();
        request.raw.socket.destroy();
        return;
      case 'corrupt':
        await reply.type(trouble.type ?? 'application/json').send(Buffer.from(trouble.body));
        return;
      case 'error': {
        const { status, errorCode: error_code } = trouble;
        const body = { message: 'no', request_id: request.id, ...(error_code && { error_code }) };
        await reply.code(status).type('application/json').send(JSON.stringify(body));
      }
    }
  });
}
