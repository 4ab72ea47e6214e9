import type { Epochs } from '../model/epochs.ts';
import type { FileMap } from '../model/file-map.ts';
import type { Problem } from '../model/problem.ts';
import { literal } from './code.ts';
import { header } from './header.ts';

/** `generated/refinements.ts`: a type with one member per type that skewline.json says is refined. */
export function emitRefinements(
  epochs: Epochs,
  identifiers: ReadonlyMap<string, string>,
  refine: ReadonlyMap<string, string>,
): FileMap {
  if (refine.size === 0) return new Map();
  const folders = new Set<string>();
  const members = [...refine].map(([type, since]) => {
    const from = epochs.versions.findIndex(({ id }) => id.text === since);
    const types = epochs.versions.flatMap(({ id }, index) => {
      if (index < from || epochs.at(index, type)?.first !== index) return [];
      folders.add(id.folder);
      return [`${id.folder.toUpperCase()}.${identifiers.get(type) ?? type}`];
    });
    return `  readonly ${literal(type)}: Refinement<${types.join(' | ')}>;`;
  });
  const text = [
    header,
    "import type { Refinement } from '@skewline/runtime';",
    ...[...folders].map(
      (folder) => `import type * as ${folder.toUpperCase()} from './${folder}/types.ts';`,
    ),
    '',
    '/** One member per type that skewline.json refines. */',
    'export interface Refinements {',
    ...members,
    '}',
    '',
  ].join('\n');
  return new Map([['generated/refinements.ts', text]]);
}

/** A refinement starts where its type begins: earlier values of the same schema had no such rule. */
export function refinementProblems(
  epochs: Epochs,
  refine: ReadonlyMap<string, string>,
): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [type, since] of refine) {
    const index = epochs.versions.findIndex(({ id }) => id.text === since);
    if (index >= 0 && epochs.at(index, type)?.first === index) continue;
    const missing = index < 0 || epochs.at(index, type) === undefined;
    problems.push({
      code: 'hole_unknown',
      severity: 'error',
      message: missing
        ? `version ${since} has no type ${type} to refine`
        : `${type} is the same in the version before ${since}, so both have the same values`,
      fix: 'name a version in which the type is new or changes in "refine" of skewline.json',
      file: 'skewline.json',
      pointer: `/refine/${type}`,
      version: since,
      type,
    });
  }
  return problems;
}
