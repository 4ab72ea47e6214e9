import type { Handlers } from './handlers.ts';
import type { ServerProblem } from './problem.ts';

export interface AdapterOptions<Retired = unknown> {
  /** Serves only a part of the versions that the API has, both ends included. */
  readonly versions?: { readonly oldest?: string; readonly newest?: string };
  /** What a request without `api-version` is taken for. By default it is refused with 400. */
  readonly missingVersion?: 'refuse' | 'newest' | 'oldest' | { readonly version: string };
  /** By default 1 MiB. */
  readonly maxBodyBytes?: number;
  /** How deep lists and objects of a body may nest. By default 128. */
  readonly maxDepth?: number;
  /** How long a caller may take to send a body. By default 30 seconds. */
  readonly bodyTimeoutMs?: number;
  /** Where versions and documents are found. By default `/.well-known/api-versions`. */
  readonly discovery?: string | false;
  /** Handlers of what the newest version does not have any more, by `id@last version`. */
  readonly retired?: Partial<Handlers<Retired>>;
  /** Validates what handlers give, at the newest version: for tests and the careful. */
  readonly checkReplies?: boolean;
  /** The API's own shape of errors. By default `{ request_id, error_code, message }`. */
  readonly problemBody?: (problem: ServerProblem) => unknown;
  readonly hooks?: AdapterHooks;
}

export interface AdapterHooks {
  /** Sees every problem, with its cause. What it throws is ignored. */
  onProblem?(problem: ServerProblem): void;
  /** Sees what conversions drop, as their decisions declare it. What it throws is ignored. */
  onLoss?(loss: ServerLoss): void;
}

/** Something that a conversion dropped on the way to the handler, or on the way back. */
export interface ServerLoss {
  readonly operation: string;
  /** The version that the caller speaks. */
  readonly version: string;
  readonly requestId: string;
  readonly direction: 'request' | 'response';
  /** What is lost, in the decision's words. */
  readonly loss: string;
  /** The value that the decision took. */
  readonly from: unknown;
  /** What it made of it. */
  readonly to: unknown;
}
