import {
  type RejectionCount,
  type SledRejection,
  sledRejections,
  startFailure,
  type StartFailure,
  type StartFailureCode,
  startFailureCodes,
  type StartFailureFacts,
} from '@skewline/nexus-types/domain';
import { ActionFailure, convertError, type ErrorSource, type SagaError } from '../../error.ts';
import { isObject } from '../../json.ts';

/** Details of an error are cut where they are longer than 16 KiB; what matters of a failure is to be within. */
const MAX_DETAIL = 8000;

/**
 * A failure of a start, to be thrown by an action: all of it is recorded as it is, and trying again is of no use. Other
 * errors become failures by their code alone, and what they say is for operators; see `startFailureOf`.
 */
export function failStart(failure: StartFailure): ActionFailure {
  const detail = failure.detail?.slice(0, MAX_DETAIL) ?? null;
  const counts = failure.counts.map((count) => ({ ...count }));
  return new ActionFailure(failure.code, detail ?? failure.message, {
    details: { startFailure: { ...failure, detail, counts } },
    retry: false,
  });
}

/** `failStart` of what is known of the code, and of this start for operators. */
export function failStartAs(code: StartFailureCode, detail: string): ActionFailure {
  return failStart(startFailure(code, { detail }));
}

/** What to record of a start that came to nothing for this reason. Never fails, whatever the error says. */
export function startFailureOf(error: SagaError): StartFailure {
  if (error.code === 'cancelled') {
    const { node, message, source } = error;
    // What did not go well by then is worth knowing.
    const before =
      source === null ? '' : `\nnode ${node ?? ''} had failed before: ${source.message}`;
    return startFailure('cancelled', { detail: `${message}${before}`.slice(0, MAX_DETAIL) });
  }
  const told = convertError(error, toldBy);
  if (told !== undefined) return told;
  const code = error.source?.code ?? null;
  return startFailure(isStartFailureCode(code) ? code : 'internal', { detail: detailOf(error) });
}

/** The undo of a start has failed, or was given up: only whoever runs the system can get it out of that. */
export function unfinishedFailure(detail: string): StartFailure {
  const hint = 'Tell whoever runs the system the id of this attempt.';
  return startFailure('internal', { transience: 'permanent', hint, detail });
}

/** For operators: where it broke, how often it was tried, and every error down to the first cause. */
function detailOf({ node, code, message, attempts, source }: SagaError): string {
  const where = node === null ? 'the saga' : `node ${node}`;
  const tried = attempts > 1 ? `, tried ${String(attempts)} times` : '';
  const causes: string[] = [];
  for (let cause = source?.cause ?? null; cause !== null; cause = cause.cause) {
    causes.push(`caused by ${cause.name}: ${cause.message}`);
  }
  return [`${where}: ${code}${tried}: ${message}`, ...causes].join('\n').slice(0, MAX_DETAIL);
}

/** Stored by this code or an older one, so it is read with care. Whose fault it is goes with the code. */
function toldBy({ details }: ErrorSource): StartFailure | undefined {
  const told = isObject(details) ? details['startFailure'] : undefined;
  if (!isObject(told)) return undefined;
  const { code, transience, message, hint, counts, detail } = told;
  if (!isStartFailureCode(code) || typeof message !== 'string') return undefined;
  const facts: StartFailureFacts = {
    message,
    ...(transience === 'transient' || transience === 'permanent' ? { transience } : {}),
    ...(typeof hint === 'string' || hint === null ? { hint } : {}),
    counts: Array.isArray(counts) ? counts.flatMap((count: unknown) => countOf(count) ?? []) : [],
    detail: typeof detail === 'string' ? detail : null,
  };
  return startFailure(code, facts);
}

function countOf(count: unknown): RejectionCount | undefined {
  if (!isObject(count)) return undefined;
  const { reason, sleds, leastShortfall } = count;
  if (!isSledRejection(reason) || typeof sleds !== 'number') return undefined;
  return {
    reason,
    sleds,
    leastShortfall: typeof leastShortfall === 'number' ? leastShortfall : null,
  };
}

function isStartFailureCode(code: unknown): code is StartFailureCode {
  return typeof code === 'string' && Object.hasOwn(startFailureCodes, code);
}

function isSledRejection(reason: unknown): reason is SledRejection {
  return typeof reason === 'string' && Object.hasOwn(sledRejections, reason);
}
