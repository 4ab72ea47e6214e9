import { describe, expect, test } from 'vitest';
import { renderJson } from '../../../src/verdict/render/json.ts';
import { reports } from './given.ts';
import { verdictSchema } from './schema.ts';

const validate = verdictSchema();

interface Shape {
  verdicts: { findings: Record<string, unknown>[] }[];
}
const whole = (): Shape => JSON.parse(renderJson(reports.refused)) as Shape; // written by us
const first = (shape: Shape): Record<string, unknown> => shape.verdicts[0]?.findings[1] ?? {};

describe('the published schema', () => {
  test.each(Object.entries(reports))('describes what is printed: %s', (_name, report) => {
    validate(JSON.parse(renderJson(report)));
    expect(validate.errors).toBeNull();
  });

  // It would be of no use if it took anything.
  test.each<[string, (finding: Record<string, unknown>) => void, string]>([
    ['an unknown answer', (one) => { one['answer'] = 'fine'; }, '/answer'],
    ['an unknown standing', (one) => { one['standing'] = 'ok'; }, '/standing'],
    ['an unknown flow', (one) => { one['flows'] = { sideways: 'breaking' }; }, '/flows'],
    ['an unknown member', (one) => { one['more'] = 1; }, ''],
    ['no id', (one) => { delete one['id']; }, ''],
    ['a rule in other letters', (one) => { one['rule'] = 'Property Added'; }, '/rule'],
    ['a line before the first', (one) => { one['after'] = { file: 'a', pointer: '', line: 0 }; }, '/after/line'],
    ['no pointer', (one) => { one['before'] = { file: 'a', pointer: 'b' }; }, '/before/pointer'],
    ['a witness without a value', (one) => { one['witness'] = { flow: 'stored-upgrade', pointer: '', why: '' }; }, '/witness'],
    ['an approval without a reason', (one) => { one['approval'] = { dependents: [] }; }, '/approval'],
  ])('refuses %s', (_name, change, place) => {
    const json = whole();
    change(first(json));
    expect(validate(json)).toBe(false);
    expect(validate.errors?.map(({ instancePath }) => instancePath)).toContain(`/verdicts/0/findings/1${place}`);
  });
});

test('nothing but what is meant is printed', () => {
  const [report] = [reports.noted];
  const extra = report.verdicts.map((one) => ({
    ...one,
    secret: 1,
    findings: one.findings.map((finding) => ({ ...finding, secret: 1 })),
  }));
  expect(renderJson({ ...report, verdicts: extra })).toBe(renderJson(report));
});
