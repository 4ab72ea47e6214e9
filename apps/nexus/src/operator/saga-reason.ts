import type { SagaSummaryRow } from '@skewline/db-model';
import { isSagaError, type SagaError } from '@skewline/saga';

/**
 * Why a saga stands where it stands, in one sentence; null where there is nothing to say. Its outcome is what an engine
 * wrote, perhaps a newer one: what is not there is left out.
 */
export function reasonOf(
  saga: Pick<SagaSummaryRow, 'state' | 'outcome' | 'parked_reason' | 'cancel_reason'>,
): string | null {
  const outcome = membersOf(saga.outcome);
  const error = isSagaError(outcome['error']) ? outcome['error'] : null;
  switch (saga.state) {
    case 'running':
    case 'unwinding':
      return saga.cancel_reason === null
        ? null
        : `It is to be cancelled: ${ended(saga.cancel_reason)}`;
    case 'done':
      return null;
    case 'parked':
      return `Nobody who runs can go on with it: ${ended(saga.parked_reason ?? 'nobody said why')}`;
    case 'unwound':
      return error === null ? 'It was undone.' : `It was undone: ${errorText(error)}`;
    case 'stuck': {
      const { node, undoError } = outcome;
      const why = isSagaError(undoError) ? `: ${ended(undoError.message)}` : '.';
      const undo = `The undo of node "${String(node)}" failed${why}`;
      return error === null ? undo : `${undo} It was being undone: ${errorText(error)}`;
    }
    case 'abandoned': {
      const { reason } = outcome;
      const why = typeof reason === 'string' ? reason : 'nobody said why';
      return `An operator abandoned it: ${ended(why)}`;
    }
  }
}

function errorText({ code, node, message }: SagaError): string {
  if (code === 'cancelled') return `somebody cancelled it: ${ended(message)}`;
  return node === null ? ended(message) : `node "${node}" failed: ${ended(message)}`;
}

function ended(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  // What the driver reads of JSON has no other members than those that were stored.
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
