import type { Database, Tables } from '@skewline/db-model';
import type { SagaEngine } from '@skewline/saga';
import type { InstanceServices } from '@skewline/saga/instance';
import type { FastifyInstance } from 'fastify';
import { type Logger, pino } from 'pino';
import { createAuthenticator } from './auth/authenticator.ts';
import type { Listen, NexusConfig } from './config.ts';
import { addDefaultPool } from './default-pool.ts';
import { externalHandlers } from './external/handlers.ts';
import { externalApp, internalApp } from './http/app.ts';
import { readConsole } from './http/console.ts';
import { createHealth, type Health } from './http/health.ts';
import { internalHandlers } from './internal/handlers.ts';
import { createMetrics } from './metrics.ts';
import type { Nexus } from './nexus.ts';
import { databaseProblemOf, openMigrated } from './open-database.ts';
import { operatorHandlers } from './operator/handlers.ts';
import { ServeProblem } from './serve-problem.ts';
import { makeServices, now, openEngine } from './services.ts';
import { createSleds } from './sleds/create.ts';
import type { Sleds } from './sleds/sleds.ts';
import { tendDatabase } from './tend-database.ts';
import { createBackgroundTasks } from './tasks/driver.ts';
import { nexusTasks } from './tasks/tasks.ts';

/** A nexus that answers. */
export interface Served {
  readonly nexus: Nexus;
  /** Of the external API: `http://127.0.0.1:12220`. */
  readonly url: string;
  readonly internalUrl: string;
  /**
   * Refuses new sagas and says that it is not ready; then requests end, tasks, and sagas as far as they can in the time
   * that the configuration gives them. A second call waits for the first.
   */
  close(): Promise<void>;
}

export interface ServeOptions {
  /** Default: to stdout, from the level of the configuration on. */
  readonly log?: Logger;
  /** For tests: other sleds than those that can be reached by HTTP. */
  readonly sleds?: (database: Database<Tables>) => Promise<Sleds>;
}

/** Begins a nexus. What stands in its way is given back, and nothing is left open then. */
export async function serve(
  config: NexusConfig,
  options: ServeOptions = {},
): Promise<Served | ServeProblem> {
  const log = options.log ?? makeLog(config);
  // What is open, to be closed in the opposite order.
  const open: (() => Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of open.toReversed()) await close();
  };
  try {
    const served = await begin(config, log, options, open);
    if (served instanceof ServeProblem) await closeAll();
    return served;
  } catch (error) {
    await closeAll();
    const problem = databaseProblemOf(error);
    if (problem === null) throw error;
    return problem;
  }
}

async function begin(
  config: NexusConfig,
  log: Logger,
  options: ServeOptions,
  open: (() => Promise<void>)[],
): Promise<Served | ServeProblem> {
  const directory = config.consoleDirectory;
  const console = directory === null ? null : await readConsole(directory);
  if (console instanceof ServeProblem) return console;
  const database = await openMigrated(config.database, log);
  if (database instanceof ServeProblem) return database;
  open.push(() => database.close());
  const tended = tendDatabase(database, log);
  open.push(tended);
  await addDefaultPool(database, config.externalAddresses, now());

  const nexus = await makeNexus(config, log, database, options, open);
  if (nexus instanceof ServeProblem) return nexus;
  const { engine } = nexus.services;
  const health = createHealth(database);
  const authenticator = createAuthenticator(database);
  const [external, operator] = [externalHandlers(nexus), operatorHandlers(nexus)];
  const answers = { external, operator, authenticator, health, console };
  const outside = await externalApp(nexus, answers);
  open.push(() => outside.close());
  const inside = await internalApp(nexus, internalHandlers(nexus), health);
  open.push(() => inside.close());
  const url = await listen(outside, config.listen, 'listen');
  if (url instanceof ServeProblem) return url;
  const internalUrl = await listen(inside, config.internalListen, 'internalListen');
  if (internalUrl instanceof ServeProblem) return internalUrl;

  nexus.tasks.start();
  log.info({ url, internalUrl, engine: config.engine }, 'nexus is ready');
  const apps = [outside, inside];
  let closing: Promise<void> | null = null;
  const stop = (): Promise<void> => stopNexus(nexus, engine(), health, apps, tended);
  return {
    nexus,
    url,
    internalUrl,
    close: async () => (closing ??= stop()),
  };
}

async function makeNexus(
  config: NexusConfig,
  log: Logger,
  database: Database<Tables>,
  options: ServeOptions,
  open: (() => Promise<void>)[],
): Promise<Nexus | ServeProblem> {
  const metrics = createMetrics();
  const sleds = (await options.sleds?.(database)) ?? createSleds({ config, database, log, now });
  open.push(() => sleds.close());
  // Services, engine and tasks need each other: who is asked before they are all there is asked too early.
  const later: { engine?: SagaEngine; nexus?: Nexus } = {};
  const services: InstanceServices = makeServices({
    database,
    sleds,
    log,
    restartLimits: config.restart,
    activate: (task) => later.nexus?.tasks.activate(task),
    engine: () => there(later.engine),
  });
  const engine = await openEngine(config, services, log);
  if (engine instanceof ServeProblem) return engine;
  later.engine = engine;
  open.push(() => engine.close());
  const tasks = createBackgroundTasks(nexusTasks({ config, services, sleds, metrics, log }), {
    config: config.tasks,
    log,
    metrics,
    now,
  });
  open.push(() => tasks.stop());
  later.nexus = { config, log, metrics, database, sleds, services, tasks };
  return later.nexus;
}

async function stopNexus(
  { config, log, tasks, sleds, database }: Nexus,
  engine: SagaEngine,
  health: Health,
  apps: readonly FastifyInstance[],
  tended: () => Promise<void>,
): Promise<void> {
  log.info('nexus stops');
  health.stop();
  const trouble = (error: unknown): void => log.error({ err: error }, 'something does not stop');
  // It resolves when all that runs here is at rest; how long that is waited for is said by `close` of the engine.
  engine.quiesce().catch(trouble);
  const steps: readonly (() => Promise<unknown>)[] = [
    () => Promise.all(apps.map((app) => drain(app, config.sagas.graceMs))),
    () => tasks.stop(),
    () => engine.close(),
    () => sleds.close(),
    tended,
    () => database.close(),
  ];
  // Each is tried, whatever became of the one before: the last lets go of the database.
  for (const step of steps) await step().catch(trouble);
  log.info('nexus has stopped');
}

/** Takes no more connections, and waits for the requests that are there; but not for ever. */
async function drain(app: FastifyInstance, graceMs: number): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), graceMs);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}

async function listen(
  app: FastifyInstance,
  { host, port }: Listen,
  setting: string,
): Promise<string | ServeProblem> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    const where = `${host}:${String(port)}`;
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EADDRINUSE') {
      return new ServeProblem(
        `another program listens at ${where} already`,
        `stop it, or choose another port for ${setting}; 0 takes one that is free`,
      );
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      return new ServeProblem(
        `nobody may listen at ${where} here (${code})`,
        `choose an address of this machine and a free port from 1024 on for ${setting}`,
      );
    }
    throw error;
  }
}

function makeLog(config: NexusConfig): Logger {
  return pino({
    level: config.logLevel,
    // Nobody hands such a thing to the log; if somebody does, it does not get into it.
    redact: ['authorization', 'secret', 'password', '*.authorization', '*.secret', '*.password'],
  });
}

function there<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('nexus is not complete yet');
  return value;
}
