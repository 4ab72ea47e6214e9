import type { ServerApi } from '@skewline/runtime/exchange';
import { formats } from '@skewline/runtime/validation';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentDialect, toJsonSchema } from '../../../src/emit/json-schema.ts';
import type { Version } from '../../../src/model/api.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import type { Schema } from '../../../src/model/schema.ts';
import { exchangeChecks } from '../../../src/plan/exchange-checks.ts';
import { lineagesOf } from '../../../src/plan/lineage.ts';
import { arbitraryOf } from '../../support/arbitrary.ts';
import { mutated } from '../mutated.ts';
import { formAt, library, loaded, operationOf } from './package.ts';

const { files, planned } = library();
let api: ServerApi<unknown>;
let remove: () => void;

beforeAll(async () => {
  ({ api, remove } = await loaded(files));
});

afterAll(() => {
  remove();
});

const dialect = documentDialect(({ name }) => ({ $ref: `#/$defs/${name}` }));

/** ajv itself, on a schema that holds all that it refers to. */
function reference(schema: Schema, { schemas }: Version): (value: unknown) => boolean {
  const ajv = new Ajv2020({ strict: false, logger: false, formats: { ...formats } });
  const definitions = [...schemas].map(([name, named]): [string, JsonObject] => [
    name,
    toJsonSchema(named.schema, dialect),
  ]);
  const validate = ajv.compile({
    ...toJsonSchema(schema, dialect),
    $defs: Object.fromEntries(definitions),
  });
  return (value) => validate(value);
}

/** The hand-written rule of the library, which no schema says. */
function isRefined(value: unknown): boolean {
  return !/"pages":-/.test(JSON.stringify(value));
}

const cases = lineagesOf(planned).flatMap((lineage) => {
  const { requests, responses } = exchangeChecks(lineage, planned.epochs);
  const parts = [['request', requests] as const, ...Object.entries(responses)];
  return parts.flatMap(([part, checks]) =>
    checks.flatMap(({ first, last, schema }) =>
      Array.from({ length: last - first + 1 }, (_, index) => ({
        key: lineage.key,
        part,
        position: first + index,
        schema,
      })),
    ),
  );
});

test.each(cases)('$key: $part at $position agrees with ajv', ({ key, part, position, schema }) => {
  const { validators } = formAt(operationOf(api, key), position);
  const validate = part === 'request' ? validators.request : validators.responses[part];
  const version = planned.api.versions[position];
  if (validate === undefined || version === undefined) throw new Error('no validator');
  const agrees = reference(schema, version);
  const hasRule = position > 0;
  // As a parser gives it: fast-check's records have no prototype.
  const values = arbitraryOf(schema, version).map(
    (value): Json => JSON.parse(JSON.stringify(value)) as Json, // what JSON.parse gives
  );
  fc.assert(
    fc.property(values, fc.infiniteStream(fc.nat()), (value, numbers) => {
      expect(validate(value)).toBe(!hasRule || isRefined(value));
      const other = mutated(value, () => numbers.next().value ?? 0);
      expect(validate(other)).toBe(agrees(other) && (!hasRule || isRefined(other)));
    }),
    { numRuns: 50 },
  );
});
