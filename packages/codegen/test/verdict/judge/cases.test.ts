import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { Version } from '../../../src/model/api.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import { readOpenApiDocuments } from '../../../src/read/index.ts';
import type { Flow, Verdict } from '../../../src/verdict/finding.ts';
import { judgeStep } from '../../../src/verdict/judge.ts';
import { type RuleId, rules } from '../../../src/verdict/rules.ts';
import { arbitraryOf } from '../../support/arbitrary.ts';
import type { Case } from '../cases/case.ts';
import { tables } from '../cases/index.ts';
import { RawJudge } from './raw-judge.ts';

const order: readonly Flow[] = [
  'old-client-request',
  'old-client-response',
  'new-client-request',
  'new-client-response',
];

function versionOf(document: JsonObject, file: string): Version {
  const { value, problems } = readOpenApiDocuments('t', [{ file, text: JSON.stringify(document) }]);
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [version] = value?.versions ?? [];
  if (version === undefined || errors.length > 0)
    throw new Error(JSON.stringify(problems, null, 2));
  return version;
}

function judged({ before, after }: Case): Verdict {
  return judgeStep(versionOf(before, '1.0.0.json'), versionOf(after, '1.0.0.json'));
}

function summary({ findings }: Verdict): readonly string[] {
  return findings.map(
    ({ rule, flows }) => `${rule} ${order.map((flow) => flows[flow]?.slice(0, 1) ?? '-').join('')}`,
  );
}

const all = Object.values(tables).flat();

describe.each(Object.entries(tables))('%s', (_, cases) => {
  test.each(cases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const verdict = judged(one);
    expect(summary(verdict)).toEqual(one.want);
    for (const { flows, witness } of verdict.findings) {
      expect(witness !== undefined).toBe(Object.values(flows).includes('breaking'));
    }
    agrees(one, verdict);
  });
});

/** ajv, on the documents as they are written, says the same of the type that a case is about. */
function agrees({ before, after }: Case, verdict: Verdict): void {
  const [older, newer] = [new RawJudge(before), new RawJudge(after)];
  const has = (judge: RawJudge): boolean => judge.at('/components/schemas/T') !== undefined;
  if (!has(older) || !has(newer)) return;
  const ofType = verdict.findings.filter(({ subject }) => subject.kind === 'type');
  for (const [writer, reader, document, flow] of [
    [older, newer, before, 'old-client-request'],
    [newer, older, after, 'new-client-request'],
  ] as const) {
    const version = versionOf(document, '1.0.0.json');
    const schema = version.schemas.get('T')?.schema;
    if (schema === undefined) throw new Error('no T');
    const isCompatible = ofType.every(({ flows }) => flows[flow] === 'compatible');
    if (isCompatible) {
      for (const value of fc.sample(arbitraryOf(schema, version), { numRuns: 100, seed: 7 })) {
        const json = JSON.parse(JSON.stringify(value)) as Json; // as a parser gives it
        if (!writer.accepts('T', json))
          throw new Error(`not of the writer: ${JSON.stringify(json)}`);
        if (!reader.accepts('T', json))
          throw new Error(`refused by the reader: ${JSON.stringify(json)}`);
      }
    }
    for (const { witness, subject } of ofType) {
      if (subject.name !== 'T' || witness === undefined) continue;
      const isUp = witness.flow === 'old-client-request' || witness.flow === 'new-client-response';
      if (isUp !== (flow === 'old-client-request')) continue;
      const value = JSON.parse(JSON.stringify(witness.value)) as Json; // a witness is JSON
      if (!writer.accepts('T', value))
        throw new Error(`not of the writer: ${JSON.stringify(value)}`);
      const isMeaning = /aside|under another name|for something else|differently/.test(witness.why);
      if (!isMeaning && reader.accepts('T', value))
        throw new Error(`accepted: ${JSON.stringify(value)}`);
    }
  }
}

test('there are enough cases, each with a name of its own', () => {
  expect(all.length).toBeGreaterThanOrEqual(250);
  const names = Object.entries(tables).flatMap(([table, cases]) =>
    cases.map(({ name }) => `${table} ${name}`),
  );
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

/** These are told, and never break anything. */
const harmless: ReadonlySet<RuleId> = new Set(['operation-renamed', 'parameter-renamed']);

describe.each(Object.entries(rules) as [RuleId, string][])('%s', (rule, sentence) => {
  test('says what it is about in a sentence', () => {
    expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  test('is provoked by a case', () => {
    const provoked = all.flatMap(({ want }) => want).filter((line) => line.startsWith(`${rule} `));
    const bad = provoked.filter((line) => /[bu]/.test(line.split(' ')[1] ?? ''));
    expect(harmless.has(rule) ? provoked : bad).not.toEqual([]);
  });

  test('has a twin that breaks nothing', () => {
    const twins = all.filter(({ twinOf }) => twinOf === rule);
    expect(twins).not.toEqual([]);
    for (const twin of twins) expect(judged(twin).answer).toBe('compatible');
  });
});
