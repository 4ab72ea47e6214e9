import { describe, expect, test } from 'vitest';
import {
  decideVmmCheck,
  incompleteOf,
  isVmmGone,
  type SledAnswer,
  type SledPower,
  sledPowerOf,
  type VmmCheckStep,
} from '../../src/instance/index.ts';
import { before, stateOf } from './support/snapshots.ts';

const report = {
  vmmState: { state: stateOf('running'), gen: 7, timeUpdated: before },
  migrationIn: null,
  migrationOut: null,
};
const error = (status: number, errorCode: string | null = null): SledAnswer => ({
  kind: 'error_status',
  status,
  errorCode,
});

describe('the steps of a check', () => {
  test('asks the sled agent first, and the gateway only if it cannot be reached', () => {
    const facts = { sledPolicy: 'in_service' } as const;
    expect(decideVmmCheck(facts)).toEqual({ kind: 'ask_sled' });
    expect(decideVmmCheck({ ...facts, answer: { kind: 'unreachable' } })).toEqual({
      kind: 'ask_power',
    });
  });

  test('asks nobody about a VMM on a sled that was expunged', () => {
    expect(decideVmmCheck({ sledPolicy: 'expunged' })).toEqual({
      kind: 'failure',
      reason: 'sled_expunged',
    });
  });

  test.each(['in_service', 'no_provision'] as const)(
    'asks about one on a sled %s',
    (sledPolicy) => {
      expect(decideVmmCheck({ sledPolicy })).toEqual({ kind: 'ask_sled' });
    },
  );
});

const unknown = (incomplete: string | number) => ({ kind: 'unknown', incomplete });

describe('what an answer says', () => {
  test.each<[string, SledAnswer, unknown]>([
    ['a state', { kind: 'state', report }, { kind: 'success', report }],
    [
      '404 with NO_SUCH_INSTANCE',
      error(404, 'NO_SUCH_INSTANCE'),
      { kind: 'failure', reason: 'no_such_instance' },
    ],
    ['404 alone', error(404), unknown(404)],
    ['404 with another code', error(404, 'ObjectNotFound'), unknown(404)],
    ['A10.4: 410 with that code, the VMM is ending', error(410, 'NO_SUCH_INSTANCE'), unknown(410)],
    ['500 with that code', error(500, 'NO_SUCH_INSTANCE'), unknown(500)],
    ['503', error(503), unknown(503)],
    ['what is no answer of its API', { kind: 'not_understood' }, unknown('client_error')],
  ])('%s', (_name, answer, expected) => {
    expect(decideVmmCheck({ sledPolicy: 'in_service', answer })).toEqual(expected);
  });

  test.each<[SledPower, VmmCheckStep]>([
    ['A0', { kind: 'unknown', incomplete: 'unreachable' }],
    ['A1', { kind: 'failure', reason: 'sled_off' }],
    ['A2', { kind: 'failure', reason: 'sled_off' }],
    ['unknown', { kind: 'unknown', incomplete: 'unreachable' }],
  ])('unreachable, and the power is %s', (power, expected) => {
    const answer = { kind: 'unreachable' } as const;
    expect(decideVmmCheck({ sledPolicy: 'in_service', answer, power })).toEqual(expected);
  });

  test('of all statuses and codes only one is a VMM that is gone', () => {
    const statuses = Array.from({ length: 200 }, (_, index) => 400 + index);
    const gone = statuses.flatMap((status) =>
      [null, 'NO_SUCH_INSTANCE', 'no_such_instance', '']
        .filter((errorCode) => isVmmGone({ status, errorCode }))
        .map((errorCode) => [status, errorCode]),
    );
    expect(gone).toEqual([[404, 'NO_SUCH_INSTANCE']]);
  });
});

describe('what the gateways say', () => {
  test.each([
    { answers: [], isLast: false, expected: null },
    { answers: [], isLast: true, expected: 'unknown' },
    { answers: ['error'], isLast: false, expected: null },
    { answers: ['error', 'error'], isLast: true, expected: 'unknown' },
    { answers: ['error', 'A2'], isLast: false, expected: 'A2' },
    { answers: ['A0', 'A2'], isLast: true, expected: 'A0' },
  ] as const)('$answers, last $isLast: $expected', ({ answers, isLast, expected }) => {
    expect(sledPowerOf(answers, { isLast })).toBe(expected);
  });
});

describe('a check after its write', () => {
  test.each([
    { result: { kind: 'success', report }, write: 'ok', expected: null },
    { result: { kind: 'success', report }, write: 'failed', expected: 'update_failed' },
    { result: { kind: 'success', report }, write: 'not_found', expected: 'instance_not_found' },
    { result: { kind: 'failure', reason: 'sled_off' }, write: 'ok', expected: null },
    { result: { kind: 'failure', reason: 'sled_off' }, write: 'failed', expected: 'update_failed' },
    { result: { kind: 'unknown', incomplete: 503 }, write: 'ok', expected: 503 },
  ] as const)('$result.kind, write $write: $expected', ({ result, write, expected }) => {
    expect(incompleteOf(result, write)).toBe(expected);
  });
});
