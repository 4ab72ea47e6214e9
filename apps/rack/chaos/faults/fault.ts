import type { Failure, Fault as SledFault } from '@skewline/sled-agent/control';

/** Something that is made to go wrong. Nexus and sleds are named by their index in the rack. */
export type Fault =
  /** SIGKILL, and started again. */
  | { readonly kind: 'nexus_kill'; readonly nexus: number; readonly lastsMs: number }
  /** SIGSTOP; longer than the lease of its sagas, others take them over meanwhile. */
  | { readonly kind: 'nexus_pause'; readonly nexus: number; readonly lastsMs: number }
  /** SIGTERM, and started again. */
  | { readonly kind: 'nexus_stop'; readonly nexus: number; readonly lastsMs: number }
  /** SIGKILL, and started again; as another version where one is said. */
  | {
      readonly kind: 'sled_kill';
      readonly sled: number;
      readonly lastsMs: number;
      readonly version: number | null;
    }
  | { readonly kind: 'sled_pause'; readonly sled: number; readonly lastsMs: number }
  /** Requests to the sled agent go wrong. */
  | SledFaults<'sled_requests'>
  /** Its reports do. */
  | SledFaults<'sled_reports'>
  /** A VMM on it fails, is forgotten, or its guest switches itself off; `pick` chooses one of those that run. */
  | {
      readonly kind: 'vmm_fail';
      readonly sled: number;
      readonly pick: number;
      readonly failure: Failure;
    }
  | { readonly kind: 'vmm_forget' | 'guest_shutdown'; readonly sled: number; readonly pick: number }
  | { readonly kind: 'next_start_fails'; readonly sled: number; readonly failure: Failure }
  /** The host loses power. Null: until some later round switches it on. */
  | { readonly kind: 'power_off'; readonly sled: number; readonly lastsMs: number | null }
  | { readonly kind: 'power_on'; readonly sled: number }
  /** An operator takes it out of the rack for good. */
  | { readonly kind: 'sled_expunge'; readonly sled: number }
  | { readonly kind: 'gateway_kill'; readonly lastsMs: number }
  | { readonly kind: 'gateway_slow'; readonly delayMs: number; readonly lastsMs: number }
  | { readonly kind: 'gateway_refuse'; readonly refuse: number; readonly drop: number }
  /** The database's server stops, and comes back. */
  | { readonly kind: 'database_stop'; readonly lastsMs: number };

interface SledFaults<Kind extends string> {
  readonly kind: Kind;
  readonly sled: number;
  readonly faults: readonly SledFault[];
  readonly lastsMs: number;
}

export type FaultKind = Fault['kind'];

/** A fault, and when it begins, in milliseconds from the beginning of its round. */
export interface TimedFault {
  readonly atMs: number;
  readonly fault: Fault;
}

/** What a fault happens to; two at once do not happen to one. Null: they do not disturb each other. */
export function targetOf(fault: Fault): string | null {
  switch (fault.kind) {
    case 'nexus_kill':
    case 'nexus_pause':
    case 'nexus_stop':
      return `nexus-${String(fault.nexus)}`;
    case 'sled_kill':
    case 'sled_pause':
    case 'sled_requests':
    case 'sled_reports':
    case 'power_off':
    case 'power_on':
      return `sled-${String(fault.sled)}`;
    case 'gateway_kill':
    case 'gateway_slow':
    case 'gateway_refuse':
      return 'gateway';
    case 'database_stop':
      return 'database';
    case 'vmm_fail':
    case 'vmm_forget':
    case 'guest_shutdown':
    case 'next_start_fails':
    case 'sled_expunge':
      return null;
  }
}

export function faultText(fault: Fault): string {
  const { kind, ...rest } = fault;
  return `${kind} ${JSON.stringify(rest)}`;
}
