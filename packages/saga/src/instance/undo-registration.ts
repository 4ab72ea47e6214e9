import { fetchSled } from '@skewline/db-model';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { ActionContext } from '../action.ts';
import { type AskedSled, askSled } from './ask-sled.ts';
import { read } from './in-database.ts';
import type { InstanceServices } from './services.ts';
import { failureProvenBy } from './sled-agent-error.ts';
import { untilSettled } from './start/waiting.ts';

/**
 * Takes a VMM off its sled, whether or not it ever got there, and resolves only when it cannot live there any more:
 *
 * - `unregistered`: the sled agent has stopped it, or does not know it
 * - `sled_gone`: the sled was deleted or expunged, and what was on it is lost
 * - `sled_off`: the sled agent cannot be reached, and the gateway says that the sled has no power
 *
 * Everything else (no answer, an error, a VMM that is about to end) is no proof, so it waits and asks again, for ever: who
 * gives the room on the sled away while the VMM may live runs a guest twice (A10.4). An undo that calls this has no time
 * limit (`timeoutMs: null`).
 */
export async function undoRegistration(
  services: InstanceServices,
  context: Pick<ActionContext<never, never>, 'signal'>,
  { sledId, vmmId }: { readonly sledId: Uuid; readonly vmmId: Uuid },
): Promise<'unregistered' | 'sled_gone' | 'sled_off'> {
  const { signal } = context;
  return untilSettled(services, signal, async () => {
    if (!(await isSledInService(services, context, sledId))) return 'sled_gone';
    const answer = await askSled(
      services,
      sledId,
      (sled) => sled.unregisterVmm(vmmId, { signal }),
      { signal },
    );
    if (answer.kind === 'off') return 'sled_off';
    return isOffItsSled(answer) ? 'unregistered' : null;
  });
}

/** Whether this answer to `unregisterVmm` says that the VMM cannot live any more. */
export function isOffItsSled(answer: AskedSled<unknown>): boolean {
  return answer.kind === 'ok' || failureProvenBy(answer) !== null;
}

/** Whether anything may still be on the sled: it is neither deleted nor expunged. */
export async function isSledInService(
  services: InstanceServices,
  context: Pick<ActionContext<never, never>, 'signal'>,
  sledId: Uuid,
): Promise<boolean> {
  const sled = await read(services, context, (transaction) => fetchSled(transaction, sledId));
  return !(sled instanceof Refusal) && sled.timeDeleted === null && sled.policy !== 'expunged';
}
