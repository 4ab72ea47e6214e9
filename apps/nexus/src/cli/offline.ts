import type { Database, Tables } from '@skewline/db-model';
import type { Operations } from '@skewline/nexus-types/operator';
import { api } from '@skewline/nexus-types/operator/server';
import { registry, type SagaEngine } from '@skewline/saga';
import { defaultRestartLimits, settleAttemptOf } from '@skewline/saga/instance';
import { createJournal } from '@skewline/saga/journal';
import type { Call, Handlers, Reply } from '@skewline/server';
import { pino } from 'pino';
import type { Nexus } from '../nexus.ts';
import { instanceReadHandlers } from '../operator/instance.ts';
import { migrationReadHandlers } from '../operator/migration.ts';
import { eventsInTables, sagaReadHandlers, sagaVerbHandlers } from '../operator/saga.ts';
import { sledHandlers } from '../operator/sled.ts';
import { userHandlers } from '../operator/user.ts';
import { vmmReadHandlers } from '../operator/vmm.ts';
import { makeServices, now } from '../services.ts';

/** The operator API without a nexus. */
export interface Offline {
  readonly handlers: Handlers<Operations>;
  close(): Promise<void>;
}

/** What a database alone can answer; the rest is refused, with the reason. */
export function offlineHandlers(database: Database<Tables>): Offline {
  const opened: { engine: SagaEngine | null } = { engine: null };
  const services = makeServices({
    database,
    sleds: {
      agent: () => {
        throw new Error('nothing here asks a sled agent');
      },
      power: async () => 'unknown',
    },
    restartLimits: defaultRestartLimits,
    log: pino({ level: 'silent' }),
    activate: () => {},
    engine: () => {
      throw new Error('nothing here begins a saga');
    },
  });
  // The cast: of the handlers of sleds the list alone is taken, and that reads the database and nothing else.
  const { sled_list } = sledHandlers({ database } as Nexus);
  const reading = { database, now, restart: defaultRestartLimits };
  const verbs = async (): Promise<SagaEngine> => {
    opened.engine ??= await createJournal(database, {
      // It takes over nothing: it has no actions, and does not live long enough to look.
      actions: registry([]),
      recoveryMs: 2 ** 31 - 1,
      onRest: (saga) => settleAttemptOf(services, saga).then(() => {}),
    });
    return opened.engine;
  };
  const engine = {
    retry: async (...asked: Parameters<SagaEngine['retry']>) => (await verbs()).retry(...asked),
    skip: async (...asked: Parameters<SagaEngine['skip']>) => (await verbs()).skip(...asked),
    cancel: async (...asked: Parameters<SagaEngine['cancel']>) => (await verbs()).cancel(...asked),
    abandon: async (...asked: Parameters<SagaEngine['abandon']>) =>
      (await verbs()).abandon(...asked),
  };
  const known: Partial<Handlers<Operations>> = {
    ...instanceReadHandlers(reading),
    ...vmmReadHandlers(reading),
    ...migrationReadHandlers(reading),
    ...sagaReadHandlers(reading, eventsInTables(reading)),
    ...sagaVerbHandlers(() => engine),
    ...userHandlers({ database, services }),
    sled_list,
  };
  const refused = Object.fromEntries(api.operations.map(({ id }) => [id, needsNexus]));
  return {
    // The cast: every operation that there is has one of the two, which is what the loop does.
    handlers: { ...refused, ...known } as Handlers<Operations>,
    close: async () => opened.engine?.close(),
  };
}

function needsNexus(_request: unknown, call: Call): Reply<Operations['skew_report']> {
  return {
    status: 501,
    body: {
      request_id: call.requestId,
      error_code: 'NotImplemented',
      message: `${call.operation} needs a nexus that runs: a database does not know`,
    },
  };
}
