import { checkablePattern, usablePattern } from '../diff/pattern/usable.ts';
import { valueText } from '../model/visible.ts';
import type { Api, Operation } from '../model/api.ts';
import type { Problem } from '../model/problem.ts';
import type { Schema } from '../model/schema.ts';

export { checkablePattern, usablePattern };

/** A warning for every pattern that no validator checks: JavaScript cannot run it, or not in time. */
export function findPatternProblems(api: Api): readonly Problem[] {
  const problems = new Map<string, Problem>();
  for (const { id, file, schemas, operations } of api.versions) {
    const places = [
      ...[...schemas.values()].map((one) => ({ ...one, schemas: [one.schema] })),
      ...[...operations.values()].map((one) => ({ ...one, name: one.id, schemas: schemasOf(one) })),
    ];
    for (const { name, pointer, schemas: here } of places) {
      for (const pattern of here.flatMap((schema) => [...patternsOf(schema)])) {
        const key = JSON.stringify([name, pattern]);
        if (problems.has(key) || checkablePattern(pattern) !== undefined) continue;
        problems.set(key, {
          code: 'unsupported',
          severity: 'warning',
          ...whyNot(pattern),
          file,
          pointer,
          version: id.text,
          type: name,
        });
      }
    }
  }
  return [...problems.values()];
}

/** What an operation says of its values beside the types that it names. */
function schemasOf({ parameters, body, responses }: Operation): readonly Schema[] {
  const answers = [...responses.values()];
  return [
    ...[...parameters, ...answers.flatMap(({ headers }) => headers)].map(({ schema }) => schema),
    ...[body, ...answers].flatMap((one) => [...(one?.content.values() ?? [])]),
  ];
}

function whyNot(pattern: string): Pick<Problem, 'message' | 'fix'> {
  const shown = valueText(pattern, 200);
  if (usablePattern(pattern) === undefined) {
    return {
      message: `The pattern ${shown} is no regular expression of JavaScript; validators do not check it.`,
      fix: 'Write it without what only other languages know, e.g. (?i) or \\A.',
    };
  }
  return {
    message: `The pattern ${shown} takes JavaScript years for some texts; validators do not check it.`,
    fix: 'Write it so that a text fits in one way only: (a+)+ is a+, and (a|ab)* has to begin apart.',
  };
}

function* patternsOf(schema: Schema): Generator<string> {
  switch (schema.kind) {
    case 'string':
      if (schema.pattern !== undefined) yield schema.pattern;
      break;
    case 'array':
      yield* patternsOf(schema.items);
      break;
    case 'tuple':
      for (const item of schema.items) yield* patternsOf(item);
      break;
    case 'map':
      yield* patternsOf(schema.values);
      break;
    case 'nullable':
      yield* patternsOf(schema.of);
      break;
    case 'union':
      for (const variant of schema.variants) yield* patternsOf(variant.schema);
      break;
    case 'object':
      for (const property of schema.properties) yield* patternsOf(property.schema);
      if (typeof schema.additional === 'object') yield* patternsOf(schema.additional);
      break;
    default:
      // The other kinds have neither a pattern nor a schema within.
      break;
  }
}
