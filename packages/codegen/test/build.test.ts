import { describe, expect, test } from 'vitest';
import { emitPackage, planApi } from '../src/build.ts';
import type { JsonObject } from '../src/model/json.ts';
import { readOpenApiDocuments } from '../src/read/index.ts';

const list = (more: JsonObject = {}): JsonObject => ({
  type: 'array',
  items: { type: 'string' },
  ...more,
});

function document(version: string, schemas: JsonObject): { file: string; text: string } {
  const root = {
    openapi: '3.0.3',
    info: { title: 't', version },
    paths: {},
    components: { schemas },
  };
  return { file: `${version}.json`, text: JSON.stringify(root) };
}

const holder = {
  type: 'object',
  required: ['ports'],
  properties: { ports: { $ref: '#/components/schemas/Ports' } },
};
const { value: api } = readOpenApiDocuments('t', [
  document('1.0.0', { Ports: list(), Holder: holder, Same: list() }),
  document('2.0.0', { Ports: list({ minItems: 1 }), Holder: holder, Same: list() }),
  document('3.0.0', { Ports: list({ minItems: 2 }), Holder: holder, Same: list() }),
]);

describe('what skewline.json asks for', () => {
  const nothing = { ask: [], refine: new Map<string, string>() };
  const plan = (more: Partial<Parameters<typeof planApi>[1]>): ReturnType<typeof planApi> => {
    if (api === undefined) throw new Error('the documents cannot be read');
    return planApi(api, { ...nothing, ...more });
  };
  const messages = (more: Partial<Parameters<typeof planApi>[1]>): readonly string[] =>
    plan(more).problems.map(({ code, message }) => `${code}: ${message}`);

  test('a place that changes can be asked about, whole or by field', () => {
    const ask = [
      { step: '2', direction: 'up', type: 'Holder' },
      { step: '3', direction: 'up', type: 'Holder', field: 'ports' },
    ] as const;
    const { problems, steps } = plan({ ask });
    expect(problems).toEqual([]);
    const holes = steps.map(({ up }) => up.holes.map(({ key, reason }) => `${key} ${reason}`));
    expect(holes).toEqual([
      ['Holder asked', 'Ports narrowed'],
      ['Holder.ports changed', 'Ports narrowed'],
    ]);
  });

  test('a stored type must be one of some version', () => {
    expect(messages({ stored: ['Holder'] })).toEqual([]);
    expect(messages({ stored: ['Holder', 'Ledger'] })).toEqual([
      'type_unknown: t has no type Ledger in any version, which skewline.json says is stored',
    ]);
  });

  test('a place that does not change is a problem', () => {
    expect(messages({ ask: [{ step: '2', direction: 'up', type: 'Same' }] })).toEqual([
      'hole_unknown: Same does not change in step 2 up: there is nothing to ask',
    ]);
    expect(
      messages({ ask: [{ step: '9', direction: 'up', type: 'Holder', field: 'ports' }] }),
    ).toEqual(['hole_unknown: Holder.ports does not change in step 9 up: there is nothing to ask']);
  });

  test('a refinement begins where its type does, and holds from then on', () => {
    const planned = plan({ refine: new Map([['Ports', '2']]) });
    expect(planned.problems).toEqual([]);
    const files = emitPackage(planned, {
      doNotForward: new Map(),
      refine: new Map([['Ports', '2']]),
    });
    const refined = [...files].filter(
      ([path, text]) => path.endsWith('validators.ts') && text.includes('= refine('),
    );
    expect(refined.map(([path]) => path)).toEqual([
      'generated/v2/validators.ts',
      'generated/v3/validators.ts',
    ]);
    expect(files.get('generated/refinements.ts')).toContain(
      'readonly "Ports": Refinement<V2.Ports | V3.Ports>;',
    );
  });

  test('a refinement of nothing is a problem', () => {
    expect(messages({ refine: new Map([['Port', '2']]) })).toEqual([
      'hole_unknown: version 2 has no type Port to refine',
    ]);
    expect(messages({ refine: new Map([['Same', '2']]) })).toEqual([
      'hole_unknown: Same is the same in the version before 2, so both have the same values',
    ]);
  });
});

describe('a pattern that JavaScript cannot run', () => {
  test('is a warning, not left out in silence', () => {
    const schemas = { Word: { type: 'string', pattern: '(?i)word' } };
    const read = readOpenApiDocuments('t', [
      document('1.0.0', schemas),
      document('2.0.0', schemas),
    ]);
    const planned = planApi(read.value ?? { name: '', versions: [] }, {
      ask: [],
      refine: new Map(),
    });
    expect(planned.problems).toMatchObject([
      { code: 'unsupported', severity: 'warning', type: 'Word' },
    ]);
  });
});

describe('a default that is no value of its schema', () => {
  const problemsWith = (schemas: JsonObject, paths: JsonObject = {}): readonly string[] => {
    const text = JSON.stringify({
      openapi: '3.0.3',
      info: { title: 't', version: '1' },
      paths,
      components: { schemas },
    });
    const { value: api } = readOpenApiDocuments('t', [{ file: '1.json', text }]);
    if (api === undefined) throw new Error('not read');
    const { problems } = planApi(api, { ask: [], refine: new Map() });
    return problems.map(({ code, severity, message }) => `${severity} ${code} ${message}`);
  };
  const object = (property: JsonObject): JsonObject => ({
    type: 'object',
    properties: { p: property },
  });

  test.each<[string, JsonObject, string]>([
    ['of another type', { type: 'string', default: { toString: '' } }, '{"toString":""}'],
    ['out of its range', { type: 'integer', maximum: 3, default: 4 }, '4'],
    ['that is null', { type: 'string', default: null }, 'null'],
    [
      'of a type elsewhere',
      { allOf: [{ $ref: '#/components/schemas/Word' }], default: 'c' },
      '"c"',
    ],
  ])('%s is a problem', (_name, property, shown) => {
    const Word = { type: 'string', enum: ['a', 'b'] };
    expect(problemsWith({ A: { type: 'array', items: object(property) }, Word })).toEqual([
      `error schema_malformed The default of A.p, ${shown}, is no value of its schema.`,
    ]);
  });

  test('is one of a parameter, too', () => {
    const parameters = [{ name: 'q', in: 'query', schema: { type: 'integer', default: 'x' } }];
    const get = { operationId: 'list', parameters, responses: {} };
    expect(problemsWith({}, { '/a': { get } })).toEqual([
      'error schema_malformed The default of list.q, "x", is no value of its schema.',
    ]);
  });

  test('and one that is a value is none', () => {
    expect(problemsWith({ A: object({ type: 'string', nullable: true, default: null }) })).toEqual(
      [],
    );
    expect(problemsWith({ A: object({ type: 'integer', minimum: 0, default: 0 }) })).toEqual([]);
  });
});
