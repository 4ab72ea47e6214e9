import type { Api } from '../model/api.ts';
import type { Problem } from '../model/problem.ts';

/** Entries of `stored` that name no type of any version: what they were to guard would not be judged. */
export function storedProblems(api: Api, stored: readonly string[]): readonly Problem[] {
  return stored
    .filter((type) => !api.versions.some(({ schemas }) => schemas.has(type)))
    .map((type) => ({
      code: 'type_unknown',
      severity: 'error',
      message: `${api.name} has no type ${type} in any version, which skewline.json says is stored`,
      fix: 'correct "stored" in skewline.json',
      file: 'skewline.json',
      pointer: '/stored',
      type,
    }));
}
