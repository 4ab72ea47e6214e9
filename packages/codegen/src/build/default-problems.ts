import { isValid } from '../diff/values/valid.ts';
import type { Side } from '../diff/side.ts';
import type { Api, Version } from '../model/api.ts';
import type { Json } from '../model/json.ts';
import type { Problem } from '../model/problem.ts';
import type { Schema } from '../model/schema.ts';
import { valueText } from '../model/visible.ts';
import { schemasOf, within } from '../model/within.ts';

/** A default that is no value of its own schema: a conversion that filled it in would give nonsense. */
export function defaultProblems(api: Api): readonly Problem[] {
  return api.versions.flatMap(problemsOf);
}

interface Default {
  readonly name: string;
  readonly schema: Schema;
  readonly default?: { readonly value: Json };
}

function problemsOf(version: Version): readonly Problem[] {
  const { id, file, schemas, operations } = version;
  // Shapes are of no use here: a reference is followed by its name.
  const side: Side = { lookUp: (name) => schemas.get(name)?.schema, shape: ({ kind }) => kind };
  const problems: Problem[] = [];
  const check = (all: Iterable<Default>, type: string, pointer: string): void => {
    for (const { name, schema, default: given } of all) {
      if (given === undefined || isValid(given.value, schema, side)) continue;
      problems.push({
        code: 'schema_malformed',
        severity: 'error',
        message: `The default of ${type}.${name}, ${valueText(given.value, 80)}, is no value of its schema.`,
        fix: 'Mend the default or the schema, or remove the default.',
        file,
        pointer,
        version: id.text,
        type,
        field: name,
      });
    }
  };
  for (const { name, schema, pointer } of schemas.values())
    check(defaultsIn(schema), name, pointer);
  for (const one of operations.values()) {
    check(one.parameters, one.id, one.pointer);
    for (const schema of schemasOf(one)) check(defaultsIn(schema), one.id, one.pointer);
  }
  return problems;
}

function defaultsIn(schema: Schema): readonly Default[] {
  return [...within(schema)].flatMap((one) => (one.kind === 'object' ? one.properties : []));
}
