/**
 * Which numbers may not be rounded. JSON.parse turns 9007199254740993 into …992 without a word; a
 * default or an enum value that did so would be wrong on the wire. A bound may be rounded (2^64 − 1
 * is a usual maximum), and an example is for people.
 */
export type Path = readonly (string | number)[];

const roundable: ReadonlySet<string | number> = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
]);
const examples: ReadonlySet<string | number> = new Set(['example', 'examples']);
const values: ReadonlySet<string | number> = new Set(['default', 'enum', 'const']);
/** Under these a token is a name that somebody chose, not a keyword. */
const namespaces: ReadonlySet<string | number> = new Set(['properties', 'schemas', '$defs']);

/** Whether a literal loses digits when JavaScript reads it. */
export function isInexact(literal: string): boolean {
  const value = Number(literal);
  if (!Number.isFinite(value)) return true;
  return /^-?\d+$/.test(literal) && !Number.isSafeInteger(value);
}

/** Whether a lost digit matters at this place of a document. */
export function mustBeExact(path: Path): boolean {
  for (const [index, token] of path.entries()) {
    if (index > 0 && namespaces.has(path[index - 1] ?? '')) continue;
    if (values.has(token)) return true;
    if (examples.has(token)) return false;
  }
  const last = path.at(-1);
  const isName = namespaces.has(path.at(-2) ?? '');
  return last === undefined || isName || !roundable.has(last);
}
