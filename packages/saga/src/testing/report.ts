/** What a check found. Plain data: print it, or let `assertNoFaults` throw. */
export interface CheckReport {
  readonly check: string;
  readonly subject: string;
  /** How many sagas were run to find out. */
  readonly iterations: number;
  readonly faults: readonly Fault[];
}

export interface Fault {
  readonly code: FaultCode;
  /** The node that was made to fail, or to repeat; null where it is about the whole. */
  readonly node: string | null;
  readonly message: string;
}

/**
 * - `no_iterations`: there was nothing to try, so nothing is shown
 * - `not_run`: the saga was refused, or did not come to rest
 * - `nodes_changed`: fresh parameters gave a DAG with another number of nodes
 * - `params_reused`: `fresh` gave the same parameters as before, so what an earlier saga left may hide a fault
 * - `wrong_end`: it came to rest elsewhere than it should
 * - `wrong_error`: it unwound because of something else than what was injected
 * - `undo_failed`: an undo failed that was not made to
 * - `leftovers`: something is left that nobody will undo
 * - `output_differs`, `state_differs`: not what a plain run gives
 * - `child_failed`: a process ended otherwise than it was told to; the message has what it printed
 */
export type FaultCode =
  | 'no_iterations'
  | 'not_run'
  | 'nodes_changed'
  | 'params_reused'
  | 'wrong_end'
  | 'wrong_error'
  | 'undo_failed'
  | 'leftovers'
  | 'output_differs'
  | 'state_differs'
  | 'child_failed';

/** A check found faults. `reports` has all that were looked at, those without faults included. */
export class SagaCheckFailed extends Error {
  override readonly name = 'SagaCheckFailed';
  readonly reports: readonly CheckReport[];

  constructor(reports: readonly CheckReport[]) {
    super(reports.map(describeReport).join('\n'));
    this.reports = reports;
  }
}

/** Throws with the full text if any of these reports has a fault. */
export function assertNoFaults(...reports: readonly CheckReport[]): void {
  if (reports.some(({ faults }) => faults.length > 0)) throw new SagaCheckFailed(reports);
}

/** `everyNodeFails of start: 14 sagas, 1 fault`, and a line for each fault. */
export function describeReport({ check, subject, iterations, faults }: CheckReport): string {
  const found = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  const lines = faults.map(({ code, node, message }) => {
    const where = node === null ? '' : ` at ${node}`;
    return `  ${code}${where}: ${message}`;
  });
  return [`${check} of ${subject}: ${iterations} sagas, ${found}`, ...lines].join('\n');
}
