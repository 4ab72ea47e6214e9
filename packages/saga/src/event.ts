import { isSagaError, type SagaError } from './error.ts';
import { checkJson, isObject, type Json } from './json.ts';

/**
 * What happened to one node. `attempt` counts how often the undo was begun by an operator's will: 1, and one more with
 * each `undo_retried`; what a retry policy does in between is no event.
 */
export type NodeEvent =
  | { readonly type: 'started'; readonly node: string }
  | { readonly type: 'succeeded'; readonly node: string; readonly output: Json }
  | { readonly type: 'failed'; readonly node: string; readonly error: SagaError }
  | { readonly type: 'undo_started'; readonly node: string; readonly attempt: number }
  | { readonly type: 'undo_finished'; readonly node: string; readonly attempt: number }
  | {
      readonly type: 'undo_failed';
      readonly node: string;
      readonly attempt: number;
      readonly error: SagaError;
    }
  /** An operator: try the undo that failed again, as this attempt. */
  | {
      readonly type: 'undo_retried';
      readonly node: string;
      readonly attempt: number;
      readonly reason: string;
    }
  /** An operator: take the undo that failed as done, and go on. */
  | { readonly type: 'undo_skipped'; readonly node: string; readonly reason: string };

/** What happened to the saga as a whole. */
export type WholeEvent =
  /** Undo everything, unless it is done before the running nodes are. */
  | { readonly type: 'cancelled'; readonly reason: string }
  /** An operator: do nothing more, and leave what there is. */
  | { readonly type: 'abandoned'; readonly reason: string };

/** Recorded before the next thing is done; all of them together, in any order, are the state of the saga. */
export type SagaEvent = NodeEvent | WholeEvent;

/** What tells an event from another of the same saga; storing one twice under this key is harmless. */
export function eventKey(event: SagaEvent): string {
  if (!('node' in event)) return event.type;
  return `${event.node}:${event.type}${'attempt' in event ? `:${event.attempt}` : ''}`;
}

type Shape = (event: Readonly<Record<string, unknown>>) => boolean;

const hasNode: Shape = ({ node }) => typeof node === 'string';
const hasReason: Shape = ({ reason }) => typeof reason === 'string';
const hasError: Shape = ({ error }) => isSagaError(error);
const hasAttempt: Shape = ({ attempt }) => Number.isSafeInteger(attempt) && Number(attempt) >= 1;

const shapes: { readonly [Type in SagaEvent['type']]: readonly Shape[] } = {
  started: [hasNode],
  succeeded: [hasNode, ({ output }) => checkJson(output, Number.POSITIVE_INFINITY).ok],
  failed: [hasNode, hasError],
  undo_started: [hasNode, hasAttempt],
  undo_finished: [hasNode, hasAttempt],
  undo_failed: [hasNode, hasAttempt, hasError],
  undo_retried: [hasNode, hasAttempt, hasReason],
  undo_skipped: [hasNode, hasReason],
  cancelled: [hasReason],
  abandoned: [hasReason],
};

/** True for a stored event that can be used as it is. */
export function isSagaEvent(value: unknown): value is SagaEvent {
  if (!isObject(value) || typeof value['type'] !== 'string') return false;
  // Object.entries, so that `constructor` and the like are no types.
  const known = Object.entries(shapes).find(([type]) => type === value['type']);
  return known !== undefined && known[1].every((shape) => shape(value));
}
