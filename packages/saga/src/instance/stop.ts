import { type InTransaction, markVmmFailed } from '@skewline/db-model';
import type { Uuid } from '@skewline/runtime/api';
import { action, type ActionStep, type RunContext } from '../action.ts';
import { dagBuilder } from '../builder.ts';
import { ActionFailure } from '../error.ts';
import { read, unwritten, written } from './in-database.ts';
import { acceptedOrFailure } from './accepted.ts';
import { askSled } from './ask-sled.ts';
import { takeAnswer } from './report.ts';
import { updateSoon } from './updater.ts';
import { type InstanceSaga, soundDag } from './saga.ts';
import type { InstanceServices } from './services.ts';
import { failureProvenBy, sledAgentErrorKind, sledAgentFailure } from './sled-agent-error.ts';
import { untilSettled, waitsOf } from './start/waiting.ts';
import { type AskToStop, decideStop } from './stop/decide.ts';
import { readInstanceAndVmm } from './stop/facts.ts';
import { intendStopped, settle } from './stop/intent.ts';

export interface StopParams {
  readonly instanceId: Uuid;
}

/**
 * Stops an instance that runs: writes down the wish, then asks the sled agent. It does not wait for the guest: that it has
 * stopped is seen by what the sled agent reports, and leads to an update. Nothing is undone: where the sled agent cannot
 * be asked the saga unwinds with that error, and the instance is still meant to be stopped, so that nobody starts it again
 * when its VMM ends. Whoever asks again has another try.
 */
export function stopSaga(services: InstanceServices): InstanceSaga<StopParams, null> {
  const persist = persistIntent(services);
  const stop = stopVmm(services);
  const dag = soundDag(
    dagBuilder<StopParams>('instance_stop')
      .append('persist_intent', persist)
      .append('stop_vmm', stop)
      .build(),
  );
  return { name: 'instance_stop', actions: [persist, stop], dag: () => dag };
}

function persistIntent(services: InstanceServices): ActionStep<StopParams, unknown, null> {
  return action<{ params: StopParams; output: null }>({
    name: 'instance_stop.persist_intent',
    version: 1,
    policy: { timeoutMs: null },
    run: (context) =>
      written(services, context, async (transaction) => {
        const { instance } = await facts(transaction, context);
        acceptedOrFailure(await intendStopped(transaction, instance, services.now()));
        return null;
      }),
  });
}

type Context = RunContext<StopParams, unknown, null>;

async function facts(transaction: InTransaction, { params }: Context) {
  return acceptedOrFailure(await readInstanceAndVmm(transaction, params.instanceId));
}

/**
 * Looks at the instance as it is now: since the request it may have stopped, failed, or moved. While it is being moved,
 * whatever its old sled says: the guest may have left just now. So it looks again, until it is written down where it is.
 */
function stopVmm(services: InstanceServices): ActionStep<StopParams, unknown, null> {
  return action<{ params: StopParams; output: null }>({
    name: 'instance_stop.stop_vmm',
    version: 1,
    policy: { attempts: 5, timeoutMs: null, ...waitsOf(services) },
    run: async (context) => {
      await untilSettled(services, context.signal, () => stopOnce(services, context));
      return null;
    },
  });
}

/** Null: it is being moved, and may run where it goes. */
type Stopped = 'stopped' | null;

async function stopOnce(services: InstanceServices, context: Context): Promise<Stopped> {
  const seen = await read(services, context, (transaction) => facts(transaction, context));
  const decision = decideStop(seen, services.now());
  const { id } = seen.instance;
  switch (decision.kind) {
    case 'nothing':
      return 'stopped';
    case 'update':
      await updateSoon(services, id);
      return 'stopped';
    case 'moving':
      await updateSoon(services, id);
      return null;
    case 'settle':
      await written(services, context, async (transaction) => {
        acceptedOrFailure(await settle(transaction, id, decision.runtime));
        return null;
      });
      return 'stopped';
    case 'ask':
      await ask(services, context, decision);
      return decision.isMoving ? null : 'stopped';
    case 'refused': {
      const { code, status, message } = decision;
      const details = { answer: { status, message } };
      throw new ActionFailure(code, message, { details, retry: false });
    }
  }
}

/** Has the sled agent stop the VMM. That it ends, or has ended, by itself is as good. */
async function ask(
  services: InstanceServices,
  context: Context,
  { sledId, vmmId, isMoving }: AskToStop,
): Promise<void> {
  const { signal } = context;
  const answer = await askSled(
    services,
    sledId,
    (sled) => sled.putVmmState(vmmId, { kind: 'stopped' }, { signal }),
    { signal },
  );
  if (answer.kind === 'ok') {
    if (answer.value !== null) await takeAnswer(services, context, vmmId, answer.value);
    return;
  }
  // What was wanted; the last state is still to be reported.
  if (sledAgentErrorKind(answer) === 'ending') return;
  const failure = failureProvenBy(answer);
  if (failure !== null) {
    const { found } = await unwritten(services, context, async (transaction) =>
      acceptedOrFailure(await markVmmFailed(transaction, vmmId, failure, services.now())),
    );
    await updateSoon(services, context.params.instanceId);
    // It was heard of since this saga looked: it had stopped when it was asked. Or its guest has left, and that is still to be
    // reported: then it runs where it went.
    if (isMoving || found.runtime.state.kind === 'destroyed') return;
  }
  throw sledAgentFailure(answer, { operation: 'putVmmState', sledId });
}
