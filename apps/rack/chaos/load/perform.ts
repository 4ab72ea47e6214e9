import type { InstanceCreate, NexusClient } from '@skewline/nexus-client/external';
import type { NexusOperatorClient } from '@skewline/nexus-client/operator';
import { gibibyte } from '../../src/index.ts';
import type { Operation } from './operation.ts';

/** Whom a lane asks, at one nexus. */
export interface Asking {
  readonly user: NexusClient;
  readonly operator: { readonly external: NexusClient; readonly operator: NexusOperatorClient };
  readonly project: string;
  readonly projectId: string;
  readonly sledIds: readonly string[];
}

/** What came of it. */
export interface Answered {
  /** An HTTP status, or why there is none: `network`, `timeout`, … */
  readonly outcome: string;
  readonly message: string;
  /** Of a start that was accepted. */
  readonly attemptId: string | null;
  /** Of an instance that was made. */
  readonly instanceId: string | null;
}

interface AnyAnswer {
  readonly ok: boolean;
  readonly status?: number;
  readonly code?: string;
  readonly message?: string;
  readonly headers?: Headers;
  readonly error?: unknown;
  readonly value?: unknown;
}

export async function perform(operation: Operation, asking: Asking): Promise<Answered> {
  const answer = await ask(operation, asking);
  const outcome =
    answer.ok || answer.code === 'error_status'
      ? String(answer.status)
      : (answer.code ?? 'no_answer');
  const attemptId = answer.headers?.get('start-attempt') ?? null;
  const text = answer.error === undefined ? (answer.message ?? '') : JSON.stringify(answer.error);
  const isMade = operation.kind === 'create' && outcome === '201';
  const instanceId = isMade ? String(Reflect.get(Object(answer.value), 'id')) : null;
  return { outcome, message: text, attemptId, instanceId };
}

function ask(operation: Operation, asking: Asking): Promise<AnyAnswer> {
  const { user, operator, project, projectId, sledIds } = asking;
  const query = { project };
  const sledId = 'sled' in operation ? (sledIds[operation.sled] ?? '') : '';
  switch (operation.kind) {
    case 'create':
      return user.instanceCreate({ query, body: bodyOf(operation) });
    case 'start':
      return user.instanceStart({
        path: { instance: operation.instance },
        query,
        ...(operation.wait ? { header: { prefer: 'wait=4' } } : {}),
      });
    case 'stop':
      return user.instanceStop({ path: { instance: operation.instance }, query });
    case 'reboot':
      return user.instanceReboot({ path: { instance: operation.instance }, query });
    case 'delete':
      return user.instanceDelete({ path: { instance: operation.instance }, query });
    case 'view':
      return user.instanceView({ path: { instance: operation.instance }, query });
    case 'events':
      return user.instanceEventList({ path: { instance: operation.instance }, query });
    case 'attempts':
      return user.instanceStartAttemptList({ path: { instance: operation.instance }, query });
    case 'migrate':
      return migrate(operation.instance, sledId, asking);
    case 'join':
    case 'leave': {
      const { kind, instance, group, groupKind } = operation;
      if (groupKind === 'affinity') {
        const call = { path: { affinity_group: group, instance }, query };
        return kind === 'join'
          ? user.affinityGroupMemberInstanceAdd(call)
          : user.affinityGroupMemberInstanceDelete(call);
      }
      const call = { path: { anti_affinity_group: group, instance }, query };
      return kind === 'join'
        ? user.antiAffinityGroupMemberInstanceAdd(call)
        : user.antiAffinityGroupMemberInstanceDelete(call);
    }
    case 'attach':
    case 'detach': {
      const call = {
        path: { instance: operation.instance },
        query,
        body: { disk: operation.disk },
      };
      return operation.kind === 'attach'
        ? user.instanceDiskAttach(call)
        : user.instanceDiskDetach(call);
    }
    case 'disk_create':
      return user.diskCreate({ query, body: diskOf(operation.disk) });
    case 'disk_delete':
      return user.diskDelete({ path: { disk: operation.disk }, query });
    case 'list':
      return user.instanceList({ query });
    case 'provision':
      return operator.external.sledSetProvisionPolicy({
        path: { sled_id: sledId },
        body: { state: operation.provisionable ? 'provisionable' : 'non_provisionable' },
      });
    case 'evacuate':
      return operator.operator.sledSetEvacuation({
        path: { sled_id: sledId },
        body: { evacuating: operation.evacuating },
      });
    case 'quota':
      return operator.operator.projectQuotaPut({
        path: { project_id: projectId },
        body: { cpus: operation.cpus, memory: null },
      });
    case 'cancel_saga':
      return cancelSaga(operation.pick, asking);
  }
}

function bodyOf(operation: Extract<Operation, { kind: 'create' }>): InstanceCreate {
  const { instance, ncpus, gibibytes, start, policy, group, disk, ephemeralIp } = operation;
  return {
    name: instance,
    description: '',
    hostname: instance,
    ncpus,
    memory: gibibytes * gibibyte,
    start,
    auto_restart_policy: policy,
    anti_affinity_groups: group === null ? [] : [group],
    disks: disk === null ? [] : [{ type: 'create', ...diskOf(disk) }],
    external_ips: ephemeralIp ? [{ type: 'ephemeral' }] : [],
  };
}

function diskOf(name: string) {
  const size = 4 * gibibyte;
  return { name, description: '', size, disk_backend: { type: 'local' } } as const;
}

async function migrate(name: string, sledId: string, asking: Asking): Promise<AnyAnswer> {
  const { user, operator, project } = asking;
  const instance = await user.instanceView({ path: { instance: name }, query: { project } });
  if (!instance.ok) return instance;
  return operator.operator.instanceMigrate({
    path: { instance_id: instance.value.id },
    body: { destination_sled_id: sledId },
  });
}

async function cancelSaga(pick: number, { operator }: Asking): Promise<AnyAnswer> {
  const sagas = await operator.operator.sagaList({ query: { state: 'running', limit: 20 } });
  if (!sagas.ok) return sagas;
  const { items } = sagas.value;
  const saga = items[pick % Math.max(1, items.length)];
  if (saga === undefined) return sagas;
  return operator.operator.sagaCancel({ path: { saga_id: saga.id }, body: { reason: 'chaos' } });
}
