import { describe, expect, it } from 'vitest';
import { type Faults, fateOf, faultsOf, noFaults } from '../src/faults.ts';

describe('faults that are asked for', () => {
  it.each<[unknown, Partial<Faults> | string]>([
    [{}, {}],
    [
      { delayMs: 5, refuse: 2, drop: 1, starting: true },
      { delayMs: 5, refuse: 2, drop: 1, starting: true },
    ],
    [{ refuse: 0 }, { refuse: 0 }],
    [{ refuse: -1 }, 'refuse is a whole number that is not negative'],
    [{ refuse: 1.5 }, 'refuse is a whole number that is not negative'],
    [{ delayMs: '5' }, 'delayMs is a whole number that is not negative'],
    [{ delayMs: 600_001 }, 'delayMs is at most 600000'],
    [{ starting: 1 }, 'starting is true or false'],
    [{ rain: true }, 'there is no fault rain'],
    [{ __proto__x: 1 }, 'there is no fault __proto__x'],
    [null, 'this is no object'],
    [undefined, 'this is no object'],
    [[], 'this is no object'],
    ['starting', 'this is no object'],
  ])('%j', (changes, want) => {
    const before = { ...noFaults, refuse: 7 };
    const after = faultsOf(before, changes);
    expect(after).toEqual(typeof want === 'string' ? want : { ...before, ...want });
    expect(before).toEqual({ ...noFaults, refuse: 7 });
  });
});

describe('what becomes of requests', () => {
  it('is what was asked for, as often as it was asked for', () => {
    let faults: Faults = { delayMs: 0, drop: 1, refuse: 2, starting: true };
    const seen: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      const { fate, left } = fateOf(faults);
      seen.push(fate);
      faults = left;
    }
    expect(seen).toEqual(['dropped', 'refused', 'refused', 'starting', 'starting']);
    expect(fateOf({ ...faults, starting: false }).fate).toBe('served');
  });
});
