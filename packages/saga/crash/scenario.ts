import type { Database, Tables } from '@skewline/db-model';
import type { SagaEngine } from '../src/engine/port.ts';
import type { ActionStep, Dag, Json } from '../src/index.ts';

/** A saga to be killed, in a small world of its own. */
export interface Scenario {
  readonly name: string;
  /** The node that fails in the direction `undo`; default: the last. */
  readonly undoFrom?: string;
  /** Makes tables and rows that have to be there before it is opened; once for each database. */
  prepare(database: Database<Tables>): Promise<void>;
  open(options: ScenarioOptions): Promise<OpenScenario>;
}

export interface ScenarioOptions {
  readonly database: Database<Tables>;
  readonly engine: () => SagaEngine;
  /** To be told when something outside has been changed, and nothing yet says so in here. */
  readonly afterCall: (operation: string) => void;
}

export interface OpenScenario {
  /** All that sagas which this one starts may need, too. */
  readonly actions: readonly ActionStep<never, never, unknown>[];
  /** Makes the world anew, as it is before a saga with this id, and gives its parameters. */
  reset(sagaId: string): Promise<Json>;
  dag(params: Json): Dag;
  /** Does what is done again and again anyway, where the saga leaves something to that. */
  settle?(params: Json): Promise<void>;
  /** What is there that should not be when nothing runs. */
  leftovers(): Promise<readonly string[]>;
}
