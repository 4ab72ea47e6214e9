import type { Dag } from '../dag.ts';
import type { Json } from '../json.ts';

/** A saga to be tried again and again, and how to see what it left behind. */
export interface SagaSubject {
  readonly name: string;
  /**
   * What to run next, with parameters that no saga had before: new ids, a new instance. So what one saga leaves cannot
   * make the next one look right.
   */
  readonly fresh: () => Promise<FreshSaga>;
  /**
   * What is there and should not be, a line each: reservations that nobody will release, records that nobody links to.
   * Empty after a saga that has unwound, and, where what it makes is told from what it leaks, after one that is done.
   */
  readonly leftovers: () => Promise<readonly string[]>;
  /**
   * What this saga has made of the world, without what is new each time (ids, times), as JSON. Two runs that should
   * do the same must give the same.
   */
  readonly finalState?: (saga: RanSaga) => Promise<unknown>;
  /** What of the output is the same in each run. Default: all of it. */
  readonly comparableOutput?: (output: Json) => unknown;
  /** True: the DAG depends on the parameters, and may have another number of nodes each time. */
  readonly nodesMayChange?: boolean;
  /** True: the parameters may be the same each time; `fresh` makes a fresh world instead. */
  readonly paramsMayRepeat?: boolean;
}

export interface FreshSaga {
  readonly dag: Dag;
  readonly params: object;
  /** What it is about, for `SagaQuery.subject`. */
  readonly subject?: string;
}

/** A saga that has been run, here or by a process that is dead. */
export interface RanSaga {
  readonly params: Json;
  readonly subject: string | null;
}

/** A `FreshSaga` of which the compiler has seen that the parameters fit. */
export function freshSaga<Params extends object, Output>(
  dag: Dag<Params, Output>,
  params: NoInfer<Params>,
  subject?: string,
): FreshSaga {
  return { dag, params, ...(subject === undefined ? {} : { subject }) };
}
