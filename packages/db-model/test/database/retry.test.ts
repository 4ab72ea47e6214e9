import { describe, expect, it } from 'vitest';
import { retryConflicts } from '../../src/database/retry.ts';

class DatabaseError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`error ${code}`);
    this.code = code;
  }
}

/** Work that fails so many times with a code, and then gives how often it was called. */
function failing(times: number, code: string): () => Promise<number> {
  let calls = 0;
  return async () => {
    calls += 1;
    if (calls <= times) throw new DatabaseError(code);
    return calls;
  };
}

describe('retryConflicts', () => {
  it.each(['40001', '40P01'])('runs again after %s', async (code) => {
    const seen: number[] = [];
    const calls = await retryConflicts(failing(3, code), (_error, attempt) => seen.push(attempt));
    expect(calls).toBe(4);
    expect(seen).toEqual([1, 2, 3]);
  });

  it.each(['23505', '40002', '57014', '25P02', 'ECONNRESET'])(
    'does not run again after %s',
    async (code) => {
      let retries = 0;
      const run = retryConflicts(failing(1, code), () => (retries += 1));
      await expect(run).rejects.toThrow(`error ${code}`);
      expect(retries).toBe(0);
    },
  );

  it('does not run again after an error without a code', async () => {
    let calls = 0;
    const run = retryConflicts(async () => {
      calls += 1;
      throw new TypeError('a mistake');
    });
    await expect(run).rejects.toThrow('a mistake');
    expect(calls).toBe(1);
  });
});
