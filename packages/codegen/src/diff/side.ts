import type { Version } from '../model/api.ts';
import type { Schema } from '../model/schema.ts';
import { type Shapes, wireText } from './shapes.ts';

/** One end of a comparison: a version's named schemas and their shapes. */
export interface Side {
  lookUp(name: string): Schema | undefined;
  /** Equal texts: equal values on the wire, references included. */
  shape(schema: Schema): string;
}

export function sideOf(version: Version, shapes: Shapes): Side {
  const filled = new WeakMap<Schema, string>();
  return {
    lookUp: (name) => version.schemas.get(name)?.schema,
    shape(schema) {
      if (schema.kind === 'reference') return shapes.shape(schema.name);
      const known = filled.get(schema);
      if (known !== undefined) return known;
      const { pieces, references } = wireText(schema);
      let text = pieces[0] ?? '';
      references.forEach((name, index) => {
        text += `<${shapes.shape(name)}>${pieces[index + 1] ?? ''}`;
      });
      filled.set(schema, text);
      return text;
    },
  };
}

export function resolve(schema: Schema, side: Side): Schema {
  let resolved = schema;
  // The reader refuses chains of references that end nowhere.
  while (resolved.kind === 'reference') resolved = side.lookUp(resolved.name) ?? { kind: 'any' };
  return resolved;
}

export function withoutNull(schema: Schema, side: Side): Schema {
  const resolved = resolve(schema, side);
  return resolved.kind === 'nullable' ? resolve(resolved.of, side) : resolved;
}

export function allowsNull(schema: Schema, side: Side): boolean {
  const resolved = resolve(schema, side);
  return resolved.kind === 'nullable' || resolved.kind === 'any' || isNull(resolved);
}

/** An enum of nothing but null. */
export function isNull(schema: Schema): boolean {
  return schema.kind === 'enum' && schema.values.every(({ value }) => value === null);
}

/** The schema of what is not null; a reference stays one. */
export function notNull(schema: Schema, side: Side): Schema {
  const resolved = resolve(schema, side);
  return schema.kind === 'nullable'
    ? schema.of
    : resolved.kind === 'nullable'
      ? resolved.of
      : schema;
}
