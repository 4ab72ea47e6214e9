import { climb, Refusal } from '@skewline/runtime';
import { describe, expect, test } from 'vitest';
import { epochs, versions } from '../src/generated/conversions.ts';
import { validators } from '../src/generated/validators.ts';
import type { ParcelRequest as Request1 } from '../src/generated/v1/types.ts';
import type { Parcel as Parcel4, ParcelRequest as Request4 } from '../src/generated/v4/types.ts';

/** A value of a type from one version to another, as an adapter would do it. */
function convert(type: string, from: string, to: string, value: unknown): unknown {
  const [start, end] = [versions.indexOf(from), versions.indexOf(to)];
  const epoch = epochs.findIndex((one) => one.type === type && one.first <= start && start <= one.last);
  return climb(epochs, epoch, end, value, { operation: 'parcel_send' });
}

function isValid(type: string, version: string, value: unknown): boolean {
  return validators[type]?.find(({ from, to }) => from <= version && version <= to)?.validate(value) ?? false;
}

const old: Request1 = {
  recipient: 'Ada Byron',
  street: "12 St James's Square",
  city: 'London',
  weight_grams: 830,
  service: 'express',
};

describe('an old request', () => {
  test('goes up by the derived conversions and the decisions', () => {
    const converted = convert('ParcelRequest', '1', '4', { ...old, leave_at_door: true });
    expect(converted).toEqual({
      recipient_name: 'Ada Byron',
      street: "12 St James's Square",
      city: 'London',
      weight_grams: 830,
      service: 'express',
      contents: 'not declared',
      if_absent: 'leave_at_door',
    });
    expect(isValid('ParcelRequest', '4', converted)).toBe(true);
  });

  test.each([
    [undefined, undefined],
    [true, 'leave_at_door'],
    [false, 'bring_back'],
  ])('whose leave_at_door is %s keeps what it meant', (before, after) => {
    const request = before === undefined ? old : { ...old, leave_at_door: before };
    const converted = convert('ParcelRequest', '2', '3', convert('ParcelRequest', '1', '2', request));
    expect(converted).toMatchObject({ recipient_name: 'Ada Byron' });
    // Strictly: what was absent stays absent, and does not become undefined.
    const { recipient: recipient_name, ...rest } = old;
    const expected = { ...rest, recipient_name, ...(after === undefined ? {} : { if_absent: after }) };
    expect(converted).toStrictEqual(expected);
  });

  test('that asks for a fax is refused, with the place and what to do', () => {
    const refusal = convert('ParcelRequest', '1', '4', { ...old, notify: { by: 'fax', number: '1' } });
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ status: 400, path: ['notify'] });
    expect((refusal as Refusal).message).toContain('give an email address');
  });

  test('is not changed by its conversion', () => {
    const before = structuredClone(old);
    convert('ParcelRequest', '1', '4', old);
    expect(old).toEqual(before);
  });
});

describe('a new answer', () => {
  const request: Request4 = {
    recipient_name: 'Ada Byron',
    street: "12 St James's Square",
    city: 'London',
    weight_grams: 830,
    contents: 'gloves',
    service: 'overnight',
    if_absent: 'give_to_neighbour',
    notify: { by: 'email', address: 'ada@example.org' },
  };
  const parcel: Parcel4 = {
    number: 'GB123456789',
    request,
    events: [{ at: '2026-11-21T08:00:00Z', state: 'lost', estimated: true }],
  };

  test('goes down, and loses what is declared', () => {
    const converted = convert('Parcel', '4', '1', parcel);
    expect(converted).toEqual({
      number: 'GB123456789',
      request: {
        recipient: 'Ada Byron',
        street: "12 St James's Square",
        city: 'London',
        weight_grams: 830,
        service: 'express',
        leave_at_door: false,
        notify: { by: 'email', address: 'ada@example.org' },
      },
      events: [{ at: '2026-11-21T08:00:00Z', state: 'in_transit' }],
    });
    expect(isValid('Parcel', '1', converted)).toBe(true);
  });

  test('that the old version cannot say is refused', () => {
    const notify = { by: 'text_message', number: '+44 20 7946 0000' };
    const refusal = convert('Parcel', '4', '1', { ...parcel, request: { ...request, notify } });
    expect(refusal).toMatchObject({ status: 406, path: ['request', 'notify'] });
  });
});

test('what goes up and down again is what it was, but for what is declared lost', () => {
  const request = { ...old, leave_at_door: true, notify: { by: 'email', address: 'a@b.example' } };
  const there = convert('ParcelRequest', '1', '4', request);
  expect(convert('ParcelRequest', '4', '1', there)).toEqual(request);
});
