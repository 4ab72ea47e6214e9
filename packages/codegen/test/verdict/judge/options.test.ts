import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import { readOpenApiDocuments } from '../../../src/read/index.ts';
import type { Verdict } from '../../../src/verdict/finding.ts';
import { type JudgeOptions, judgeStep } from '../../../src/verdict/judge.ts';
import { document, integer, object, reference, text } from '../cases/case.ts';

function judged(
  before: JsonObject,
  after: JsonObject,
  options: JudgeOptions = {},
  names = ['1.0.0.json', '1.0.0.json'],
): Verdict {
  const [older, newer] = [before, after].map((one, index) => {
    const file = names[index] ?? '';
    const info = { title: 't', version: file.replace('.json', '') };
    const { value } = readOpenApiDocuments('t', [{ file, text: JSON.stringify({ ...one, info }) }]);
    return value?.versions[0];
  });
  if (older === undefined || newer === undefined) throw new Error('unreadable');
  return judgeStep(older, newer, options);
}

const content = (schema: JsonObject): JsonObject => ({
  description: '',
  content: { 'application/json': { schema } },
});
const used = (schemas: JsonObject, rest: JsonObject = {}): JsonObject =>
  document(
    {
      '/t': {
        post: {
          operationId: 'ask',
          requestBody: { required: true, ...content(reference('T')) },
          responses: { 200: content(reference('T')) },
          ...rest,
        },
      },
    },
    schemas,
  );
const one = { T: object({ a: text }) };
const two = { T: object({ a: text, b: text }) };

describe('the policy', () => {
  test('server: only clients that are older than the server', () => {
    const { findings, answer } = judged(used(one), used(two), { policy: 'server' });
    expect(findings[0]?.flows).toEqual({
      'old-client-request': 'breaking',
      'old-client-response': 'compatible',
    });
    expect(answer).toBe('breaking');
    expect(
      judged(used(one), used({ T: object({ a: text, 'b?': text }) }), { policy: 'server' }).answer,
    ).toBe('compatible');
  });

  test('client: in any order', () => {
    const { findings } = judged(used(one), used(two), { policy: 'client' });
    expect(Object.keys(findings[0]?.flows ?? {})).toHaveLength(4);
  });

  test('lockstep: nobody meets another version, but what is stored', () => {
    const { findings, answer } = judged(used(one), used(two), { policy: 'lockstep' });
    expect([findings[0]?.flows, answer]).toEqual([{}, 'compatible']);
    const stored = judged(used(one), used(two), { policy: 'lockstep', stored: new Set(['T']) });
    expect(stored.findings[0]?.flows).toEqual({
      'stored-upgrade': 'breaking',
      'stored-rollback': 'compatible',
    });
  });
});

describe('what is stored', () => {
  const schemas = (rest: JsonObject): JsonObject => ({
    L: object({ r: reference('R') }),
    R: object({ a: text, ...rest }),
  });
  const before = document({}, schemas({}));

  test('is a flow of its own, through references', () => {
    const { findings } = judged(before, document({}, schemas({ b: text })), {
      stored: new Set(['L']),
    });
    expect(findings.map(({ path, flows }) => [path, flows])).toEqual([
      ['R.b', { 'stored-upgrade': 'breaking', 'stored-rollback': 'compatible' }],
    ]);
    expect(findings[0]?.witness).toMatchObject({
      flow: 'stored-upgrade',
      value: { a: 'a' },
      pointer: '',
    });
  });

  test('may leave aside what it does not know: nobody ordered it', () => {
    const { answer } = judged(before, document({}, schemas({ 'b?': text })), {
      stored: new Set(['L']),
    });
    expect(answer).toBe('compatible');
  });

  test('is not judged where it is not said to be', () => {
    expect(judged(before, document({}, schemas({ b: text }))).findings[0]?.flows).toEqual({});
  });
});

