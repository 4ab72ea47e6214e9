import { createNexusClient, type NexusClient } from '@skewline/nexus-client/external';
import {
  createNexusOperatorClient,
  type NexusOperatorClient,
} from '@skewline/nexus-client/operator';

/** Somebody with a token, at one nexus. */
export interface NexusClients {
  readonly token: string;
  /** The external API. */
  readonly external: NexusClient;
  /** The operator API; it refuses whoever is no operator (403). */
  readonly operator: NexusOperatorClient;
}

/** Nothing is sent before the first call. `url` is that of the external listener. */
export function clientsAt(url: string, token: string): NexusClients {
  const headers = { authorization: `Bearer ${token}` };
  return {
    token,
    external: createNexusClient({ baseUrl: url, headers }),
    operator: createNexusOperatorClient({ baseUrl: `${url}/operator`, headers }),
  };
}

/** What came of a call where only a success makes sense. @throws Error that says what was answered instead. */
export function valueOf<Value>(
  answer: { readonly ok: true; readonly value: Value } | Unsuccessful,
): Value {
  if (answer.ok) return answer.value;
  const status = answer.status === undefined ? answer.code : String(answer.status);
  throw new Error(`nexus answered ${status}: ${answer.message}`);
}

interface Unsuccessful {
  readonly ok: false;
  readonly code: string;
  readonly status?: number;
  readonly message: string;
}
