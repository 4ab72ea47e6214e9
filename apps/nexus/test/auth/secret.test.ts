import { expect, it } from 'vitest';
import { newSecret, secretOfHeader } from '../../src/auth/secret.ts';

const secret = newSecret();

it.each<[string | undefined, string | null]>([
  [`Bearer ${secret}`, secret],
  [`bearer ${secret}`, secret],
  [undefined, null],
  ['', null],
  [secret, null],
  [`Basic ${secret}`, null],
  [`Bearer  ${secret}`, null],
  [`Bearer ${secret}x`, null],
  [`Bearer ${secret.slice(0, -1)}`, null],
  [`Bearer ${secret.replace('skw_', 'oxide-token-')}`, null],
  [`Bearer ${secret}, Bearer ${secret}`, null],
  [`Bearer ${'x'.repeat(100_000)}`, null],
])('%j', (header, wanted) => {
  expect(secretOfHeader(header)).toBe(wanted);
});

it('no two are the same', () => {
  expect(new Set(Array.from({ length: 1000 }, newSecret)).size).toBe(1000);
});
