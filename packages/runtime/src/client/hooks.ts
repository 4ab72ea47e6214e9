import type { HeadersInput } from './web.ts';

/**
 * For logs, traces and counters. They run where the call runs and must be quick; a call whose hook
 * throws is rejected with what it threw.
 */
export interface Hooks {
  /** Before each attempt. What it gives is added to the headers, e.g. `traceparent`. */
  readonly onRequest?: (event: RequestEvent) => HeadersInput | void;
  /** After each attempt, whatever came of it. */
  readonly onResponse?: (event: ResponseEvent) => void;
  /** Before it waits to try again. */
  readonly onRetry?: (event: RetryEvent) => void;
  /** Another version is spoken from now on. */
  readonly onVersion?: (event: VersionChange) => void;
  /**
   * A conversion loses what a decision has declared. Before a request is sent the answer `'refuse'`
   * makes the call fail as `unrepresentable`; about a response it changes nothing.
   */
  readonly onLoss?: (event: LossEvent) => 'refuse' | undefined | void;
}

export interface RequestEvent {
  /** Id in the newest version; empty where the client asks which versions there are. */
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  /** Three numbers; absent where the client asks which versions there are. */
  readonly version?: string;
  /** From 1 on. */
  readonly attempt: number;
}

export interface ResponseEvent extends RequestEvent {
  readonly durationMs: number;
  /** Absent where nothing came back. */
  readonly status?: number;
  /** Of the failure, where the attempt failed: `network`, `timeout` … */
  readonly code?: string;
}

export interface RetryEvent extends ResponseEvent {
  /** How long it waits first. */
  readonly delayMs: number;
}

export interface VersionChange {
  /** Three numbers. Absent: nothing is known any more, and the next call asks. */
  readonly version?: string;
  readonly previous?: string;
  readonly reason: 'answered' | 'announced' | 'refused' | 'told';
  /** The announcement, shortened. */
  readonly announced: string;
}

export interface LossEvent {
  readonly operation: string;
  readonly direction: 'request' | 'response';
  /** In the words of the decision. */
  readonly loss: string;
  /** What the decision took, and what it made of it. */
  readonly from: unknown;
  readonly to: unknown;
  /** The version that is spoken. */
  readonly version: string;
}
