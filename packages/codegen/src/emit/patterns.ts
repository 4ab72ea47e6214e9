import { checkablePattern, usablePattern } from '../diff/pattern/usable.ts';
import { valueText } from '../model/visible.ts';
import type { Api } from '../model/api.ts';
import type { Problem } from '../model/problem.ts';
import type { Schema } from '../model/schema.ts';
import { schemasOf, within } from '../model/within.ts';

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
      for (const pattern of here.flatMap(patternsOf)) {
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

function patternsOf(schema: Schema): readonly string[] {
  return [...within(schema)].flatMap((one) =>
    one.kind === 'string' && one.pattern !== undefined ? [one.pattern] : [],
  );
}
