import { posix } from 'node:path';
import type { Version } from '../model/api.ts';
import type { FileMap } from '../model/file-map.ts';
import type { StepPlan } from '../plan/step.ts';
import { isIdentifier } from './code.ts';
import { header } from './header.ts';
import { byCodeUnits, identifierIn } from './names.ts';
import { statement } from './name-lists.ts';

/** Where the types of a side come from. */
export interface SideModules {
  /** The folder of sources, relative to the package: generated modules are below it. */
  readonly source: string;
  /** A path relative to the package, or a name to import by. */
  readonly older: string;
  readonly newer: string;
}

/** `generated/domain/types.ts` of each side: what the conversions name, taken from where it is declared. */
export function emitSides(
  step: StepPlan,
  modules: SideModules,
  identifiers: ReadonlyMap<string, string>,
): FileMap {
  const named = (end: 'older' | 'newer'): ReadonlySet<string> =>
    new Set(
      [step.up, step.down].flatMap(({ direction, conversions }) =>
        conversions.map(({ source, target }) =>
          (direction === 'up') === (end === 'older') ? source : target,
        ),
      ),
    );
  return new Map(
    (['older', 'newer'] as const).map((end) => {
      const path = `generated/${step[end].id.folder}/types.ts`;
      const from = specifier(modules[end], posix.join(modules.source, path));
      return [path, sideModule(step[end], named(end), from, identifiers)];
    }),
  );
}

function sideModule(
  version: Version,
  named: ReadonlySet<string>,
  from: string,
  identifiers: ReadonlyMap<string, string>,
): string {
  const names = [...version.schemas.keys()]
    .filter((type) => named.has(type))
    .sort(byCodeUnits)
    .map((type) => {
      const identifier = identifierIn(identifiers, type);
      return identifier === type || !isIdentifier(type) ? identifier : `${type} as ${identifier}`;
    });
  const list = names.length === 0 ? 'export {};' : statement('export type', names, from);
  return [header, list, ''].join('\n');
}

/** A path is written as it is from the generated module; a name stays. */
function specifier(module: string, file: string): string {
  if (!isPath(module)) return module;
  const path = posix.relative(posix.dirname(file), posix.normalize(module));
  return path.startsWith('.') ? path : `./${path}`;
}

/** Whether a module of skewline.json is a path in the package, not a name to import by. */
export function isPath(module: string): boolean {
  return /^\.{0,2}\//.test(module) || /\.[cm]?ts$/.test(module);
}
