import { type Database, patiently, type Tables } from '@skewline/db-model';
import type { Sled, SledVmmState } from '@skewline/nexus-types/domain';
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
  type Failure,
  vmmGetState,
  vmmPutState,
  type VmmPutStateBody,
  vmmRegister,
  vmmUnregister,
} from '@skewline/sled-agent-client';
import type { Logger } from 'pino';
import { answerOf, reportIfAny, troubles } from './answer.ts';
import type { Connections, SledConnection } from './connections.ts';
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

  type Asked = Parameters<typeof answerOf>[0];
  /** Asks, and writes down what went wrong: what sagas are told is less. */
  const ask = async <Result extends Asked, Value>(
    operation: keyof SledAgent,
    { signal }: CallOptions,
    call: (sled: Sled, options: { readonly signal: AbortSignal }) => Promise<Result>,
    take: (result: Result) => SledAgentResult<Value>,
  ): Promise<SledAgentResult<Value>> => {
    const sled = await table.find(sledId);
    if (sled === null) {
      log.warn({ sledId, operation }, 'a sled whose address is not known');
      return troubles.network;
    }
    const ends = signal === undefined ? closing : AbortSignal.any([signal, closing]);
    const result = await call(sled, { signal: ends });
    if (!result.ok) log.info({ sledId, operation, ...wordsOf(result) }, 'a sled agent did not');
    return take(result);
  };
  const connection = (sled: Sled): SledConnection => connections.to(sled);

  return {
    /**
     * No operation of the API makes a volume: the registration names those that a VMM gets, and its sled agent makes
     * them. So this finds out whether the sled is there to do it: it is asked which versions it speaks, each time.
     */
    ensureLocalStorage: async (_disk, given = {}) => {
      const sled = await table.find(sledId);
      if (sled === null) return troubles.network;
      const signal =
        given.signal === undefined ? closing : AbortSignal.any([given.signal, closing]);
      const negotiated = await connections.fresh(sled).negotiate({ signal });
      if (negotiated.ok) return { kind: 'ok', value: null };
      log.info({ sledId, ...wordsOf(negotiated) }, 'a sled agent does not say its versions');
      return troubles[negotiated.code];
    },

    registerVmm: async (registration, given = {}) => {
      const body = await bodyOf(database, registration, given);
      if (body instanceof Refusal) {
        log.error({ sledId, vmmId: registration.vmm.id, err: body }, 'cannot be said to a sled');
        return troubles.request_invalid;
      }
      const path = { propolis_id: registration.vmm.id };
      return ask(
        'registerVmm',
        given,
        (sled, options) => vmmRegister(connection(sled), { path, body }, options),
        (result) => answerOf(result, (wire) => fromWire(wire)),
      );
    },

    unregisterVmm: (vmmId, given = {}) =>
      ask(
        'unregisterVmm',
        given,
        (sled, options) =>
          vmmUnregister(connection(sled), { path: { propolis_id: vmmId } }, options),
        (result) => answerOf(result, (wire) => reportIfAny(wire.updated_runtime)),
      ),

    putVmmState: (vmmId, requested, given = {}) =>
      ask(
        'putVmmState',
        given,
        (sled, options) => {
          const request = { path: { propolis_id: vmmId }, body: { state: stateOf(requested) } };
          return vmmPutState(connection(sled), request, options);
        },
        (result) => answerOf(result, (wire) => reportIfAny(wire.updated_runtime)),
      ),

    getVmmState: (vmmId, given = {}): Promise<SledAgentResult<SledVmmState>> =>
      ask(
        'getVmmState',
        given,
        (sled, options) => vmmGetState(connection(sled), { path: { propolis_id: vmmId } }, options),
        (result) => answerOf(result, (wire) => fromWire(wire)),
      ),
  };
}

function bodyOf(
  database: Database<Tables>,
  registration: VmmRegistration,
  { signal }: CallOptions,
): Promise<ReturnType<typeof ensureBodyOf>> {
  const { id } = registration.instance;
  return patiently(
    () => database.transaction((transaction) => readRegistrationFacts(transaction, id)),
    signal === undefined ? {} : { signal },
  ).then((facts) => ensureBodyOf(registration, facts));
}

function stateOf(requested: VmmStateRequest): VmmPutStateBody['state'] {
  if (requested.kind !== 'migration_target') return { type: requested.kind };
  const { propolisIp, propolisPort } = requested.source;
  const src_propolis_addr = addressAndPort(propolisIp, propolisPort);
  return { type: 'migration_target', value: { src_propolis_addr } };
}

/** For the log. */
function wordsOf(
  result: Failure | { readonly code: string; readonly message: string; readonly status?: number },
): object {
  const { code, message, status } = result;
  const { field, since } = { field: undefined, since: undefined, ...result };
  return { code, words: message, status, field, since };
}
