import type { InstanceCreate, NameOrId } from '@skewline/nexus-types/external';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { Call } from '@skewline/server';
import type { SagaError } from '@skewline/saga';
import {
  answerOfSagaError,
  beginStart,
  type InstanceCreateParams,
  requestCreate,
} from '@skewline/saga/instance';
import { actorOf } from '../../auth/actor.ts';
import type { Nexus } from '../../nexus.ts';
import { type ErrorReply, errorReply, refused } from '../../refused.ts';
import { alreadyExists, findProject, notFound } from '../lookup.ts';
import { createParams } from './create/params.ts';
import { engineRefused, internalError, restRefused } from './refused.ts';

/** An instance that was made. */
export interface Created {
  readonly kind: 'created';
  readonly instanceId: Uuid;
  /** Null: nobody wanted it to be started. */
  readonly attemptId: Uuid | null;
}

/** All of it is in the database; only where that is away does it take longer. */
const answerMs = 30_000;

/** Makes an instance and, where that is wanted, begins its start. Whoever leaves meanwhile changes nothing. */
export async function createInstance(
  nexus: Nexus,
  call: Call,
  nameOrId: NameOrId,
  body: InstanceCreate,
): Promise<Created | ErrorReply> {
  const { database, services } = nexus;
  const actor = actorOf(call);
  const project = await findProject(database.kysely, actor, nameOrId);
  if (project instanceof Refusal) return refused(call, project);
  if (await isNameTaken(nexus, project.id, body.name)) {
    return refused(call, alreadyExists('instance', body.name));
  }
  const wanted = await createParams(nexus, actor, project, body);
  if (wanted instanceof Refusal) return refused(call, wanted);
  const attemptId = (body.start ?? true) ? services.newId() : null;
  const { requestId } = call;
  const start = attemptId === null ? null : { attemptId, requestId };
  const params = { ...wanted, start };

  const asked = await requestCreate(services, params);
  if (asked instanceof Refusal) return refused(call, asked);
  if (!('kind' in asked)) return engineRefused(call, asked);
  const waited = await services.engine().wait(asked.sagaId, { timeoutMs: answerMs });
  if (!waited.ok) {
    return errorReply(call, 503, 'The instance is being made. Look again in a moment.');
  }
  const { rest } = waited;
  if (rest.kind === 'unwound') return notMade(call, rest.error, params, nameOrId);
  if (rest.kind !== 'done') return restRefused(call, rest);
  const instanceId = params.instance.id;
  if (attemptId !== null) {
    // It is on record. Where the engine does not begin it, somebody else does soon.
    await beginStart(services, { id: attemptId, instanceId, origin: 'auto_start', requestId });
  }
  return { kind: 'created', instanceId, attemptId };
}

async function isNameTaken({ database }: Nexus, projectId: Uuid, name: string): Promise<boolean> {
  const row = await database.kysely
    .selectFrom('instance')
    .select('id')
    .where('project_id', '=', projectId)
    .where('name', '=', name)
    .where('time_deleted', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Something was had by somebody else between the look at the request and the making of it. */
function notMade(
  call: Call,
  error: SagaError,
  params: InstanceCreateParams,
  project: NameOrId,
): ErrorReply {
  if (error.source?.code === 'project_not_found')
    return refused(call, notFound('project', project));
  if (error.source?.code === 'name_taken') {
    const taken = takenName(error.node ?? '', params);
    if (taken !== null) return refused(call, taken);
  }
  const { status, message } = answerOfSagaError(error);
  return status >= 500 && status !== 507
    ? internalError(call)
    : refused(call, new Refusal(message, { code: 'not_made', status }));
}

/** Nodes are named after what they make, and numbered where there are several. */
function takenName(node: string, { instance, disks }: InstanceCreateParams): Refusal | null {
  if (node === 'create_instance_record') return alreadyExists('instance', instance.name);
  const disk = disks[Number(/^create_disk_(\d+)$/.exec(node)?.[1])];
  return disk?.kind === 'create' ? alreadyExists('disk', disk.name) : null;
}
