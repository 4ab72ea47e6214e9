import type { Uuid } from '@skewline/runtime/api';

/** Something that goes wrong on purpose. */
export type Fault = ApiFault | ReportFault;

interface Common {
  /** Of this VMM only; of all where it is absent or null. */
  readonly vmmId?: Uuid | null;
  /** How often; until it is removed where it is absent or null. */
  readonly times?: number | null;
  /** Whether what was asked for is left undone (`before`, the default) or done (`after`). */
  readonly when?: 'before' | 'after';
  /** Of `delay`. Default: 1000. */
  readonly delayMs?: number;
}

/** With a request to the sled agent. */
export interface ApiFault extends Common {
  readonly target?: 'api';
  /** The operation's id: `vmm_put_state`. All where it is absent or null. */
  readonly operation?: string | null;
  /**
   * `drop`: it is never answered. `delay`: it is answered late. `corrupt`: half of an answer comes. `status`: another one
   * comes. `refuse`: the connection is reset.
   */
  readonly kind: 'drop' | 'delay' | 'corrupt' | 'status' | 'refuse';
  /** Of `status`. Default: 503. */
  readonly status?: number;
  /** Of `status`. Default: `ServiceNotAvailable`. */
  readonly errorCode?: string;
}

/** With a report to nexus. */
export interface ReportFault extends Common {
  readonly target: 'reports';
  /**
   * `drop`: the report is lost, or with `after` its answer; it is sent again. `delay`: it is sent late. `duplicate`: it
   * is sent twice. `reorder`: it arrives once more after the next one.
   */
  readonly kind: 'drop' | 'delay' | 'duplicate' | 'reorder';
}

/** The faults there are, in the order in which they apply. */
export class Faults {
  #faults: { readonly fault: Fault; left: number }[] = [];

  /** In place of those there are. */
  replace(faults: readonly Fault[]): void {
    this.#faults = faults.map((fault) => ({ fault, left: fault.times ?? Infinity }));
  }

  list(): readonly Fault[] {
    return this.#faults.map(({ fault, left }) => ({
      ...fault,
      times: left === Infinity ? null : left,
    }));
  }

  /** The first fault of a request that there is now, used up by one. */
  ofRequest(operation: string, vmmId: Uuid): ApiFault | null {
    return this.#take(
      (fault): fault is ApiFault =>
        fault.target !== 'reports' &&
        isOrAny(fault.operation, operation) &&
        isOrAny(fault.vmmId, vmmId),
    );
  }

  ofReport(vmmId: Uuid): ReportFault | null {
    return this.#take(
      (fault): fault is ReportFault => fault.target === 'reports' && isOrAny(fault.vmmId, vmmId),
    );
  }

  #take<Kind extends Fault>(isMeant: (fault: Fault) => fault is Kind): Kind | null {
    for (const entry of this.#faults) {
      const { fault } = entry;
      if (entry.left <= 0 || !isMeant(fault)) continue;
      entry.left -= 1;
      this.#faults = this.#faults.filter(({ left }) => left > 0);
      return fault;
    }
    return null;
  }
}

function isOrAny(meant: string | null | undefined, one: string): boolean {
  return meant === undefined || meant === null || meant === one;
}
