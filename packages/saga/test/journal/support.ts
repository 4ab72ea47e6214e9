import type { Database, Tables } from '@skewline/db-model';
import {
  action,
  type ActionStep,
  type AtRest,
  type Dag,
  type EngineRefusal,
  type EngineWarning,
  registry,
  type RunContext,
  type SagaEngine,
} from '@skewline/saga';
import { type KyselyPlugin, sql } from 'kysely';
import { createJournal } from '../../src/journal/index.ts';
import type { EngineOptions } from '../../src/engine/options.ts';
import type { BuildResult } from '../../src/builder.ts';

/** A database that loses answers and goes away when it is told to, and counts what it is asked. */
export interface Flaky {
  readonly database: Database<Tables>;
  /** Statements outside of transactions that were executed. */
  count(): number;
  /** The answer to the n-th statement from now on is lost, after it was executed. */
  loseAnswer(after: number): void;
  /** The answers to the next commits are lost. */
  loseCommits(times: number): void;
  /** The next statements do not reach it. */
  goAway(times: number): void;
}

class ConnectionLost extends Error {
  readonly code = 'ECONNRESET';
}

export function flaky(inner: Database<Tables>): Flaky {
  let count = 0;
  let answersUntilLoss = Number.POSITIVE_INFINITY;
  let commitsToLose = 0;
  let away = 0;
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      if (away > 0) {
        away -= 1;
        throw new ConnectionLost('the database is away');
      }
      count += 1;
      return node;
    },
    async transformResult({ result }) {
      answersUntilLoss -= 1;
      if (answersUntilLoss !== 0) return result;
      answersUntilLoss = Number.POSITIVE_INFINITY;
      throw new ConnectionLost('the answer was lost');
    },
  };
  return {
    database: {
      ...inner,
      kysely: inner.kysely.withPlugin(plugin),
      async transaction(work, options) {
        const result = await inner.transaction(work, options);
        if (commitsToLose === 0) return result;
        commitsToLose -= 1;
        throw new ConnectionLost('the answer to the commit was lost');
      },
    },
    count: () => count,
    loseAnswer: (after) => {
      answersUntilLoss = after;
    },
    loseCommits: (times) => {
      commitsToLose = times;
    },
    goAway: (times) => {
      away = times;
    },
  };
}

/** Ticks that no test waits for: recovery and heartbeats come when they are called for. */
export const never = { leaseMs: 2 ** 30, recoveryMs: 2 ** 30 } as const;

export interface Opened {
  readonly engine: SagaEngine;
  readonly warnings: EngineWarning[];
  readonly codes: () => readonly string[];
}

const opened: SagaEngine[] = [];

export async function openJournal(
  database: Database<Tables>,
  steps: readonly ActionStep<never, never, unknown>[],
  options: Partial<EngineOptions> = {},
): Promise<Opened> {
  const warnings: EngineWarning[] = [];
  const engine = await createJournal(database, {
    actions: registry(steps),
    ...never,
    onWarning: (warning) => warnings.push(warning),
    ...options,
  });
  opened.push(engine);
  return { engine, warnings, codes: () => warnings.map(({ code }) => code) };
}

export async function closeAll(): Promise<void> {
  for (const engine of opened.splice(0)) await engine.close();
}

export function built<Params, Output>(result: BuildResult<Params, Output>): Dag<Params, Output> {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.dag;
}

export function ok<Value extends { readonly ok: true }>(value: Value | EngineRefusal): Value {
  if (!value.ok) throw new Error(`${value.code}: ${value.message}`);
  return value;
}

export async function outcomeOf(engine: SagaEngine, sagaId: string): Promise<AtRest['rest']> {
  return ok(await engine.wait(sagaId, { timeoutMs: 30_000 })).rest;
}

/** The events of a saga, each as `type node`. */
export async function told(engine: SagaEngine, sagaId: string): Promise<readonly string[]> {
  const events = await engine.events(sagaId);
  if ('ok' in events) throw new Error(events.message);
  return events.map(({ event }) => ('node' in event ? `${event.type} ${event.node}` : event.type));
}

/** A step that does `run`, and whose undo does nothing. */
export function step<Output>(
  name: string,
  run: (context: RunContext<unknown, unknown, NoInfer<Output>>) => Output | Promise<Output>,
  more: { readonly undo?: () => unknown; readonly version?: number } = {},
): ActionStep<unknown, unknown, Output> {
  const { undo = () => {}, version = 1 } = more;
  return action<{ output: Output }>({ name, version, run, undo });
}

/** Something to wait for, and what ends the waiting. */
export function gate(): { readonly open: () => void; readonly opened: Promise<void> } {
  let open = (): void => {};
  const waits = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened: waits };
}

/** Until it is true. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await condition());) {
    if (Date.now() > end) throw new Error('it never came true');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** As if the process of this engine had died a while ago, though it runs on. */
export async function declareDead(database: Database<Tables>, engine: SagaEngine): Promise<void> {
  await sql`UPDATE saga_executor SET lease_until = now() - interval '1 second'
    WHERE id = ${engine.executorId}`.execute(database.kysely);
}
