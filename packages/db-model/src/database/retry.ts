import pRetry from 'p-retry';
import { errorCode } from './problem.ts';

/** The database says: run it again. Serialization failure, and deadlock. */
const conflictCodes: ReadonlySet<string> = new Set(['40001', '40P01']);

/** With these, a transaction that loses every time is given up after some 15 seconds. */
const limits = {
  retries: 20,
  minTimeout: 5,
  maxTimeout: 1000,
  factor: 2,
  randomize: true,
} as const;

/** Whether an error only says that another transaction was faster. */
export function isConflict(error: unknown): boolean {
  const code = errorCode(error);
  return code !== null && conflictCodes.has(code);
}

/** Runs `work` until it succeeds, fails with something that is no conflict, or has lost too often. */
export async function retryConflicts<Result>(
  work: () => Promise<Result>,
  onRetry?: (error: Error, attempt: number) => void,
): Promise<Result> {
  return pRetry(work, {
    ...limits,
    shouldRetry: ({ error, attemptNumber }) => {
      if (!isConflict(error)) return false;
      onRetry?.(error, attemptNumber);
      return true;
    },
  });
}
