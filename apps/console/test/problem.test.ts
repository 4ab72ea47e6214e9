import { describe, expect, it } from 'vitest';
import { type Answer, asProblem, CallProblem, problemOf, valueOf } from '../src/api/problem.ts';

const refused = (status: number): Extract<Answer, { ok: false }> => ({
  ok: false,
  code: 'error_status',
  status,
  message: 'because',
  error: { message: 'because', request_id: 'r1' },
});

describe('what a person is told of a call that failed', () => {
  it.each([
    [refused(401), 'signed_out'],
    [refused(403), 'forbidden'],
    [refused(404), 'not_found'],
    [refused(400), 'refused'],
    [refused(409), 'refused'],
    [refused(507), 'refused'],
    [refused(500), 'unexpected'],
    [refused(503), 'unavailable'],
    [{ ok: false, code: 'network', message: 'fetch failed' }, 'lost'],
    [{ ok: false, code: 'timeout', message: 'late' }, 'lost'],
    [{ ok: false, code: 'unrepresentable', message: 'since 2026112100' }, 'too_old'],
    [{ ok: false, code: 'response_invalid', message: 'no JSON', status: 200 }, 'unexpected'],
  ] as const)('%o', (answer, kind) => {
    expect(problemOf(answer).kind).toBe(kind);
  });

  it('the request and the failed start are kept', () => {
    const failure = { code: 'no_capacity' };
    const error = { message: 'because', request_id: 'r1', start_failure: failure };
    expect(problemOf({ ...refused(507), error })).toMatchObject({
      message: 'because',
      requestId: 'r1',
      startFailure: failure,
    });
  });

  it('a success is its value, all else is thrown', () => {
    expect(valueOf({ ok: true, value: 3 } as const)).toBe(3);
    expect(() => valueOf(refused(404))).toThrow(CallProblem);
    expect(asProblem(new Error('broken'))).toMatchObject({ kind: 'unexpected', message: 'broken' });
  });
});
