import type { ActionStep } from '../action.ts';
import type { BuildResult } from '../builder.ts';
import type { Dag } from '../dag.ts';

/** One of the instance sagas. */
export interface InstanceSaga<Params extends object, Output = unknown> {
  readonly name: string;
  /** For the registry: stored sagas of this kind need them. Old versions are here as well, while sagas may need them. */
  readonly actions: readonly ActionStep<never, never, unknown>[];
  /** Where the DAG depends on the parameters, another one for each. */
  dag(params: Params): Dag<Params, Output>;
}

/** A DAG that our own code builds: a mistake in it is a broken invariant. */
export function soundDag<Params, Output>(built: BuildResult<Params, Output>): Dag<Params, Output> {
  if (built.ok) return built.dag;
  throw new Error(built.problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
}
