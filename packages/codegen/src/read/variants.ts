import type { Json } from '../model/json.ts';
import type { Schema, Tagging, Variant } from '../model/schema.ts';
import { bare, docsOf } from './documented.ts';

/** One alternative as written, and what it became. */
export interface Alternative {
  readonly raw: Json;
  readonly pointer: string;
  readonly schema: Schema;
}

/** Told apart by trying; named as a person would: by title, by type, or by place. */
export function untagged(alternatives: readonly Pick<Alternative, 'schema'>[]): Schema {
  const names = new Set<string>();
  const variants = alternatives.map(({ schema }, index) => {
    const referred = schema.kind === 'reference' ? schema.name : undefined;
    const wish = schema.title ?? referred ?? `${schema.kind}${index}`;
    let name = wish;
    for (let count = 2; names.has(name); count += 1) name = `${wish}_${count}`;
    names.add(name);
    return variantOf(name, schema);
  });
  return union({ style: 'untagged' }, variants);
}

export function variantOf(name: string, schema: Schema): Variant {
  return Object.freeze({ name, schema: bare(schema), ...docsOf(schema) });
}

export function union(tagging: Tagging, variants: readonly Variant[]): Schema {
  return Object.freeze({
    kind: 'union',
    tagging: Object.freeze(tagging),
    variants: Object.freeze(variants),
  });
}
