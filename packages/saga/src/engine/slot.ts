import type { SagaEvent } from '../event.ts';

/**
 * What of a node can happen once: its slot in the store. An action ends in one way, and so does an undo, so the two ways
 * share one slot, and whoever writes first has written it.
 */
export function slotOf(event: SagaEvent): string {
  switch (event.type) {
    case 'succeeded':
    case 'failed':
      return 'ended';
    case 'undo_finished':
    case 'undo_failed':
      return `undo_ended:${event.attempt}`;
    case 'undo_started':
    case 'undo_retried':
      return `${event.type}:${event.attempt}`;
    default:
      return event.type;
  }
}

/** The node in the store; empty for what happened to the saga as a whole. */
export function nodeOf(event: SagaEvent): string {
  return 'node' in event ? event.node : '';
}
