import { posix } from 'node:path';
import { rooms, whyNot } from './layers.ts';
import { workspacesByName } from './package-edges.ts';
import { type Finding, jsonOf, record, type Tree, workspaceOf } from './tree.ts';

/**
 * Imports in the sources keep to the layers, are declared in package.json, and reach another package
 * by its name, never through its folder.
 */
export function sourceImports(tree: Tree): Finding[] {
  const byName = workspacesByName(tree);
  return sources(tree).flatMap((path) => {
    const from = workspaceOf(path);
    if (from === undefined || !tree.paths.includes(`${from}/package.json`)) return [];
    return importsOf(tree.text(path)).flatMap((specifier) => {
      const message = specifier.startsWith('.')
        ? leavesPackage(path, from, specifier)
        : wrongPackage(tree, byName, path, from, specifier);
      return message === undefined ? [] : [{ path, message }];
    });
  });
}

/** Inside the codegen data flows one way: a room imports only rooms to its left. */
export function codegenRooms(tree: Tree): Finding[] {
  const base = 'packages/codegen/src/';
  const roomOf = (path: string) => /^[^/.]+/.exec(path.slice(base.length))?.[0] ?? '';
  return sources(tree)
    .filter((path) => path.startsWith(base) && !isTest(path))
    .flatMap((path) => {
      const room = roomOf(path);
      if (!rooms.includes(room)) {
        return [{ path, message: `The room ${room} is not listed in tools/src/layers.ts.` }];
      }
      return importsOf(tree.text(path))
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => roomOf(posix.join(posix.dirname(path), specifier)))
        .filter((target) => rooms.indexOf(target) > rooms.indexOf(room))
        .map((target) => ({ path, message: `${room} imports ${target}, which is to its right.` }));
    });
}

/**
 * What a module imports, type imports included. An import statement begins its line and so does the
 * closing brace of a long one; a call `import('…')` may stand anywhere. Text that looks like an import
 * inside a template at the very start of a line would be taken for one: indent it.
 */
export function importsOf(text: string): string[] {
  const statement = /^(?:import|export|\})(?:[^'"`;\n]*?\sfrom)?\s*['"]([^'"\n]+)['"]/gm;
  const call = /\bimport\(\s*['"]([^'"\n]+)['"]\s*\)/g;
  return [...text.matchAll(statement), ...text.matchAll(call)].map((match) => match[1] ?? '');
}

function sources(tree: Tree): string[] {
  return tree.paths.filter((path) => /^(?:packages|apps|examples)\/[^/]+\/src\/.*\.tsx?$/.test(path));
}

function isTest(path: string): boolean {
  return /\.(?:test|test-d)\.tsx?$/.test(path);
}

function leavesPackage(path: string, from: string, specifier: string): string | undefined {
  const target = posix.join(posix.dirname(path), specifier);
  if (target.startsWith(`${from}/`)) return undefined;
  return `"${specifier}" leads out of ${from}: import the other package by its name.`;
}

function wrongPackage(
  tree: Tree,
  byName: ReadonlyMap<string, string>,
  path: string,
  from: string,
  specifier: string,
): string | undefined {
  const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  const to = byName.get(name);
  if (to === undefined || to === from) return undefined;
  const why = whyNot(from, to, isTest(path) ? 'development' : 'run');
  if (why !== undefined) return `"${specifier}": ${why}.`;
  const manifest = jsonOf(tree, `${from}/package.json`);
  const fields = ['dependencies', 'peerDependencies', 'optionalDependencies', 'devDependencies'];
  if (fields.some((field) => name in record(manifest[field]))) return undefined;
  return `"${specifier}" is imported, but ${from}/package.json does not have ${name}.`;
}
