import pRetry from 'p-retry';
import { errorCode } from './problem.ts';
import { isConflict } from './retry.ts';

/** No connection could be made, or one broke. */
const connectionCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ENOTFOUND',
  'ENOENT', // a socket file
  '57P01', // the server is told to stop
  '57P02', // it crashed
  '57P03', // it starts
  '25P03', // a transaction in which nothing happened for too long: the connection was closed
  '53300', // too many connections
]);

/** What pg says without a code. */
const connectionMessages = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error',
  'Client was closed',
];

/**
 * Whether an error says that the database cannot be reached now, and nothing about what was asked of it.
 * Whether a transaction that was being committed is there is then not known.
 */
export function isUnavailable(error: unknown): boolean {
  const code = errorCode(error);
  if (code !== null) return connectionCodes.has(code) || code.startsWith('08');
  if (error instanceof AggregateError) return error.errors.some(isUnavailable);
  return (
    error instanceof Error && connectionMessages.some((text) => error.message.startsWith(text))
  );
}

export interface PatienceOptions {
  /** Called before each wait. */
  readonly onWait?: (error: Error, attempt: number) => void;
  /** Ends the waiting: the last error is thrown. What is asked once it is aborted is tried once. */
  readonly signal?: AbortSignal;
}

/**
 * Runs `work` again for as long as the database cannot be reached: for ever, unless told to stop. It may have been
 * committed without an answer, so it must do no harm when it is repeated. A statement that lost against another (40001,
 * 40P01) runs again as well. Other errors are thrown at once.
 */
export async function patiently<Result>(
  work: () => Promise<Result>,
  { onWait, signal }: PatienceOptions = {},
): Promise<Result> {
  return pRetry(work, {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 50,
    maxTimeout: 1000,
    factor: 2,
    randomize: true,
    shouldRetry: ({ error, attemptNumber }) => {
      // Not p-retry's own `signal`: that would refuse the first try, and hide the error.
      if (signal?.aborted === true) return false;
      if (isConflict(error)) return true;
      if (!isUnavailable(error)) return false;
      onWait?.(error, attemptNumber);
      return true;
    },
  });
}
