import { expect, test } from 'vitest';
import { nextInstanceEvent, publicInstanceEvent } from '../../src/domain/index.ts';
import { frozen, throughJson } from './support/arbitraries.ts';

const event = frozen({
  instanceId: 'c1f2b0a4-9f1f-4f83-8f4e-0d7c1c3c9b02',
  time: '2026-11-21T06:00:00Z',
  what: { kind: 'vmm_failed', reason: 'zone_gone' },
  detail: 'oxz_propolis-server is gone',
} as const);

test('events are numbered from 1, one by one', () => {
  const first = nextInstanceEvent(null, event);
  const second = nextInstanceEvent(first, event);
  expect(first).toEqual({ ...event, sequence: 1 });
  expect(second.sequence).toBe(2);
  expect(nextInstanceEvent({ sequence: 41 }, event).sequence).toBe(42);
  expect(throughJson(second)).toEqual(second);
});

test('users see an event without what is for operators', () => {
  const shown = publicInstanceEvent(frozen(nextInstanceEvent(null, event)));
  expect(shown).toEqual({ ...event, sequence: 1, detail: null });
  expect(publicInstanceEvent(shown)).toEqual(shown);
});
