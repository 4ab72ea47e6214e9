import { describe, expect, test } from 'vitest';
import type { Approval } from '../../../src/verdict/approvals/approval.ts';
import {
  applyApprovals,
  hasRefused,
  type Standing,
} from '../../../src/verdict/approvals/apply.ts';
import { readApprovals } from '../../../src/verdict/approvals/read.ts';
import type { Answer, Flow } from '../../../src/verdict/finding.ts';
import { finding, verdict } from './given.ts';

function approvals(...ids: readonly string[]): readonly Approval[] {
  const entries = ids.map((id) => ({ id, dependents: ['console'], reason: 'meant' }));
  const { value, problems } = readApprovals(JSON.stringify(entries), { apis: ['parcels'] });
  expect(problems).toEqual([]);
  return value ?? [];
}

describe('what a finding means', () => {
  test.each<[string, { readonly [F in Flow]?: Answer }, boolean, boolean, Standing]>([
    ['breaking', { 'old-client-request': 'breaking' }, true, false, 'refused'],
    ['breaking, approved', { 'old-client-request': 'breaking' }, true, true, 'approved'],
    ['breaking, not enforced', { 'old-client-request': 'breaking' }, false, false, 'noted'],
    ['unproven', { 'new-client-response': 'unproven' }, true, false, 'refused'],
    ['unproven, approved', { 'new-client-response': 'unproven' }, true, true, 'approved'],
    ['unproven, not enforced', { 'new-client-response': 'unproven' }, false, false, 'noted'],
    ['unproven in one flow', { 'old-client-request': 'compatible', 'new-client-request': 'unproven' }, true, false, 'refused'],
    ['a stored one', { 'stored-rollback': 'breaking' }, true, false, 'refused'],
    ['compatible', { 'old-client-request': 'compatible' }, true, false, 'compatible'],
    ['reaches nothing', {}, true, false, 'compatible'],
  ])('%s', (_name, flows, enforced, isApproved, standing) => {
    const applied = applyApprovals([verdict([finding('a1', flows)])], approvals(...(isApproved ? ['a1'] : [])), { enforced });
    expect(applied.verdicts[0]?.findings[0]?.standing).toBe(standing);
    expect(hasRefused(applied.verdicts)).toBe(standing === 'refused');
    expect(applied.problems).toEqual([]);
  });

  test('an approval says who and why, and covers no other finding', () => {
    const { verdicts } = applyApprovals(
      [verdict([finding('a1'), finding('a2')])],
      approvals('a1'),
      { enforced: true },
    );
    expect(verdicts[0]?.findings.map(({ approval }) => approval)).toEqual([
      { dependents: ['console'], reason: 'meant' },
      undefined,
    ]);
    expect(hasRefused(verdicts)).toBe(true);
  });

  test('an approval of one API covers no other API', () => {
    const { verdicts } = applyApprovals([verdict([finding('a1')], 'letters')], approvals('a1'), {
      enforced: true,
    });
    expect(hasRefused(verdicts)).toBe(true);
  });
});

describe('approval_stale', () => {
  const needed = finding('a1');
  const harmless = finding('c1', { 'old-client-request': 'compatible' });
  const given = [verdict([needed, harmless])];

  test.each([
    ['needed', ['a1'], [], []],
    ['needed, and there since long', ['a1'], ['a1'], []],
    ['new, and meets nothing', ['a1', 'zz'], [], [['error', 'no change of parcels has the id zz', 'remove the entry, or write the id of a change that the check shows']]],
    ['new, and the change has another id now', ['zz'], [], [['error', 'no change of parcels has the id zz', 'remove the entry, or write the id of a change that the check shows: a1']]],
    ['landed with its change', ['a1', 'zz'], ['zz'], [['warning', 'zz has landed: nothing differs by it any more', 'remove the entry']]],
    ['of a compatible change', ['a1', 'c1'], [], [['error', 'c1 needs no approval: it is compatible', 'remove the entry']]],
    ['of a compatible change, since long', ['a1', 'c1'], ['c1'], [['warning', 'c1 needs no approval: it is compatible', 'remove the entry']]],
  ])('%s', (_name, now, landed, problems) => {
    const applied = applyApprovals(given, approvals(...now), {
      enforced: true,
      landed: approvals(...landed),
    });
    expect(applied.problems.map(({ severity, message, fix }) => [severity, message, fix])).toEqual(problems);
    for (const problem of applied.problems) {
      expect(problem).toMatchObject({ code: 'approval_stale', file: 'skewline-approvals.json', line: 1 });
    }
  });

  test('it is not asked where only some changes are looked at', () => {
    expect(applyApprovals(given, approvals('zz'), { enforced: true }).problems).toEqual([]);
  });

  test('a change that breaks in one of two steps needs its approval', () => {
    const twice = [verdict([needed]), verdict([{ ...needed, flows: {} }])];
    expect(applyApprovals(twice, approvals('a1'), { enforced: true, landed: [] }).problems).toEqual([]);
  });

  test('no more than three ids are proposed, each once', () => {
    const findings = ['b1', 'b2', 'b2', 'b3', 'b4'].map((id) => finding(id));
    const { problems } = applyApprovals([verdict(findings)], approvals('zz'), { enforced: true, landed: [] });
    expect(problems[0]?.fix).toMatch(/: b1, b2, b3, …$/);
  });
});
