import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  convertError,
  type ErrorSource,
  isSagaError,
  isSagaEvent,
  type SagaError,
  type SagaEvent,
} from '@skewline/saga';

const source: ErrorSource = {
  name: 'ActionFailure',
  message: 'no room',
  code: 'full',
  details: { free: 3 },
  cause: { name: 'Error', message: 'disk', code: null, details: null, cause: null },
};
const error: SagaError = {
  code: 'action_failed',
  message: 'no room',
  node: 'a',
  action: 'a@1',
  during: 'action',
  attempts: 2,
  source,
};

const events: { readonly [Type in SagaEvent['type']]: Extract<SagaEvent, { type: Type }> } = {
  started: { type: 'started', node: 'a' },
  succeeded: { type: 'succeeded', node: 'a', output: { x: [1, null] } },
  failed: { type: 'failed', node: 'a', error },
  undo_started: { type: 'undo_started', node: 'a', attempt: 1 },
  undo_finished: { type: 'undo_finished', node: 'a', attempt: 2 },
  undo_failed: { type: 'undo_failed', node: 'a', attempt: 1, error: { ...error, during: 'undo' } },
  undo_retried: { type: 'undo_retried', node: 'a', attempt: 2, reason: 'r' },
  undo_skipped: { type: 'undo_skipped', node: 'a', reason: 'r' },
  cancelled: { type: 'cancelled', reason: 'r' },
  abandoned: { type: 'abandoned', reason: '' },
};

/** What no member of that name may be. */
const wrong: { readonly [member: string]: readonly unknown[] } = {
  type: [undefined, null, 1, '', 'start', 'constructor', '__proto__', ['started']],
  node: [undefined, null, 1, {}, ['a']],
  output: [undefined, Number.NaN, new Date(0), () => 1, new Map()],
  attempt: [undefined, null, 0, -1, 1.5, '1', Number.NaN, 2 ** 53],
  reason: [undefined, null, 1, {}],
  error: [undefined, null, 'no', {}, { ...error, code: 'other' }],
};

/** Of an error; `node`, `action` and `source` may be null. */
const wrongInError: { readonly [member in keyof SagaError]: readonly unknown[] } = {
  code: [undefined, null, 1, 'other', 'toString'],
  message: [undefined, null, 1],
  node: [undefined, 1, {}],
  action: [undefined, 1, {}],
  during: [undefined, null, 'before', 1],
  attempts: [undefined, null, 1.5, '1'],
  source: [undefined, 1, 'text', {}, []],
};

const wrongInSource: { readonly [member in keyof ErrorSource]: readonly unknown[] } = {
  name: [undefined, null, 1],
  message: [undefined, null, 1],
  code: [undefined, 1],
  details: [undefined],
  cause: [undefined, 1, 'text', {}, { ...source, name: 1 }],
};

function without(value: object, member: string): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== member));
}

describe('isSagaEvent', () => {
  test.each(Object.entries(events))('%s', (_type, event) => {
    expect(isSagaEvent(event)).toBe(true);
    expect(isSagaEvent({ ...event, more: 'of a later version' })).toBe(true);
    for (const member of Object.keys(event)) {
      expect(isSagaEvent(without(event, member)), `without ${member}`).toBe(false);
      const values = wrong[member] ?? [];
      expect(values.length).toBeGreaterThan(0);
      for (const value of values) {
        expect(isSagaEvent({ ...event, [member]: value }), `${member} ${String(value)}`).toBe(
          false,
        );
      }
    }
  });

  test.each([undefined, null, 1, 'started', [], [events.started], {}, () => events.started])(
    'not %s',
    (value) => {
      expect(isSagaEvent(value)).toBe(false);
    },
  );
});

describe('isSagaError', () => {
  test.each(Object.entries(wrongInError))('%s', (member, values) => {
    expect(isSagaError(error)).toBe(true);
    expect(isSagaError({ ...error, node: null, action: null, source: null })).toBe(true);
    expect(isSagaError(without(error, member))).toBe(false);
    for (const value of values) expect(isSagaError({ ...error, [member]: value })).toBe(false);
  });

  test.each(Object.entries(wrongInSource))('%s of the source', (member, values) => {
    for (const value of values) {
      const bad = { ...source, [member]: value };
      expect(isSagaError({ ...error, source: bad })).toBe(false);
      // The cause of a cause is looked at as well.
      expect(isSagaError({ ...error, source: { ...source, cause: bad } })).toBe(false);
    }
  });
});

test('neither throws, whatever it is given', () => {
  const anything = fc.anything({ withNullPrototype: true, withDate: true, withMap: true });
  const members = fc.dictionary(
    fc.constantFrom('type', 'node', 'output', 'attempt', 'reason', 'error', 'code', 'source'),
    fc.oneof(anything, fc.constantFrom(...Object.keys(events), error, source)),
  );
  fc.assert(
    fc.property(fc.oneof(anything, members), (value) => {
      expect(typeof isSagaEvent(value)).toBe('boolean');
      expect(typeof isSagaError(value)).toBe('boolean');
    }),
    { seed: 5 },
  );
});

describe('convertError', () => {
  const free = ({ code, details }: ErrorSource): number | undefined =>
    code === 'full' && typeof details === 'object' && details !== null && 'free' in details
      ? Number(details['free'])
      : undefined;

  test('reads what the reader knows', () => {
    expect(convertError(error, free)).toBe(3);
  });

  test('gives undefined for what it does not know', () => {
    expect(convertError({ ...error, source: { ...source, code: 'other' } }, free)).toBeUndefined();
    expect(convertError({ ...error, source: { ...source, details: null } }, free)).toBeUndefined();
  });

  test('does not ask where nothing was thrown', () => {
    const never = (): never => {
      throw new Error('asked');
    };
    expect(convertError({ ...error, code: 'timeout', source: null }, never)).toBeUndefined();
    expect(() => convertError(error, never)).toThrow('asked');
  });
});
