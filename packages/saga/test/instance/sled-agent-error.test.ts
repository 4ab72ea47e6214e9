import { describe, expect, it } from 'vitest';
import { ActionFailure, type SagaError, sourceOf } from '../../src/error.ts';
import {
  answerOfSagaError,
  failureProvenBy,
  type SledAgentError,
  sledAgentErrorAnswer,
  type SledAgentErrorKind,
  sledAgentErrorKind,
  sledAgentErrors,
  sledAgentFailure,
  valueOrFailure,
} from '../../src/instance/sled-agent-error.ts';

const status = (code: number, errorCode: string | null = null): SledAgentError => ({
  kind: 'error_status',
  status: code,
  errorCode,
});

interface Row {
  readonly error: SledAgentError;
  readonly kind: SledAgentErrorKind;
  readonly retry: boolean;
  readonly code: string;
  readonly http: number;
}

const table: readonly Row[] = [
  {
    error: status(404, 'NO_SUCH_INSTANCE'),
    kind: 'gone',
    retry: false,
    code: 'vmm_vanished',
    http: 503,
  },
  // A proxy's, or another path's.
  { error: status(404), kind: 'refused', retry: false, code: 'sled_refused', http: 400 },
  {
    error: status(410, 'NO_SUCH_INSTANCE'),
    kind: 'ending',
    retry: false,
    code: 'vmm_vanished',
    http: 400,
  },
  { error: status(410), kind: 'refused', retry: false, code: 'sled_refused', http: 400 },
  { error: status(400), kind: 'refused', retry: false, code: 'sled_refused', http: 400 },
  { error: status(409), kind: 'refused', retry: false, code: 'sled_refused', http: 400 },
  { error: status(429), kind: 'failing', retry: true, code: 'sled_refused', http: 400 },
  { error: status(500), kind: 'failing', retry: true, code: 'sled_refused', http: 500 },
  { error: status(503), kind: 'failing', retry: true, code: 'sled_refused', http: 503 },
  {
    error: status(500, 'NO_SUCH_INSTANCE'),
    kind: 'failing',
    retry: true,
    code: 'sled_refused',
    http: 500,
  },
  {
    error: { kind: 'unreachable' },
    kind: 'unreachable',
    retry: true,
    code: 'sled_refused',
    http: 502,
  },
  {
    error: { kind: 'unreachable', timedOut: true },
    kind: 'unreachable',
    retry: true,
    code: 'sled_refused',
    http: 504,
  },
  { error: { kind: 'off' }, kind: 'off', retry: false, code: 'sled_refused', http: 503 },
  {
    error: { kind: 'not_understood' },
    kind: 'not_understood',
    retry: true,
    code: 'internal',
    http: 500,
  },
];

const asked = { operation: 'registerVmm', sledId: 'sled-1' } as const;

describe('an error of a sled agent', () => {
  it.each(table)('$error: $kind, $http', ({ error, kind, retry, code, http }) => {
    expect(sledAgentErrorKind(error)).toBe(kind);
    const failure = sledAgentFailure(error, asked);
    expect(failure).toMatchObject({ code, retry });
    expect(failure.details).toMatchObject({ kind, ...asked });
    expect(failure.message).toMatch(/^registerVmm: sled sled-1 /);
    const answer = sledAgentErrorAnswer(error);
    expect(answer.status).toBe(http);
    expect(answer.message).not.toContain('sled-1');
  });

  it('is provoked by the table in every kind', () => {
    expect(new Set(table.map(({ kind }) => kind))).toEqual(new Set(Object.keys(sledAgentErrors)));
  });

  it('tells operators what was answered', () => {
    expect(sledAgentFailure(status(409, 'InvalidRequest'), asked).message).toBe(
      'registerVmm: sled sled-1 refuses (409 InvalidRequest)',
    );
    expect(sledAgentFailure({ kind: 'unreachable' }, asked).message).toBe(
      'registerVmm: sled sled-1 cannot be reached',
    );
    expect(sledAgentFailure({ kind: 'off' }, asked).message).toBe(
      'registerVmm: sled sled-1 is off',
    );
  });

  it('tells users of a sled that is too old', () => {
    const { details } = sledAgentFailure(status(400, 'Unrepresentable'), asked);
    expect(details).toMatchObject({
      startFailure: {
        code: 'sled_refused',
        fault: 'system',
        transience: 'transient',
        message: 'The sled that was chosen is too old for how the instance is configured.',
        detail: 'registerVmm: sled sled-1 refuses (400 Unrepresentable)',
      },
    });
    expect(sledAgentFailure(status(400, 'InvalidRequest'), asked).details).not.toHaveProperty(
      'startFailure',
    );
  });

  it('says of a lost VMM what clients of omicron know', () => {
    for (const error of [status(404, 'NO_SUCH_INSTANCE'), { kind: 'off' } as const]) {
      expect(sledAgentErrorAnswer(error).message).toBe(
        'The instance was running but is no longer reachable. It is being moved to the Failed state.',
      );
    }
  });

  it.each(table)('$error: proves as much of the VMM as its kind, $kind', ({ error, kind }) => {
    const reason = { gone: 'no_such_instance', off: 'sled_off' }[kind as string] ?? null;
    expect(failureProvenBy(error)?.reason ?? null).toBe(reason);
  });
});

describe('what a sled agent gives', () => {
  it('is the value, or thrown', () => {
    expect(valueOrFailure({ kind: 'ok', value: 7 }, asked)).toBe(7);
    expect(() => valueOrFailure({ kind: 'unreachable' }, asked)).toThrow(/cannot be reached/);
  });
});

describe('the error of a saga', () => {
  const sagaError = (over: Partial<SagaError>): SagaError => ({
    code: 'action_failed',
    message: 'sled-1',
    node: 'n',
    action: 'a@1',
    during: 'action',
    attempts: 1,
    source: null,
    ...over,
  });

  it('is answered as the action said', () => {
    for (const { error } of table) {
      const source = sourceOf(sledAgentFailure(error, asked));
      expect(answerOfSagaError(sagaError({ source }))).toEqual(sledAgentErrorAnswer(error));
    }
  });

  it.each([
    sagaError({}),
    sagaError({ code: 'timeout' }),
    sagaError({ source: sourceOf(new Error('sled-1')) }),
    sagaError({
      source: sourceOf(new ActionFailure('x', 'y', { details: { answer: { status: 1 } } })),
    }),
  ])('says nothing of what is inside: $code', (error) => {
    expect(answerOfSagaError(error)).toEqual({ status: 500, message: 'Internal Server Error' });
  });

  it('says that it was cancelled', () => {
    expect(answerOfSagaError(sagaError({ code: 'cancelled', node: null })).status).toBe(409);
  });
});
