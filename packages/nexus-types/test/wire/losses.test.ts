import { describe, expect, test } from 'vitest';
import { toWire } from '../../src/wire/index.ts';
import { decisions } from '../../src/wire/decisions.ts';
import { domainReport, isReportOf, wireReport } from './support/reports.ts';

/** What each decision of one direction says that it loses; null for nothing. */
function lossesOf(answers: object): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(answers).map(([key, answer]: [string, { loss?: string }]) => [
      key,
      answer.loss ?? null,
    ]),
  );
}

describe('what goes lost', () => {
  test('to the domain: nothing', () => {
    expect(lossesOf(decisions.domain.up)).toEqual({ 'VmmState(failed).reason': null });
  });

  test('to the wire', () => {
    expect(lossesOf(decisions.domain.down)).toEqual({
      'VmmState(creating)': 'that no sled has been told of it',
      'VmmState(failed).cause': 'a reason that no sled agent gives',
      'VmmState(failed).detail': 'the end of a detail that is too long',
      'VmmState(saga_unwound)': 'that it never ran',
    });
  });
});

describe('a detail on its way to a sled agent', () => {
  const told = (detail: string): unknown => {
    const there = toWire(domainReport({ kind: 'failed', reason: 'zone_gone', detail } as const));
    expect(isReportOf(49, there)).toBe(true);
    return there;
  };
  const expected = (detail: string): unknown =>
    wireReport({ kind: 'failed', cause: 'zone_gone', detail });

  test('is whole with 1024 characters, and is cut after them', () => {
    const longest = 'x'.repeat(1024);
    expect(told(longest)).toStrictEqual(expected(longest));
    expect(told(`${longest}y`)).toStrictEqual(expected(longest));
  });

  test('is never cut in the middle of a character', () => {
    const longest = '\u{1F5A5}'.repeat(1024);
    expect(longest.length).toBe(2048);
    expect(told(longest)).toStrictEqual(expected(longest));
    expect(told(`x${longest}`)).toStrictEqual(expected(`x${'\u{1F5A5}'.repeat(1023)}`));
  });
});
