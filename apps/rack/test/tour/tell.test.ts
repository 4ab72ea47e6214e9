import { expect, test } from 'vitest';
import type { StepResult, Telling } from '../../src/tour/step.ts';
import { isAsTold } from '../../src/tour/step.ts';
import { steps } from '../../src/tour/steps.ts';
import { beginText, endText, summaryText, tellingText } from '../../src/tour/tell.ts';
import { withoutColors } from '../../src/watch/colors.ts';

const good = { what: 'it stays stopped', ok: true, found: null };
const bad = { what: 'it runs', ok: false, found: "'failed'" };
const asTold: StepResult = { name: 'disks', checks: [good], error: null };

test('what a step tells, as text', () => {
  const tellings: readonly Telling[] = [
    { kind: 'did', text: 'The user starts it.' },
    { kind: 'seen', by: 'user', request: 'GET /v1/instances/web', lines: ['run_state: stopped'] },
    { kind: 'seen', by: 'operator', request: 'GET /operator/vmms', lines: [] },
    { kind: 'check', ...good },
    { kind: 'check', ...bad },
  ];
  expect(tellings.map((telling) => tellingText(telling, withoutColors)).join('\n')).toBe(`
> The user starts it.
  the user sees  GET /v1/instances/web
    run_state: stopped
  the operator sees  GET /operator/vmms
  as told  it stays stopped
  NOT AS TOLD  it runs; found: 'failed'`);
});

test('how a step begins and ends', () => {
  const step = { name: 'x', title: 'A disk too many', about: 'About it.', run: async () => {} };
  expect(beginText(step, 3, 10, withoutColors)).toBe('\n3 of 10: A disk too many\nAbout it.\n');
  expect(endText(asTold, withoutColors)).toBe('');
  expect(endText({ ...asTold, error: 'nobody answers' }, withoutColors)).toBe(
    '  BROKEN OFF  nobody answers',
  );
});

const cases: readonly (readonly [
  name: string,
  results: readonly StepResult[],
  of: number,
  text: string,
])[] = [
  ['all', [asTold, asTold], 2, '\nAll was as told: 2 steps, 2 checks, 13 s.'],
  ['some, and somebody ended it', [asTold], 2, '\nSo far all was as told: 1 of 2 steps in 13 s.'],
  [
    'one that differs',
    [asTold, { name: 'sled-off', checks: [good, bad], error: null }],
    2,
    "\nNot all was as told (2 of 2 steps in 13 s):\n  sled-off: it runs; found: 'failed'",
  ],
  [
    'one that was broken off',
    [{ name: 'sled-off', checks: [], error: 'nobody answers' }],
    2,
    '\nNot all was as told (1 of 2 steps in 13 s):\n  sled-off: broken off: nobody answers',
  ],
  [
    'one that checked nothing',
    [{ name: 'sled-off', checks: [], error: null }],
    1,
    '\nNot all was as told (1 of 1 steps in 13 s):\n  sled-off: nothing was checked',
  ],
];

test.for(cases)('the end of a tour: %s', ([, results, of, text]) => {
  expect(summaryText(results, 12.6, of)).toBe(text);
  expect(results.every(isAsTold) && results.length === of).toBe(text.startsWith('\nAll'));
});

test('the steps have names of their own, and say what they are about', () => {
  expect(new Set(steps.map(({ name }) => name)).size).toBe(steps.length);
  for (const { title, about } of steps) {
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(about).toMatch(/^[A-Z].*\.$/);
  }
});
