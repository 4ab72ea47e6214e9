import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type AnySchema, type ValidateFunction } from 'ajv';

/** The published schema, by an independent judge. */
export function verdictSchema(): ValidateFunction {
  const path = join(import.meta.dirname, '../../../schemas/verdict.schema.json');
  // A file of ours; ajv says so itself where it is no schema.
  const schema = JSON.parse(readFileSync(path, 'utf8')) as AnySchema;
  // A description stands beside its $ref, which draft 7 leaves aside.
  return new Ajv({ allErrors: true, strict: true }).compile(schema);
}
