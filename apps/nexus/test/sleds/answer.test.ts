import { Refusal } from '@skewline/runtime';
import type { SledAgentResult } from '@skewline/saga/instance';
import type {
  ErrorAnswer,
  Error as WireError,
  Failure,
  FailureCode,
} from '@skewline/sled-agent-client';
import { describe, expect, it } from 'vitest';
import { answerOf, reportIfAny, troubles } from '../../src/sleds/answer.ts';

const headers = new Headers();

const failure = (code: FailureCode): Failure => ({
  ok: false,
  code,
  message: 'no',
  operation: 'vmm_get_state',
});

const errorStatus = (status: number, error_code?: string): ErrorAnswer<number, WireError> => ({
  ok: false,
  code: 'error_status',
  status,
  error: { message: 'no', request_id: 'r', ...(error_code === undefined ? {} : { error_code }) },
  message: 'no',
  headers,
  version: '49.0.0',
});

const table: { readonly [Code in FailureCode]: SledAgentResult<never> } = {
  unrepresentable: { kind: 'error_status', status: 400, errorCode: 'Unrepresentable' },
  no_common_version: { kind: 'not_understood' },
  versions_unknown: { kind: 'not_understood' },
  request_invalid: { kind: 'not_understood' },
  network: { kind: 'unreachable' },
  timeout: { kind: 'unreachable', timedOut: true },
  aborted: { kind: 'unreachable' },
  redirected: { kind: 'not_understood' },
  unexpected_content: { kind: 'not_understood' },
  unexpected_status: { kind: 'not_understood' },
  response_too_large: { kind: 'not_understood' },
  response_too_deep: { kind: 'not_understood' },
  response_invalid: { kind: 'not_understood' },
  response_unconvertible: { kind: 'not_understood' },
};
// The keys of an object literal are what its type says.
const codes = Object.keys(table) as FailureCode[];

describe('an answer of a sled agent', () => {
  it.each(codes)('that is none: %s', (code) => {
    expect(answerOf(failure(code), () => 7)).toEqual(table[code]);
    expect(troubles[code]).toEqual(table[code]);
  });

  it.each([
    [404, 'NO_SUCH_INSTANCE'],
    [410, 'NO_SUCH_INSTANCE'],
    [503, undefined],
  ])('that is an error keeps its status and code: %i %s', (status, errorCode) => {
    expect(answerOf(errorStatus(status, errorCode), () => 7)).toEqual({
      kind: 'error_status',
      status,
      errorCode: errorCode ?? null,
    });
  });

  it('is the value, in the words of the domain', () => {
    const result = {
      ok: true,
      status: 200,
      value: 3,
      headers,
      version: '1.0.0',
      losses: [],
    } as const;
    expect(answerOf(result, (value: number) => value + 1)).toEqual({ kind: 'ok', value: 4 });
    expect(answerOf(result, () => null)).toEqual({ kind: 'ok', value: null });
    expect(answerOf(result, () => new Refusal('no', {}))).toEqual({ kind: 'not_understood' });
  });

  it('has a report, or none', () => {
    const vmm_state = {
      gen: 3,
      state: { kind: 'running' },
      time_updated: '2026-11-21T06:38:00Z',
    } as const;
    expect(reportIfAny(null)).toBeNull();
    expect(reportIfAny(undefined)).toBeNull();
    expect(reportIfAny({ vmm_state })).toMatchObject({
      vmmState: { gen: 3, state: { kind: 'running' } },
      migrationIn: null,
    });
  });
});
