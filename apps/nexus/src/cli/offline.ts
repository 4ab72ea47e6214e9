import { type Database, findSagaRow, type SagaRow, type Tables } from '@skewline/db-model';
import type { Operations } from '@skewline/nexus-types/operator';
import { api } from '@skewline/nexus-types/operator/server';
import type { Uuid } from '@skewline/runtime/api';
import { type Accepted, type EngineRefusal, registry, type SagaEngine } from '@skewline/saga';
import { defaultRestartLimits, settleAttemptOf } from '@skewline/saga/instance';
import { createJournal } from '@skewline/saga/journal';
import type { Call, Handlers, Reply } from '@skewline/server';
import { pino } from 'pino';
import { instanceReadHandlers } from '../operator/instance.ts';
import { migrationReadHandlers } from '../operator/migration.ts';
import { eventsInTables, sagaReadHandlers, sagaVerbHandlers } from '../operator/saga.ts';
import { sledReadHandlers } from '../operator/sled.ts';
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
  const reading = { database, now, restart: defaultRestartLimits };
  const open = async (): Promise<SagaEngine> => {
    opened.engine ??= await createJournal(database, {
      // It takes over nothing: it has no actions, and does not live long enough to look.
      actions: registry([]),
      recoveryMs: 2 ** 31 - 1,
      onRest: (saga) => settleAttemptOf(services, saga).then(() => {}),
    });
    return opened.engine;
  };
  const asking = async (sagaId: Uuid, verb: Verb): Promise<Accepted | EngineRefusal> => {
    const saga = await findSagaRow(database.kysely, sagaId);
    return saga !== null && saga.engine !== 'journal' ? otherEngine(saga) : verb(await open());
  };
  const engine: Verbs = {
    retry: async (id, node, reason) => asking(id, (journal) => journal.retry(id, node, reason)),
    skip: async (id, node, reason) => asking(id, (journal) => journal.skip(id, node, reason)),
    cancel: async (id, reason) => asking(id, (journal) => journal.cancel(id, reason)),
    abandon: async (id, reason) => asking(id, (journal) => journal.abandon(id, reason)),
  };
  const known: Partial<Handlers<Operations>> = {
    ...instanceReadHandlers(reading),
    ...vmmReadHandlers(reading),
    ...migrationReadHandlers(reading),
    ...sagaReadHandlers(reading, eventsInTables(reading)),
    ...sagaVerbHandlers(() => engine),
    ...userHandlers({ database, services }),
    ...sledReadHandlers(reading),
  };
  const refused = Object.fromEntries(api.operations.map(({ id }) => [id, needsNexus]));
  return {
    // The cast: every operation that there is has one of the two, which is what the loop does.
    handlers: { ...refused, ...known } as Handlers<Operations>,
    close: async () => opened.engine?.close(),
  };
}

type Verbs = Pick<SagaEngine, 'retry' | 'skip' | 'cancel' | 'abandon'>;
type Verb = (engine: Verbs) => Promise<Accepted | EngineRefusal>;

function otherEngine({ engine }: Pick<SagaRow, 'engine'>): EngineRefusal {
  const message = `this saga is one of engine ${engine}: ask a nexus that runs it`;
  return { ok: false, code: 'bad_option', status: 409, message };
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
