import { usablePattern } from '../diff/pattern/usable.ts';
import type { Api } from '../model/api.ts';
import type { Problem } from '../model/problem.ts';
import type { Schema } from '../model/schema.ts';

export { usablePattern };

/** A warning for every pattern that no validator can check, because JavaScript cannot run it. */
export function findPatternProblems(api: Api): readonly Problem[] {
  const problems = new Map<string, Problem>();
  for (const { id, file, schemas } of api.versions) {
    for (const { name, schema, pointer } of schemas.values()) {
      for (const pattern of patternsOf(schema)) {
        const key = JSON.stringify([name, pattern]);
        if (problems.has(key) || usablePattern(pattern) !== undefined) continue;
        problems.set(key, {
          code: 'unsupported',
          severity: 'warning',
          message:
            `The pattern ${JSON.stringify(pattern)} is no regular expression of JavaScript; ` +
            'validators do not check it.',
          fix: 'Write it without what only other languages know, e.g. (?i) or \\A.',
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
