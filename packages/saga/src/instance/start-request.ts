import { fetchInstance, fetchVmm, type InTransaction, listReservations } from '@skewline/db-model';
import type { StartRequest, VmmState } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { Started } from '../engine/port.ts';
import type { EngineRefusal } from '../engine/refusal.ts';
import { acceptStart } from './attempts/record.ts';
import type { InstanceServices } from './services.ts';
import { startSaga } from './start.ts';
import { decideStartRequest, type StartRequestFacts } from './start/decide-request.ts';

/** What becomes of a request to start. None of it has waited for the start. */
export type StartAccepted =
  /** Accepted: whoever dies now, the attempt gets an outcome. */
  | { readonly kind: 'accepted'; readonly attemptId: Uuid }
  /** A start is under way: that attempt is the answer to this one as well. */
  | { readonly kind: 'open'; readonly attemptId: Uuid }
  /** It is starting or runs. */
  | { readonly kind: 'already' };

/**
 * Asks for a start. It is accepted once the attempt is recorded, before a sled is looked for, and goes on whoever asked
 * and whoever is still there: `engine().wait` of the attempt's id tells when it is over, and the attempt how it ended. A
 * duplicate records nothing. Refusals have the status to answer with: see `StartRefusalCode`. It throws where the database
 * is away: then nothing is known, and asking again tells.
 */
export async function requestStart(
  services: InstanceServices,
  { instanceId, origin, requestId }: Omit<StartRequest, 'id'>,
): Promise<StartAccepted | Refusal> {
  const request: StartRequest = { id: services.newId(), instanceId, origin, requestId };
  const answer = await services.database.transaction(
    async (transaction): Promise<StartAccepted | Refusal> => {
      const decision = decideStartRequest(await factsOf(transaction, request));
      if (decision.kind === 'refused') return new Refusal(decision.message, decision);
      if (decision.kind !== 'accept') return decision;
      const { value, written } = await acceptStart(transaction, request, services.now());
      return { kind: written ? 'accepted' : 'open', attemptId: value.id };
    },
  );
  // Where the engine takes no new sagas another process begins it, or this one next time: see `settleStartAttempts`.
  if (!(answer instanceof Refusal) && answer.kind === 'accepted') {
    await beginStart(services, request);
  }
  return answer;
}

/** Begins the saga of an attempt that is recorded. Said twice it is the same saga. */
export async function beginStart(
  services: InstanceServices,
  { id, instanceId, origin, requestId }: StartRequest,
): Promise<Started | EngineRefusal> {
  const params = { attemptId: id, instanceId, origin, requestId };
  const dag = startSaga(services).dag(params);
  return services.engine().start(dag, params, { id, subject: instanceId });
}

async function factsOf(
  transaction: InTransaction,
  { instanceId, origin }: StartRequest,
): Promise<StartRequestFacts> {
  const loaded = await fetchInstance(transaction, instanceId);
  const instance = loaded instanceof Refusal ? null : loaded.value;
  const open = await transaction
    .selectFrom('start_attempt')
    .select('id')
    .where('instance_id', '=', instanceId)
    .where('outcome', 'is', null)
    .executeTakeFirst();
  const activeVmmId = instance?.runtime.activeVmmId ?? null;
  let activeVmm: VmmState | null = null;
  if (activeVmmId !== null) {
    const vmm = await fetchVmm(transaction, activeVmmId);
    activeVmm = vmm instanceof Refusal ? null : vmm.value.runtime.state;
  }
  const isHeld =
    (await isInHand(transaction, instanceId)) ||
    (activeVmmId === null && (await isReserved(transaction, instanceId)));
  return { instance, activeVmm, openAttempt: open?.id ?? null, isHeld, origin };
}

/**
 * Updates do not count, for a start may come between them; nor does a start that unwinds: by then its attempt is open, or all
 * of it is undone.
 */
async function isInHand(transaction: InTransaction, instanceId: Uuid): Promise<boolean> {
  const saga = await transaction
    .selectFrom('saga')
    .select('id')
    .where('subject', '=', instanceId)
    .where((row) =>
      row.or([
        row.and([row('name', '=', 'instance_start'), row('state', '=', 'stuck')]),
        row.and([
          row('name', 'in', ['instance_delete', 'instance_migrate']),
          row('state', 'in', ['running', 'unwinding', 'stuck', 'parked']),
        ]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return saga !== undefined;
}

/** Whether room is kept for it, other than for a VMM that a migration has left. */
async function isReserved(transaction: InTransaction, instanceId: Uuid): Promise<boolean> {
  const reservations = await listReservations(transaction, { instanceId });
  return reservations.some(({ state }) => state !== 'tombstoned');
}
