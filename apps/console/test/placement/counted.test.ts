import type { RejectionCount } from '@skewline/nexus-client/external';
import { sledRejections } from '@skewline/nexus-types/domain';
import { describe, expect, it } from 'vitest';
import { amountText } from '../../src/placement/amounts.ts';
import { counted } from '../../src/placement/counted.ts';
import { reasonWords, wordsOf } from '../../src/placement/reasons.ts';

const GiB = 2 ** 30;

describe('the reasons', () => {
  it('are those that placement has, in its order and its units', () => {
    expect(Object.entries(reasonWords).map(([reason, { unit }]) => [reason, unit])).toEqual(
      Object.entries(sledRejections).map(([reason, { unit }]) => [reason, unit]),
    );
  });

  it('may be of a newer nexus', () => {
    expect(wordsOf('too_hot').label).toBe('too hot');
    expect(wordsOf('constructor').label).toBe('constructor');
  });
});

it.each([
  [1, 'threads', '1 CPU'],
  [3, 'disks', '3 disks'],
  [1.5 * GiB, 'bytes', '1.5 GiB'],
] as const)('%d %s is %s', (amount, unit, text) => {
  expect(amountText(amount, unit)).toBe(text);
});

describe('what a user may know', () => {
  it('is how many sleds, and why', () => {
    const counts: readonly RejectionCount[] = [
      { reason: 'no_provision', sleds: 1, least_shortfall: null },
      { reason: 'reservoir', sleds: 3, least_shortfall: 18 * GiB },
      { reason: 'hardware_threads', sleds: 1, least_shortfall: 1 },
      { reason: 'affinity', sleds: 0, least_shortfall: null },
    ];
    expect(counted(2, counts)).toEqual({
      summary: '2 of 7 sleds can take it.',
      groups: [
        { kind: 'fits', label: 'fits', sleds: 2, text: '2 sleds can take it.' },
        { kind: 'service', label: 'closed', sleds: 1, text: '1 sled closed to new instances.' },
        {
          kind: 'room',
          label: 'short of memory',
          sleds: 3,
          text: '3 sleds short of memory for instances; the nearest lacks 18 GiB.',
        },
        {
          kind: 'room',
          label: 'short of CPUs',
          sleds: 1,
          text: '1 sled short of CPUs; it lacks 1 CPU.',
        },
      ],
    });
  });

  it.each([
    [0, 0, 'There are no sleds.'],
    [1, 0, 'The only sled can take it.'],
    [2, 0, 'Both sleds can take it.'],
    [3, 0, 'All 3 sleds can take it.'],
    [0, 1, 'The only sled cannot take it.'],
    [0, 4, 'None of 4 sleds can take it.'],
    [1, 1, '1 of 2 sleds can take it.'],
  ])('%d fit and %d do not', (fitting, others, summary) => {
    const counts = [{ reason: 'reservoir', sleds: others, least_shortfall: null } as const];
    expect(counted(fitting, counts).summary).toBe(summary);
  });
});
