import { expect, it } from 'vitest';
import { amountText, bytesText } from '../../src/operator/placement-amounts.ts';

it.each([
  [0, '0 bytes'],
  [1023, '1023 bytes'],
  [1024, '1 KiB'],
  [1536 * 1024, '1.5 MiB'],
  [8 * 2 ** 30, '8 GiB'],
  [2048 * 2 ** 40, '2048 TiB'],
])('%d is %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

it.each([
  [1, 'threads', '1 CPU'],
  [2, 'threads', '2 CPUs'],
  [1, 'disks', '1 disk'],
  [2 ** 30, 'bytes', '1 GiB'],
] as const)('%d %s are %s', (amount, unit, text) => {
  expect(amountText(amount, unit)).toBe(text);
});
