import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import { askSled } from './ask-sled.ts';
import { handleReport } from './report.ts';
import type { InstanceServices } from './services.ts';
import {
  failureProvenBy,
  type SledAgentError,
  sledAgentErrorAnswer,
  type UserAnswer,
} from './sled-agent-error.ts';
import { decideReboot } from './stop/decide.ts';
import { readInstanceAndVmm } from './stop/facts.ts';
import { intend } from './stop/intent.ts';
import { markVmmFailedAndUpdate } from './updater.ts';

export type RebootResult =
  | { readonly kind: 'requested' }
  /** The sled agent was asked and did not do it; the instance is meant to run all the same. */
  | {
      readonly kind: 'sled_agent_error';
      readonly error: SledAgentError;
      readonly answer: UserAnswer;
    };

/**
 * Reboots an instance (A4): it is meant to run from now on, and its sled agent is asked, once. No saga: whoever asked is
 * there, and asks again where there was no answer.
 */
export async function requestReboot(
  services: InstanceServices,
  instanceId: Uuid,
): Promise<RebootResult | Refusal> {
  const { database } = services;
  const decision = await database.transaction(async (transaction) => {
    const seen = await readInstanceAndVmm(transaction, instanceId);
    if (seen instanceof Refusal) return seen;
    const decided = decideReboot(seen);
    if (decided.kind === 'refused') return new Refusal(decided.message, decided);
    const what = { kind: 'reboot_requested' } as const;
    return (await intend(transaction, instanceId, 'running', what, services.now())) ?? decided;
  });
  if (decision instanceof Refusal) return decision;

  const { sledId, vmmId } = decision;
  const answer = await askSled(services, sledId, (sled) =>
    sled.putVmmState(vmmId, { kind: 'reboot' }),
  );
  if (answer.kind === 'ok') {
    const report = answer.value;
    if (report === null) return { kind: 'requested' };
    const write = await handleReport(services, vmmId, report);
    return write instanceof Refusal ? write : { kind: 'requested' };
  }
  const failure = failureProvenBy(answer);
  if (failure !== null) {
    const marked = await markVmmFailedAndUpdate(services, vmmId, failure);
    if (marked instanceof Refusal) return marked;
  }
  return { kind: 'sled_agent_error', error: answer, answer: sledAgentErrorAnswer(answer) };
}