describe('unstable operations', () => {
  const broken = used(two);

  test('are left out where they are marked, and named', () => {
    const verdict = judged(
      used(one, { 'x-skewline-unstable': true }),
      used(two, { 'x-skewline-unstable': true }),
    );
    expect([verdict.answer, verdict.leftOut]).toEqual(['compatible', ['ask']]);
    expect(verdict.findings[0]?.operations).toEqual([]);
  });

  test('are left out where an option names them', () => {
    const verdict = judged(used(one), broken, { unstable: new Set(['ask']) });
    expect([verdict.answer, verdict.leftOut]).toEqual(['compatible', ['ask']]);
  });

  test('nothing is named where nothing is left out', () => {
    expect(judged(used(one), broken)).not.toHaveProperty('leftOut');
  });
});

describe('a finding', () => {
  const id = (verdict: Verdict): string | undefined => verdict.findings[0]?.id;

  test('has the same id whatever versions and files are called', () => {
    const first = judged(used(one), used(two), {}, ['1.0.0.json', '2.0.0.json']);
    const again = judged(used(one), used(two), { api: 'x', policy: 'server' }, [
      'folder/7.0.0.json',
      'other/9.0.0.json',
    ]);
    expect(id(first)).toMatch(/^[0-9a-f]{12}$/);
    expect(id(again)).toBe(id(first));
    expect([first.from, first.to, again.from]).toEqual(['1', '2', '7']);
  });

  test.each([
    ['another property', { T: object({ a: text, c: text }) }],
    ['a property of another type', { T: object({ a: text, b: integer }) }],
    ['an optional property', { T: object({ a: text, 'b?': text }) }],
  ])('has another id for %s', (_, schemas) => {
    expect(id(judged(used(one), used(schemas)))).not.toBe(id(judged(used(one), used(two))));
  });

  test('has another id where it breaks in another flow', () => {
    const responses = { responses: { 204: { description: '' } } };
    expect(id(judged(used(one, responses), used(two, responses)))).not.toBe(
      id(judged(used(one), used(two))),
    );
  });

  test('says where it is, what it reaches, and shows a value', () => {
    const [finding] = judged(used(one), used(two), {}, ['1.0.0.json', '2.0.0.json']).findings;
    expect(finding).toMatchObject({
      rule: 'property-added',
      message: 'required b is added',
      path: 'T.b',
      subject: { kind: 'type', name: 'T' },
      after: { file: '2.0.0.json', pointer: '/components/schemas/T/properties/b' },
      operations: [{ id: 'ask', parts: ['request', 'response'] }],
      witness: {
        flow: 'old-client-request',
        value: { a: 'a' },
        pointer: '',
        why: 'The newer version requires b.',
      },
    });
    expect(finding).not.toHaveProperty('before');
  });

  test('points into the value at what is refused', () => {
    const deep = (values: readonly string[]): JsonObject => ({
      T: object({
        list: { type: 'array', items: object({ 'x/y': { type: 'string', enum: values } }) },
      }),
    });
    const [finding] = judged(used(deep(['p'])), used(deep(['p', 'q']))).findings;
    expect(finding?.witness).toMatchObject({
      value: { list: [{ 'x/y': 'q' }] },
      pointer: '/list/0/x~1y',
    });
  });

  test('of a request that is gone shows the request', () => {
    const before = document({
      '/t/{id}': {
        put: {
          operationId: 'put',
          parameters: [
            { in: 'path', name: 'id', required: true, schema: { type: 'string', format: 'uuid' } },
            { in: 'query', name: 'q', required: true, schema: integer },
          ],
          requestBody: { required: true, ...content(text) },
          responses: { 204: { description: '' } },
        },
      },
    });
    const [finding] = judged(before, document({})).findings;
    expect(finding?.witness).toMatchObject({
      flow: 'old-client-request',
      value: {
        method: 'PUT',
        path: '/t/00000000-0000-4000-8000-000000000000',
        query: { q: 0 },
        media: 'application/json',
        body: 'a',
      },
      why: 'The newer version has no such operation.',
    });
  });
});

test('the same twice is the same to the byte', () => {
  expect(JSON.stringify(judged(used(one), used(two)))).toBe(
    JSON.stringify(judged(used(one), used(two))),
  );
});
