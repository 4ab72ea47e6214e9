import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Version } from '../../../src/model/api.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import { readOpenApiFolder } from '../../../src/read/index.ts';
import type { Flow, Verdict } from '../../../src/verdict/finding.ts';
import { judgePairing } from '../../../src/verdict/judge.ts';
import { computeShapes } from '../../../src/diff/shapes.ts';
import { pairVersions } from '../../../src/diff/pairing.ts';
import { arbitraryOf } from '../../support/arbitrary.ts';
import { RawJudge, referencesOf } from './raw-judge.ts';

const corpus = join(process.env['SKEWLINE_SHARED'] ?? '../shared', 'corpus');
const names = readdirSync(corpus, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
/** How many values of each type and direction the independent judge is asked about. */
const runs = 1_000;

const upwards: ReadonlySet<Flow> = new Set([
  'old-client-request',
  'new-client-response',
  'stored-upgrade',
]);
const directionOf = (flow: Flow): 'up' | 'down' => (upwards.has(flow) ? 'up' : 'down');

/** One version as it was written, with what its operations exchange. */
class Raw {
  readonly judge: RawJudge;
  readonly request: ReadonlySet<string>;
  readonly response: ReadonlySet<string>;
  readonly #closures = new Map<
    string,
    { readonly names: ReadonlySet<string>; readonly text: string }
  >();

  constructor(file: string) {
    const document = JSON.parse(readFileSync(file, 'utf8')) as JsonObject; // a document is an object
    this.judge = new RawJudge(document);
    const operations = Object.values(document['paths'] as JsonObject).flatMap((item) =>
      Object.values(item as JsonObject),
    );
    const parts = (key: string): (Json | undefined)[] =>
      operations.map((one) => (one as JsonObject)[key]);
    this.request = referencesOf(document, [...parts('requestBody'), ...parts('parameters')]);
    this.response = referencesOf(document, parts('responses'));
  }

  closure(name: string): { readonly names: ReadonlySet<string>; readonly text: string } {
    const known = this.#closures.get(name);
    if (known !== undefined) return known;
    const all = referencesOf(this.judge.document, [{ $ref: `#/components/schemas/${name}` }]);
    const schemas = [...all]
      .sort()
      .map((one) => [one, this.judge.at(`/components/schemas/${one}`) ?? null] as const);
    const entry = { names: all, text: JSON.stringify(schemas) };
    this.#closures.set(name, entry);
    return entry;
  }
}

interface Totals {
  steps: number;
  changes: number;
  unproven: number;
  refused: number;
  misread: number;
  ofOperations: number;
  proofs: number;
  apart: number;
  values: number;
}
const totals: Totals = {
  steps: 0,
  changes: 0,
  unproven: 0,
  refused: 0,
  misread: 0,
  ofOperations: 0,
  proofs: 0,
  apart: 0,
  values: 0,
};
const printed: string[] = [];

describe.each(names)('%s', (name) => {
  test('every step is judged, and ajv agrees', async () => {
    const folder = join(corpus, name);
    const { value: api } = await readOpenApiFolder(folder);
    if (api === undefined) throw new Error(`${name} cannot be read`);
    const raws = new Map(
      api.versions.map((version) => [version, new Raw(join(folder, version.file))]),
    );
    const proven = new Set<string>();
    let steps = 0;
    for (const [index, newer] of api.versions.entries()) {
      const older = api.versions[index - 1];
      const [before, after] = [older === undefined ? undefined : raws.get(older), raws.get(newer)];
      if (older === undefined || before === undefined || after === undefined) continue;
      const step = pairVersions(older, newer, {
        older: computeShapes(older),
        newer: computeShapes(newer),
      });
      const verdict = judgePairing(step, { api: name });
      expect([verdict.from, verdict.to]).toEqual([older.id.text, newer.id.text]);
      steps += 1;
      checkWitnesses(verdict, step.successors, before, after);
      checkPointers(verdict, before, after);
      for (const [was, is] of step.successors) {
        proveCompatible({ was, is }, [older, newer], [before, after], verdict, proven);
      }
    }
    expect(steps).toBe(readdirSync(folder).length - 1);
    totals.steps += steps;
    totals.proofs += proven.size;
  });
});

/** Random values of the writer's type are the reader's, in every flow that is said to be compatible. */
function proveCompatible(
  { was, is }: { readonly was: string; readonly is: string },
  [older, newer]: readonly [Version, Version],
  [before, after]: readonly [Raw, Raw],
  verdict: Verdict,
  proven: Set<string>,
): void {
  const flows: Flow[] = [];
  if (before.request.has(was) && after.request.has(is))
    flows.push('old-client-request', 'new-client-request');
  if (before.response.has(was) && after.response.has(is))
    flows.push('old-client-response', 'new-client-response');
  const [old, now] = [before.closure(was), after.closure(is)];
  // The very same text needs no proof.
  if (old.text === now.text) return;
  const within = verdict.findings.filter(
    ({ subject }) => subject.kind === 'type' && old.names.has(subject.name),
  );
  for (const flow of flows) {
    const answers = within.map((finding) => finding.flows[flow]);
    if (answers.some((answer) => answer === 'breaking' || answer === 'unproven')) continue;
    // Both versions exchange the type, but nowhere the one in place of the other.
    if (answers.includes(undefined)) {
      totals.apart += 1;
      continue;
    }
    const isUp = directionOf(flow) === 'up';
    const key = JSON.stringify([
      isUp,
      was,
      is,
      isUp ? old.text : now.text,
      isUp ? now.text : old.text,
    ]);
    if (proven.has(key)) continue;
    proven.add(key);
    const [writer, reader, version] = isUp ? [before, after, older] : [after, before, newer];
    const [written, read] = isUp ? [was, is] : [is, was];
    const schema = version.schemas.get(written)?.schema;
    if (schema === undefined) throw new Error(`no type ${written}`);
    for (const value of fc.sample(arbitraryOf(schema, version), { numRuns: runs, seed: 4 })) {
      const json = JSON.parse(JSON.stringify(value)) as Json; // as a parser gives it
      totals.values += 1;
      if (!writer.judge.accepts(written, json))
        throw new Error(`not of the writer: ${written} ${writer.judge.errors ?? ''}`);
      if (reader.judge.accepts(read, json)) continue;
      throw new Error(
        `${verdict.api} ${verdict.from} → ${verdict.to}, ${flow}: ${read} refuses ${JSON.stringify(json)}: ${reader.judge.errors ?? ''}`,
      );
    }
  }
}

/** What breaks is shown: the writer may send the witness, and the reader does not take it. */
function checkWitnesses(
  verdict: Verdict,
  successors: ReadonlyMap<string, string>,
  before: Raw,
  after: Raw,
): void {
  for (const finding of verdict.findings) {
    totals.changes += 1;
    const answers = Object.values(finding.flows);
    if (answers.includes('unproven')) totals.unproven += 1;
    if (!answers.includes('breaking')) continue;
    const { witness, subject, rule } = finding;
    const where = `${verdict.api} ${verdict.from} → ${verdict.to} ${finding.path}: ${finding.message}`;
    if (witness === undefined) throw new Error(`no witness: ${where}`);
    printed.push(
      `${where}\n    ${witness.flow}: ${JSON.stringify(witness.value).slice(0, 160)}\n    ${witness.why}`,
    );
    if (subject.kind === 'operation') {
      totals.ofOperations += 1;
      continue;
    }
    const isUp = directionOf(witness.flow) === 'up';
    const names = { older: subject.name, newer: successors.get(subject.name) ?? subject.name };
    const written = isUp
      ? before.judge.accepts(names.older, asJson(witness.value))
      : after.judge.accepts(names.newer, asJson(witness.value));
    const read = isUp
      ? after.judge.accepts(names.newer, asJson(witness.value))
      : before.judge.accepts(names.older, asJson(witness.value));
    expect([where, 'written', written]).toEqual([where, 'written', true]);
    const isMeaning = /aside|under another name|for something else|differently/.test(witness.why);
    if (isMeaning) totals.misread += 1;
    else totals.refused += 1;
    // A value whose meaning is lost is accepted, unless something else of the type is refused.
    const within = before.closure(names.older).names;
    const others = verdict.findings.filter(
      (one) =>
        one !== finding && within.has(one.subject.name) && one.flows[witness.flow] === 'breaking',
    );
    if (isMeaning && others.length > 0) continue;
    expect([where, rule, 'read', read]).toEqual([where, rule, 'read', isMeaning]);
  }
}

function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json; // a witness is JSON
}

function checkPointers(verdict: Verdict, before: Raw, after: Raw): void {
  for (const finding of verdict.findings) {
    const unresolved = [
      ...(finding.before === undefined || before.judge.at(finding.before.pointer) !== undefined
        ? []
        : [finding.before]),
      ...(finding.after === undefined || after.judge.at(finding.after.pointer) !== undefined
        ? []
        : [finding.after]),
    ];
    expect([finding.path, unresolved]).toEqual([finding.path, []]);
  }
}

afterAll(() => {
  process.stdout.write(`${printed.join('\n')}\n${JSON.stringify(totals)}\n`);
});

test('all of it was looked at, and next to nothing is unproven', () => {
  expect(names).toHaveLength(12);
  expect(totals.steps).toBe(61);
  expect(totals.changes).toBeGreaterThan(130);
  expect(totals.unproven / totals.changes).toBeLessThanOrEqual(0.02);
  expect(totals.proofs).toBeGreaterThan(50);
  expect(totals.apart).toBeLessThan(10);
  expect(totals.values).toBe(totals.proofs * runs);
});
