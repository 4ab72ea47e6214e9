import { action, type ActionStep } from '../../action.ts';
import { failStartAs, startFailureOf } from '../attempts/failure.ts';
import { acceptStart, recordNotStarted, recordStarted } from '../attempts/record.ts';
import { unwritten, written } from '../in-database.ts';
import type { InstanceServices } from '../services.ts';
import { type Found, foundOf } from './mark.ts';
import type { StartParams } from './params.ts';
import { instanceToStart } from './reading.ts';

/**
 * The attempt is there and open, whoever accepted it. Undone last, when all else is as it was before: then it says why
 * nothing came of it. Gives what the instance was, for only before the start is that to be seen.
 */
export function recordAttempt(services: InstanceServices): ActionStep<StartParams, unknown, Found> {
  return action<{ params: StartParams; output: Found }>({
    name: 'instance_start.record_attempt',
    version: 1,
    policy: { timeoutMs: null },
    undoPolicy: { timeoutMs: null },
    run: async (context) =>
      written(services, context, async (transaction) => {
        const { attemptId: id, instanceId, origin, requestId } = context.params;
        const instance = await instanceToStart(transaction, instanceId);
        const request = { id, instanceId, origin, requestId };
        const { value } = await acceptStart(transaction, request, services.now());
        // Not undone, so no failure is recorded of it: it is another one that starts the instance.
        if (value.id !== id) {
          throw failStartAs('instance_changed', `attempt ${value.id} is under way`);
        }
        if (value.outcome.kind !== 'open') {
          throw failStartAs('instance_changed', 'this attempt is over');
        }
        return foundOf(instance);
      }),
    undo: async (context) => {
      const failure = startFailureOf(context.error);
      const recorded = await unwritten(services, context, (transaction) =>
        recordNotStarted(
          transaction,
          context.params,
          failure,
          services.now(),
          services.restartLimits,
        ),
      );
      if (recorded.kind === 'recorded' && recorded.restart) {
        services.activate('instance_reincarnation');
      }
    },
  });
}

/** The end of it: whoever asks is told that it has succeeded. */
export function recordSuccess(services: InstanceServices): ActionStep<StartParams, unknown, null> {
  return action<{ params: StartParams }>({
    name: 'instance_start.record_success',
    version: 1,
    policy: { timeoutMs: null },
    run: async (context) =>
      written(services, context, async (transaction) => {
        await recordStarted(transaction, context.params, services.now());
        return null;
      }),
  });
}
