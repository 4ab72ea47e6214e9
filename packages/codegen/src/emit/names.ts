import type { Api } from '../model/api.ts';

/** Words that cannot name a type, or that generated modules use with another meaning. */
const reserved: ReadonlySet<string> = new Set([
  // The language.
  ...'arguments as async await break case catch class const continue debugger default'.split(' '),
  ...'delete do else enum eval export extends false finally for from function get if'.split(' '),
  ...'implements import in instanceof interface let new null of package private'.split(' '),
  ...'protected public return set static super switch this throw true try type typeof'.split(' '),
  ...'undefined var void while with yield'.split(' '),
  ...'any unknown never string number boolean bigint symbol object NaN Infinity'.split(' '),
  // What a generated module itself says.
  ...'Omit Operations PreviousOperations Record Validator'.split(' '),
  // What every object has.
  ...Object.getOwnPropertyNames(Object.prototype),
  'prototype',
]);

/**
 * Schema name → TypeScript identifier, one for all versions. A schema keeps its identifier when
 * later versions add others: who came first, and then who sorts first, keeps the plain name.
 */
export function typeNames(api: Api): ReadonlyMap<string, string> {
  const identifiers = new Map<string, string>();
  // In lower case: some file systems, and some readers, do not tell `Disk` from `DISK`.
  const taken = new Set<string>();
  for (const { schemas } of api.versions) {
    const added = [...schemas.keys()].filter((name) => !identifiers.has(name));
    for (const name of added.sort(byCodeUnits)) {
      const identifier = unused(identifierOf(name), taken);
      taken.add(identifier.toLowerCase());
      identifiers.set(name, identifier);
    }
  }
  return identifiers;
}

export function identifierIn(names: ReadonlyMap<string, string>, type: string): string {
  const identifier = names.get(type);
  if (identifier === undefined) throw new Error(`No identifier for the type ${type}`);
  return identifier;
}

/** By code units: the order must not depend on anybody's locale. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** ASCII only: every tool that reads generated code agrees on what such a name is. */
function identifierOf(name: string): string {
  const plain = name.replaceAll(/[^\w$]+/g, '_');
  if (/^_*$/.test(plain)) return 'Type';
  return /^\d/.test(plain) ? `_${plain}` : plain;
}

function unused(identifier: string, taken: ReadonlySet<string>): string {
  if (!reserved.has(identifier) && !taken.has(identifier.toLowerCase())) return identifier;
  let count = 2;
  while (taken.has(`${identifier}_${String(count)}`.toLowerCase())) count += 1;
  return `${identifier}_${String(count)}`;
}
