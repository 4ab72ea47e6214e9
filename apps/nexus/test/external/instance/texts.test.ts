import {
  type StartFailureCode,
  startFailure,
  startFailureCodes,
  type VmmFailureReason,
  vmmFailureReasons,
} from '@skewline/nexus-types/domain';
import { runFailureView } from '@skewline/nexus-types/view';
import { Refusal } from '@skewline/runtime';
import type { Call } from '@skewline/server';
import { decideStartRequest, sledAgentErrorAnswer } from '@skewline/saga/instance';
import { storeRefusals } from '@skewline/db-model';
import { describe, expect, test } from 'vitest';
import { engineRefused, instanceRefused } from '../../../src/external/instance/refused.ts';
import { failureStatuses, startFailed } from '../../../src/external/start/failed.ts';
import { internals } from './support/internals.ts';
import { readingOf } from './support/facts.ts';

const call: Call = {
  operation: 'instance_start',
  version: '2026112100.0.0',
  requestId: 'request-1',
  signal: AbortSignal.abort(),
  header: () => undefined,
  raw: null,
};

describe('a start that failed, for who has waited', () => {
  // The cast: the keys of an object literal are what its type says.
  const codes = Object.keys(startFailureCodes) as StartFailureCode[];

  test.each(codes)('%s', (code) => {
    const failure = startFailure(code, { detail: 'saga 1 on sled 7' });
    const { status, body } = startFailed(call, 'a', failure);
    expect(status).toBe(failureStatuses[code]);
    expect(body).toMatchObject({
      request_id: 'request-1',
      message: failure.message,
      start_attempt_id: 'a',
      start_failure: { code, fault: failure.fault },
    });
    expect(JSON.stringify(body)).not.toContain('sled 7');
    expect(internals(JSON.stringify([failure.message, failure.hint]))).toEqual([]);
  });

  test.each([
    ['capacity', [507]],
    ['system', [500, 503]],
    ['user', [400, 409, 507]],
  ])('whose fault is %s: %j', (fault, statuses) => {
    const found = codes.filter((code) => startFailureCodes[code].fault === fault);
    expect(found.length).toBeGreaterThan(0);
    for (const code of found) expect(statuses).toContain(failureStatuses[code]);
  });

  test('each says what to do, but for what somebody wanted', () => {
    for (const code of codes) {
      expect(startFailureCodes[code].hint === null).toBe(code === 'cancelled');
    }
  });
});

test('why an instance stopped running names nothing internal', () => {
  for (const reason of Object.keys(vmmFailureReasons) as VmmFailureReason[]) {
    expect(internals(runFailureView(reason).message)).toEqual([]);
  }
});

describe('what is refused', () => {
  test('a text that names something internal is never the answer', () => {
    for (const [code, { status, message }] of Object.entries(storeRefusals)) {
      const { body } = instanceRefused(call, new Refusal(message, { code, status }), 'web');
      expect(internals(body.message)).toEqual([]);
    }
  });

  test('an instance that is gone by now is not found', () => {
    for (const code of ['gone', 'instance_not_found']) {
      const refusal = new Refusal('there is no such instance', { code, status: 404 });
      expect(instanceRefused(call, refusal, 'web')).toMatchObject({
        status: 404,
        body: { message: 'not found: instance with name "web"' },
      });
    }
  });

  test('a record that contradicts itself is an internal error', () => {
    const { instance } = readingOf({ runtime: { activeVmmId: 'v', state: 'failed' } });
    const decision = decideStartRequest({
      instance,
      activeVmm: { kind: 'running' },
      openAttempt: null,
      isHeld: false,
      origin: 'user',
    });
    if (decision.kind !== 'refused') throw new Error(`it is ${decision.kind}`);
    expect(instanceRefused(call, new Refusal(decision.message, decision), 'web')).toMatchObject({
      status: 500,
      body: { message: 'Internal Server Error' },
    });
  });

  test.each([
    ['quiescing', 503],
    ['closed', 503],
    ['unknown_action', 500],
    ['id_taken', 409],
  ] as const)('by the engine: %s', (code, status) => {
    const message = 'saga creation is disallowed (quiescing)';
    const answered = engineRefused(call, { ok: false, code, status, message });
    expect(answered.status).toBe(status === 503 ? 503 : 500);
    expect(internals(answered.body.message)).toEqual([]);
  });

  test.each([
    sledAgentErrorAnswer({ kind: 'unreachable' }),
    sledAgentErrorAnswer({ kind: 'not_understood' }),
    sledAgentErrorAnswer({ kind: 'error_status', status: 404, errorCode: 'NO_SUCH_INSTANCE' }),
    sledAgentErrorAnswer({ kind: 'error_status', status: 503, errorCode: null }),
    sledAgentErrorAnswer({ kind: 'error_status', status: 400, errorCode: null }),
  ])('by a sled: $status', ({ message }) => {
    expect(internals(message)).toEqual([]);
  });
});

test('what counts as internal', () => {
  expect(internals('{"saga_id":1}')).toEqual(['saga']);
  expect(internals('the saga of VMM 7 was unwound by the sled agent')).not.toEqual([]);
  expect(internals('The sled that was chosen did not accept the instance.')).toEqual([]);
});
