import type { Violation } from '../invariants/invariant.ts';
import type { Operation, OperationKind } from './operation.ts';
import type { Answered } from './perform.ts';

/** What was asked for, and what was answered. */
export class Tally {
  readonly #counts = new Map<OperationKind, Map<string, number>>();
  readonly #accepted = new Map<string, string>();
  readonly #created = new Map<string, string>();
  #requests = 0;

  get requests(): number {
    return this.#requests;
  }

  /** Attempts that users were told of, with what they had asked for. */
  get accepted(): ReadonlyMap<string, string> {
    return this.#accepted;
  }

  /** Instances that users were told are made. */
  get created(): ReadonlyMap<string, string> {
    return this.#created;
  }

  /** Counts an answer; what no answer may be is a violation. */
  add(user: string, operation: Operation, answered: Answered): readonly Violation[] {
    const { outcome, message, attemptId, instanceId } = answered;
    this.#requests += 1;
    const counts = this.#counts.get(operation.kind) ?? new Map<string, number>();
    this.#counts.set(operation.kind, counts.set(outcome, (counts.get(outcome) ?? 0) + 1));
    const asked = `${user}: ${JSON.stringify(operation)}`;
    if (attemptId !== null) this.#accepted.set(attemptId, asked);
    if (instanceId !== null) this.#created.set(instanceId, asked);
    return isAllowed(outcome, operation.kind)
      ? []
      : [{ invariant: 'answers', evidence: `${asked} was answered ${outcome}: ${message}` }];
  }

  /** A line for each kind of operation, such as `start 40: 202 × 31, 400 × 9`. */
  lines(): readonly string[] {
    return [...this.#counts].toSorted(byName).map(([kind, counts]) => {
      const all = [...counts].toSorted(byName);
      const sum = all.reduce((total, [, count]) => total + count, 0);
      const parts = all.map(([outcome, count]) => `${outcome} × ${String(count)}`);
      return `${kind} ${String(sum)}: ${parts.join(', ')}`;
    });
  }
}

function byName(left: readonly [string, unknown], right: readonly [string, unknown]): number {
  return left[0] < right[0] ? -1 : 1;
}

/** Who asks for these waits for what a sled agent says, and that may be a 500. */
const asksSled: readonly OperationKind[] = ['reboot', 'stop'];

/**
 * 502 and 504: a sled cannot be reached, or is silent; 503: something that nexus needs is away; 507: no room. Connections
 * break with nexus.
 */
function isAllowed(outcome: string, kind: OperationKind): boolean {
  if (['network', 'timeout', 'aborted', '502', '503', '504', '507'].includes(outcome)) return true;
  return /^[24]\d\d$/.test(outcome) || (outcome === '500' && asksSled.includes(kind));
}
