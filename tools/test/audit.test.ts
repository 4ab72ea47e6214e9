import { expect, test } from 'vitest';
import { advisoriesOf, auditProblems } from '../audit/findings.ts';

// As `npm audit --json` writes it: a fault of one package, and another that is concerned through it.
const report = {
  auditReportVersion: 2,
  vulnerabilities: {
    a: {
      name: 'a',
      severity: 'high',
      via: [
        {
          source: 1,
          name: 'a',
          title: 'It reads too far',
          url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
          severity: 'high',
          range: '<2.0.0',
        },
      ],
    },
    b: { name: 'b', severity: 'high', via: ['a'] },
  },
};
const advisory = {
  id: 'GHSA-aaaa-bbbb-cccc',
  package: 'a',
  severity: 'high',
  title: 'It reads too far',
};

test('a report has each fault once, where it is', () => {
  expect(advisoriesOf(report)).toEqual({ advisories: [advisory] });
  expect(advisoriesOf({ auditReportVersion: 2, vulnerabilities: {} })).toEqual({ advisories: [] });
});

test.each([
  [{ message: '405 Method Not Allowed', statusCode: 405 }, '405 Method Not Allowed'],
  [undefined, 'npm audit gives no report'],
])('%j is no report', (answer, unanswered) => {
  expect(advisoriesOf(answer)).toEqual({ unanswered });
});

test('what is not explained is a problem, and so is an explanation of nothing', () => {
  const explanation = { id: advisory.id, package: 'a', reason: 'never given foreign text' };
  const whats = (...explained: (typeof explanation)[]) =>
    auditProblems([advisory], explained).map(({ what }) => what);
  expect(whats(explanation)).toEqual([]);
  expect(whats()).toEqual(['a: It reads too far (high, GHSA-aaaa-bbbb-cccc)']);
  expect(whats(explanation, { ...explanation, package: 'c' })).toEqual([
    'GHSA-aaaa-bbbb-cccc of c is explained, and npm does not report it',
  ]);
});
