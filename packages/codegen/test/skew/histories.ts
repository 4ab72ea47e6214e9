import fc from 'fast-check';
import type { Api } from '../../src/model/api.ts';
import type { Json } from '../../src/model/json.ts';
import type { ObjectSchema, Property, Schema } from '../../src/model/schema.ts';
import type { Side } from '../../src/diff/side.ts';
import { sampleOf } from '../../src/diff/values/sample.ts';
import type { Hole } from '../../src/plan/plan.ts';
import type { DirectionPlan, StepPlan } from '../../src/plan/step.ts';
import {
  apiOf,
  integer,
  list,
  map,
  nullable,
  object,
  oneOf,
  ref,
  text,
  union,
} from '../emit/build.ts';
import { exchange } from './support.ts';

/** A field through the versions: what it is, and in which form each version has it. */
interface FieldHistory {
  readonly kind: keyof typeof kinds;
  readonly forms: readonly ('absent' | 'optional' | 'required')[];
  readonly variations: readonly (0 | 1)[];
}

const shape = (more: boolean): Schema =>
  union(
    { style: 'internal', tag: 'type' },
    {
      dot: object({ type: oneOf('dot'), at: text }),
      ...(more ? { box: object({ type: oneOf('box'), side: text, 'note?': text }) } : {}),
    },
  );

/** Each in two forms, between which something can change. */
const kinds = {
  text: [text, nullable(text)],
  number: [integer(), integer(undefined, { minimum: 0 })],
  enum: [oneOf('red', 'green'), oneOf('red', 'green', 'blue')],
  list: [list(text), list(text, { uniqueItems: true })],
  part: [ref('Part'), nullable(ref('Part'))],
  parts: [list(ref('Part')), list(ref('Part'))],
  map: [map(ref('Part')), map(ref('Part'))],
  shape: [shape(false), shape(true)],
  structure: [text, object({ inner: text })],
} satisfies { readonly [kind: string]: readonly [Schema, Schema] };

const leaves = ['text', 'number', 'enum', 'list', 'shape', 'structure'] as const;
const versionCount = 3;

function fields(names: readonly (keyof typeof kinds)[]): fc.Arbitrary<readonly FieldHistory[]> {
  const form = fc.constantFrom('absent', 'optional', 'required', 'required' as const);
  const history = fc.record({
    kind: fc.constantFrom(...names),
    forms: fc.tuple(form, form, form),
    variations: fc.tuple(
      ...Array.from({ length: versionCount }, () => fc.constantFrom<0 | 1>(0, 0, 1)),
    ),
  });
  return fc.array(history, { minLength: 1, maxLength: 3 });
}

function typeAt(histories: readonly FieldHistory[], version: number): ObjectSchema {
  const properties = histories.flatMap(
    ({ kind, forms, variations }, index): readonly Property[] => {
      const form = forms[version] ?? 'absent';
      if (form === 'absent') return [];
      const schema = kinds[kind][variations[version] ?? 0];
      const name = `f${String(index)}_${kind}`;
      // An optional text means something where it is absent.
      const absent = kind === 'text' && form === 'optional' && schema.kind === 'string';
      const meaning = absent
        ? { default: { value: `absent in ${String(variations[version])}` } }
        : {};
      return [{ name, schema, required: form === 'required', ...meaning }];
    },
  );
  return {
    kind: 'object',
    properties: [{ name: 'id', schema: text, required: true }, ...properties],
    additional: 'ignored',
  };
}

/** An API in three versions, and a number for each hole. */
export const histories: fc.Arbitrary<{ readonly api: Api; readonly choices: readonly number[] }> =
  fc
    .record({
      part: fields(leaves),
      book: fields([...leaves, 'part', 'parts', 'map']),
      query: fc.tuple(...Array.from({ length: versionCount }, () => fc.boolean())),
      late: fc.boolean(),
      choices: fc.array(fc.nat(999), { minLength: 12, maxLength: 12 }),
    })
    .map(({ part, book, query, late, choices }) => {
      const versions = Array.from({ length: versionCount }, (_, version) => ({
        schemas: { Part: typeAt(part, version), Book: typeAt(book, version) },
        operations: [
          exchange('book_put', {
            body: ref('Book'),
            answers: { 200: ref('Book'), '4XX': ref('Part') },
            parameters:
              query[version] === true
                ? [{ name: 'q', in: 'query', required: false, schema: text }]
                : [],
          }),
          ...(late && version === 0
            ? []
            : [exchange('part_get', { answers: { 200: list(ref('Part')) } })]),
        ],
      }));
      return { api: apiOf(versions, 'random'), choices };
    });

