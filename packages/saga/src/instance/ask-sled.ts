import type { Uuid } from '@skewline/runtime/api';
import type { CallOptions, InstanceServices, SledAgent, SledAgentResult } from './services.ts';
import type { SledAgentError } from './sled-agent-error.ts';
import { isSledOff } from './watcher.ts';

/** What came of asking: what was asked for, or why not. */
export type AskedSled<Value> = { readonly kind: 'ok'; readonly value: Value } | SledAgentError;

/**
 * Asks a sled agent. That it cannot be reached proves nothing, so then the gateway is asked for the power of the sled: if
 * it is off, for sure, the answer is `off` (A5, behaviour 32). What the sled agent itself says is not doubted.
 */
export async function askSled<Value>(
  services: Pick<InstanceServices, 'sledAgent' | 'sledPower'>,
  sledId: Uuid,
  ask: (sled: SledAgent) => Promise<SledAgentResult<Value>>,
  { signal }: CallOptions = {},
): Promise<AskedSled<Value>> {
  const answer = await ask(services.sledAgent(sledId));
  if (answer.kind !== 'unreachable') return answer;
  return isSledOff(await services.sledPower(sledId, signal)) ? { kind: 'off' } : answer;
}
