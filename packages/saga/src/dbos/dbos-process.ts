import { AsyncLocalStorage } from 'node:async_hooks';
import { DBOS, Error as DbosErrors } from '@dbos-inc/dbos-sdk';
import type { Uuid } from '@skewline/runtime/api';
import type { ListedStep } from './history.ts';

/** The DBOS of this process: there is one, and all of it is static. Everything asked of it goes through here. */
export interface DbosProcess {
  /** Begins the workflow of a saga here, or takes it here from wherever it was. False: it has ended. */
  begin(sagaId: Uuid): Promise<boolean>;
  /** As `begin`, of a saga that has no workflow yet as far as we know: one question less. */
  beginNew(sagaId: Uuid): Promise<void>;
  cancel(sagaId: Uuid): Promise<void>;
  steps(sagaId: Uuid): Promise<readonly ListedStep[]>;
  remove(sagaIds: readonly Uuid[]): Promise<void>;
  /** Those of processes that died remain; these ones live. */
  forgetQueuesBut(executorIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export interface DbosProcessOptions {
  readonly url: string;
  /** DBOS believes that two processes with the same id are one. */
  readonly executorId: string;
  /** The body of every saga's workflow. */
  readonly run: (sagaId: Uuid) => Promise<void>;
  /** DBOS waits for the database, and goes on when it is back. */
  readonly onDatabaseAway: (message: string) => void;
}

/**
 * DBOS lets a process go on with a workflow only if it has the same version. Ours is of the workflow, which is the same
 * for every saga: another number when its steps change. What sagas do has versions of its own, those of the actions.
 */
const applicationVersion = 'skewline-saga-1';
const queuePrefix = 'skewline-saga:';
/** How often a process looks whether it has taken something over. */
const queueIntervalMs = 250;
/** A process that is stopped in the middle of a checkpoint must not keep others from the workflow. */
const idleTransactionMs = 10_000;

type Workflow = (sagaId: Uuid) => Promise<void>;

/** DBOS keeps what is registered for as long as the process lives. */
let workflow: Workflow | undefined;
let running: Workflow | undefined;

/** Throws where DBOS runs in this process already. */
export function checkFree(): void {
  if (running === undefined && !DBOS.isInitialized()) return;
  throw new Error('DBOS runs in this process already, and there can be one only');
}

/** Rejects where DBOS runs in this process already. */
export async function openDbos(options: DbosProcessOptions): Promise<DbosProcess> {
  checkFree();
  const { url, executorId, run } = options;
  running = run;
  workflow ??= DBOS.registerWorkflow(async (sagaId: Uuid) => running?.(sagaId), {
    name: 'skewline_saga',
    // Each time it is taken over counts as one, and is no sign of a fault.
    maxRecoveryAttempts: 1_000_000,
  });
  const sagaWorkflow = workflow;
  const queueName = `${queuePrefix}${executorId}`;
  try {
    DBOS.setConfig({
      name: 'skewline-saga',
      systemDatabaseUrl: withIdleTransactionTimeout(url),
      executorID: executorId,
      applicationVersion,
      logger: loggerOf(options),
      // A workflow that is resumed goes into a queue. By one of our own it comes here, and not to a process without the
      // actions that it needs.
      listenQueues: [queueName],
      // Nothing that we ask for is told by notifications.
      useListenNotify: false,
    });
    await DBOS.launch();
    await DBOS.registerQueue(queueName, { minPollingIntervalMs: queueIntervalMs });
  } catch (error) {
    running = undefined;
    throw error;
  }

  // In a workflow DBOS takes everything that is asked of it for a step of that workflow. An action that starts a saga is
  // not meant so.
  const outside = AsyncLocalStorage.snapshot();
  const beginNew = async (sagaId: Uuid): Promise<void> => {
    await outside(async () => DBOS.startWorkflow(sagaWorkflow, { workflowID: sagaId })(sagaId));
  };
  const beginAlone = async (sagaId: Uuid): Promise<boolean> => {
    const options = { workflowID: sagaId, workflowIDReusePolicy: 'reject' } as const;
    try {
      await outside(async () => DBOS.startWorkflow(sagaWorkflow, options)(sagaId));
      return true;
    } catch (error) {
      if (error instanceof DbosErrors.DBOSWorkflowIDInUseError) return false;
      throw error;
    }
  };
  return {
    beginNew,
    begin: async (sagaId) => {
      const known = await outside(async () => DBOS.getWorkflowStatus(sagaId));
      if (known?.status === 'SUCCESS' || known?.status === 'ERROR') return false;
      // One that was paused before it began it may do so at this very moment.
      if (known !== null || !(await beginAlone(sagaId))) {
        await outside(async () => DBOS.resumeWorkflow(sagaId, { queueName }));
      }
      return true;
    },
    forgetQueuesBut: async (executorIds) => {
      const living = new Set(executorIds.map((id) => `${queuePrefix}${id}`));
      const queues = await outside(async () => DBOS.listQueues());
      for (const { name } of queues) {
        if (!name.startsWith(queuePrefix) || living.has(name)) continue;
        await outside(async () => DBOS.deleteQueue(name));
      }
    },
    cancel: async (sagaId) => outside(async () => DBOS.cancelWorkflow(sagaId)),
    steps: async (sagaId) => (await outside(async () => DBOS.listWorkflowSteps(sagaId))) ?? [],
    remove: async (sagaIds) => outside(async () => DBOS.deleteWorkflows([...sagaIds])),
    close: async () => {
      await outside(async () => {
        await DBOS.deleteQueue(queueName).catch(() => {});
        await DBOS.shutdown();
      });
      running = undefined;
    },
  };
}

/** Where nothing is said of it DBOS sets it by a question of its own on each connection. */
function withIdleTransactionTimeout(url: string): string {
  const given = new URL(url);
  if (given.searchParams.has('options')) return url;
  given.searchParams.set('options', `-c idle_in_transaction_session_timeout=${idleTransactionMs}`);
  return given.href;
}

/** DBOS would write to stdout. What it says of sagas we say ourselves. */
function loggerOf({
  onDatabaseAway,
}: DbosProcessOptions): NonNullable<Parameters<typeof DBOS.setConfig>[0]['logger']> {
  const silent = (): void => {};
  return {
    debug: silent,
    info: silent,
    error: silent,
    warn: (entry) => {
      const text = String(entry);
      if (text.startsWith('Database connection failed')) onDatabaseAway(text);
    },
  };
}
