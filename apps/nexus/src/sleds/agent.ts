import { type Database, patiently, type Tables } from '@skewline/db-model';
import type { Sled } from '@skewline/nexus-types/domain';
import { fromWire } from '@skewline/nexus-types/wire';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type {
  CallOptions,
  SledAgent,
  SledAgentResult,
  VmmRegistration,
  VmmStateRequest,
} from '@skewline/saga/instance';
import {
  type Error as WireError,
  type ErrorAnswer,
  type Failure,
  type Success,
  vmmGetState,
  vmmPutState,
  type VmmPutStateBody,
  vmmRegister,
  vmmUnregister,
} from '@skewline/sled-agent-client';
import type { Logger } from 'pino';
import { answerOf, reportIfAny, troubles } from './answer.ts';
import type { Connections } from './connections.ts';
import { addressAndPort, ensureBodyOf } from './registration.ts';
import { readRegistrationFacts } from './registration-facts.ts';
import type { SledTable } from './sled-table.ts';

export interface AgentOptions {
  readonly database: Database<Tables>;
  readonly table: SledTable;
  readonly connections: Connections;
  readonly log: Logger;
  /** When nexus stops, every call ends. */
  readonly closing: AbortSignal;
}

/**
 * A sled agent by HTTP, in the version that it speaks. One whose address is not known, since there is no such sled or the
 * database is away and it was never asked before, cannot be reached.
 */
export function httpSledAgent(options: AgentOptions, sledId: Uuid): SledAgent {
  const { database, table, connections, log, closing } = options;

  const ask = async <Value>(
    { signal: given }: CallOptions,
    call: (
      sled: Sled,
      options: { readonly signal: AbortSignal },
    ) => Promise<SledAgentResult<Value>>,
  ): Promise<SledAgentResult<Value>> => {
    const signal = given === undefined ? closing : AbortSignal.any([given, closing]);
    const sled = await table.find(sledId);
    if (sled === null) return troubles.network;
    try {
      return await call(sled, { signal });
    } catch (error) {
      // Whoever waits for the database waits no longer.
      if (signal.aborted) return troubles.aborted;
      throw error;
    }
  };

  /** Writes down what went wrong: whoever asked is told less. */
  const noted = <Result extends Noted>(operation: keyof SledAgent, result: Result): Result => {
    if (!result.ok) log.info({ sledId, operation, ...wordsOf(result) }, 'a sled agent did not');
    return result;
  };

  return {
    /**
     * No operation of the API makes a volume: the registration names those that a VMM gets, and its sled agent makes
     * them. So this finds out whether the sled is there to do it: it is asked which versions it speaks, each time.
     */
    ensureLocalStorage: (_disk, given = {}) =>
      ask(given, async (sled, call) => {
        const negotiated = await connections.fresh(sled).negotiate(call);
        if (negotiated.ok) return { kind: 'ok', value: null };
        return troubles[noted('ensureLocalStorage', negotiated).code];
      }),

    registerVmm: (registration, given = {}) =>
      ask(given, async (sled, call) => {
        const body = await bodyOf(database, registration, call.signal);
        if (body instanceof Refusal) {
          log.error({ sledId, vmmId: registration.vmm.id, err: body }, 'cannot be said to a sled');
          return troubles.request_invalid;
        }
        const path = { propolis_id: registration.vmm.id };
        const result = await vmmRegister(connections.to(sled), { path, body }, call);
        return answerOf(noted('registerVmm', result), (wire) => fromWire(wire));
      }),

    unregisterVmm: (vmmId, given = {}) =>
      ask(given, async (sled, call) => {
        const request = { path: { propolis_id: vmmId } };
        const result = await vmmUnregister(connections.to(sled), request, call);
        return answerOf(noted('unregisterVmm', result), (wire) =>
          reportIfAny(wire.updated_runtime),
        );
      }),

    putVmmState: (vmmId, requested, given = {}) =>
      ask(given, async (sled, call) => {
        const request = { path: { propolis_id: vmmId }, body: { state: stateOf(requested) } };
        const result = await vmmPutState(connections.to(sled), request, call);
        return answerOf(noted('putVmmState', result), (wire) => reportIfAny(wire.updated_runtime));
      }),

    getVmmState: (vmmId, given = {}) =>
      ask(given, async (sled, call) => {
        const connection = connections.to(sled);
        const look = () => vmmGetState(connection, { path: { propolis_id: vmmId } }, call);
        const first = await look();
        // The first answer after an upgrade is in the version of before, which may have no word for what there is.
        const result = first.ok && first.version !== connection.version ? await look() : first;
        return answerOf(noted('getVmmState', result), (wire) => fromWire(wire));
      }),
  };
}

async function bodyOf(
  database: Database<Tables>,
  registration: VmmRegistration,
  signal: AbortSignal,
): Promise<ReturnType<typeof ensureBodyOf>> {
  const { id } = registration.instance;
  const facts = await patiently(
    () => database.transaction((transaction) => readRegistrationFacts(transaction, id)),
    { signal },
  );
  return ensureBodyOf(registration, facts);
}

function stateOf(requested: VmmStateRequest): VmmPutStateBody['state'] {
  if (requested.kind !== 'migration_target') return { type: requested.kind };
  const { propolisIp, propolisPort } = requested.source;
  const src_propolis_addr = addressAndPort(propolisIp, propolisPort);
  return { type: 'migration_target', value: { src_propolis_addr } };
}

type Noted = Success<number, unknown> | ErrorAnswer<number, WireError> | Failure | Negotiated;
type Negotiated = { readonly ok: true; readonly version: string };

function wordsOf(result: ErrorAnswer<number, WireError> | Failure): object {
  const { message: words, status } = result;
  if (result.code === 'error_status') return { status, code: result.error.error_code, words };
  const { code, field, since } = result;
  return { status, code, words, field, since };
}