/** A random value. Every free text in it is another one, so that it can be looked for afterwards. */
export function valueOf(schema: Schema, side: Side, next: () => number, depth = 0): Json {
  switch (schema.kind) {
    case 'string':
      return `text ${String(next())} ${String(next())} ${String(next())}`;
    case 'number':
      return next() % 3 === 0 ? (schema.minimum ?? -7) : next();
    case 'enum':
      return schema.values[next() % schema.values.length]?.value ?? null;
    case 'array':
      return Array.from({ length: next() % 3 }, () => valueOf(schema.items, side, next, depth + 1));
    case 'map': {
      const entries = Array.from({ length: next() % 3 }, (_, index) => [
        `key${String(index)}`,
        valueOf(schema.values, side, next, depth + 1),
      ]);
      return Object.fromEntries(entries) as Json; // of JSON values
    }
    case 'nullable':
      return next() % 3 === 0 ? null : valueOf(schema.of, side, next, depth);
    case 'union': {
      const variant = schema.variants[next() % schema.variants.length];
      return variant === undefined ? null : valueOf(variant.schema, side, next, depth);
    }
    case 'reference':
      return valueOf(side.lookUp(schema.name) ?? { kind: 'any' }, side, next, depth + 1);
    case 'object': {
      const chosen = schema.properties.filter(({ required }) => required || next() % 2 === 0);
      return Object.fromEntries(
        chosen.map((property) => [property.name, valueOf(property.schema, side, next, depth + 1)]),
      );
    }
    default:
      return false;
  }
}

/** An answer to each hole: a module as a person would write it, without its types. */
export function decisionsText(steps: readonly StepPlan[], choices: readonly number[]): string {
  let hole = 0;
  const side = (plan: DirectionPlan): string =>
    plan.holes
      .map((one) => {
        hole += 1;
        const choice = choices[hole % choices.length] ?? 0;
        return `${JSON.stringify(one.key)}: ${answer(one, plan, choice)},`;
      })
      .join('\n');
  const members = steps.map(
    ({ newer, up, down }) =>
      `${newer.id.folder}: { up: {\n${side(up)}\n}, down: {\n${side(down)}\n} },`,
  );
  return [
    "import { constant, drop, refusal, refuse } from '@skewline/runtime';",
    `export const decisions: any = {\n${members.join('\n')}\n};`,
  ].join('\n');
}

/** What loses something says so: the law is about what is declared. */
function answer(hole: Hole, { target }: DirectionPlan, choice: number): string {
  const value = JSON.stringify(resultOf(hole, target));
  const loses = hole.reason !== 'gained' && hole.reason !== 'absent';
  const answers = [
    loses ? `drop('loss at ' + ${JSON.stringify(hole.key)}, ${value})` : `constant(${value})`,
    `drop('loss at ' + ${JSON.stringify(hole.key)}, ${value})`,
    `refuse(400, 'never')`,
    `(value: unknown) => (JSON.stringify(value ?? null).length % 2 === 0 ? refusal(400, 'even') : ${value})`,
  ];
  return answers[choice % answers.length] ?? '';
}

function resultOf(hole: Hole, side: Side): Json {
  const { target = { kind: 'any' }, fields: names } = hole;
  if (names.length === 0) return sampleOf(target, side) ?? null;
  const values = names.map((name): readonly [string, Json] => {
    const property =
      target.kind === 'object' ? target.properties.find((one) => one.name === name) : undefined;
    return [name, property === undefined ? null : (sampleOf(property.schema, side) ?? null)];
  });
  const [only, ...others] = values;
  return only !== undefined && others.length === 0 ? only[1] : Object.fromEntries(values);
}
