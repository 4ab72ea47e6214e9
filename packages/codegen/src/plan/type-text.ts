/**
 * TypeScript types as text, built while walking into a schema. They start at a named type of either
 * end; `emit` puts in how a module calls the two versions. `Member`, `Item`, `Entry`, `Tagged` and
 * `Keyed` are types of `@skewline/runtime`.
 */
const sourceMark = '\u0001';
const targetMark = '\u0002';

export function sourceType(identifier: string): string {
  return `${sourceMark}${identifier}`;
}

export function targetType(identifier: string): string {
  return `${targetMark}${identifier}`;
}

/** Text with the marks replaced, e.g. by `V9.` and `V10.`. */
export function withNamespaces(type: string, source: string, target: string): string {
  return type.replaceAll(sourceMark, source).replaceAll(targetMark, target);
}

export function member(type: string, name: string): string {
  return `Member<${type}, ${quote(name)}>`;
}

export function item(type: string): string {
  return `Item<${type}>`;
}

export function entry(type: string): string {
  return `Entry<${type}>`;
}

/** Where null is dealt with already. */
export function present(type: string): string {
  return type.startsWith('NonNullable<') ? type : `NonNullable<${type}>`;
}

export function tagged(type: string, tag: string, value: string): string {
  return `Tagged<${type}, ${quote(tag)}, ${quote(value)}>`;
}

export function keyed(type: string, key: string): string {
  return `Keyed<${type}, ${quote(key)}>`;
}

export function picked(type: string, names: readonly string[]): string {
  return `Pick<${type}, ${names.map(quote).join(' | ')}>`;
}

/** A string literal in the quotes that the formatter would use. */
export function quote(text: string): string {
  const json = JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  return text.includes("'") ? json : `'${json.slice(1, -1).replaceAll('\\"', '"')}'`;
}
