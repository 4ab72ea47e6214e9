/**
 * The same handlers behind the adapter: all versions, or those up to the one that is the argument, as a
 * server that has not been upgraded yet.
 */
import { type Call, createAdapter, type Handlers } from '@skewline/server';
import { skewlinePlugin } from '@skewline/server/fastify';
import { api } from '@skewline/sled-agent-types/server';
import type { Operations } from '@skewline/sled-agent-types/v49';
import fastify from 'fastify';
import { registered, stopping } from './requests.ts';
import { serve } from './serve.ts';

const notMeasured = (_: unknown, { operation, requestId }: Call) =>
  ({
    status: 501,
    body: { message: `${operation} is not measured`, request_id: requestId },
  }) as const;

const handlers: Handlers<Operations> = {
  vmm_put_state: () => ({ status: 200, body: stopping }),
  vmm_register: () => ({ status: 200, body: registered }),
  vmm_get_state: () => ({ status: 200, body: registered }),
  vmm_unregister: notMeasured,
  vmm_issue_disk_snapshot_request: notMeasured,
  vmm_put_external_ip: notMeasured,
  vmm_delete_external_ip: notMeasured,
  vmm_join_multicast_group: notMeasured,
  vmm_leave_multicast_group: notMeasured,
  vmm_put_attached_subnets: notMeasured,
  vmm_post_attached_subnet: notMeasured,
  vmm_delete_attached_subnets: notMeasured,
  vmm_delete_attached_subnet: notMeasured,
};

const newest = process.argv[2];
const versions = newest === undefined ? {} : { newest };
const app = fastify();
await app.register(skewlinePlugin, { adapter: createAdapter(api, handlers, { versions }) });
await serve(app);
