import { expect, test } from 'vitest';
import { isExponential } from '../../src/diff/pattern/backtracking.ts';
import { parsePattern } from '../../src/diff/pattern/parse.ts';
import { checkablePattern } from '../../src/diff/pattern/usable.ts';

const verdictOf = (pattern: string): boolean => {
  const parsed = parsePattern(pattern);
  if (parsed === undefined) throw new Error(`not understood: ${pattern}`);
  return isExponential(parsed);
};

test.each([
  '^(a+)+$',
  '^(a*)*$',
  '^(a|a)*$',
  '^(a|ab)(c|bcd)*(d*)*$',
  '(x+x+)+y',
  '^([a-z]+)*-$',
  '^([a-z]|[a-f0-9])+$',
  '^(\\d+|[0-9a-f]+)*z$',
  '^(?:a?){40}a{40}$',
  '^(?:a{1,30}){1,30}$',
  '^(?=(a+)+b)a',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '^(a|b|ab)*c$',
])('%s takes ages for some texts', (pattern) => {
  expect(verdictOf(pattern)).toBe(true);
  expect(checkablePattern(pattern)).toBeUndefined();
});

test.each([
  '^a+$',
  '^[a-z]([a-zA-Z0-9-]*[a-zA-Z0-9]+)?$',
  '^(?![0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$)^[a-z]([a-zA-Z0-9-]*[a-zA-Z0-9]+)?$',
  '^(([0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])\\.){3}([0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])/([0-9]|1[0-9]|2[0-9]|3[0-2])$',
  '^([fF][dD])[0-9a-fA-F]{2}:(([0-9a-fA-F]{1,4}:){6}[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,6}:)([0-9a-fA-F]{1,4})?/(6[4-9]|[7-9][0-9])$',
  '^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(?:-((?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\\.(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?$',
  '^([0-9a-fA-F]{2})*$',
  '^(\\w+\\.)+\\w+$',
  '^(?:[a-z]+ ?){1,9}$',
  '^(a?)*$',
  '^\\s*\\S+\\s*$',
  '^[A-Z]{2}[0-9]{9}$',
])('%s is fine', (pattern) => {
  expect(verdictOf(pattern)).toBe(false);
  expect(checkablePattern(pattern)).toBe(pattern);
});

test('what is said of a pattern is what JavaScript does with it', () => {
  // Each of these is a matter of microseconds for a text of 22 letters, or of a tenth of a second and more.
  const steps = (pattern: string, text: string): number => {
    const begin = performance.now();
    new RegExp(pattern, 'u').test(text);
    return performance.now() - begin;
  };
  expect(steps('^(a+)+$', `${'a'.repeat(22)}!`)).toBeGreaterThan(
    20 * steps('^(a?)*$', `${'a'.repeat(22)}!`),
  );
});
