import type { Json, JsonObject } from './json.ts';

/**
 * The canonical form of a schema. No dialect of an input is left in it: `nullable: true`,
 * `type: ["x", "null"]` and a `null` variant are all `nullable`; an `allOf` around one reference is
 * the reference; a `oneOf` of single values is an `enum`. Nodes are frozen and never mutated, and
 * two equal texts of one input may be the same node.
 */
export type Schema =
  | AnySchema
  | BooleanSchema
  | NumberSchema
  | StringSchema
  | EnumSchema
  | ArraySchema
  | TupleSchema
  | MapSchema
  | ObjectSchema
  | UnionSchema
  | NullableSchema
  | ReferenceSchema;

export type SchemaKind = Schema['kind'];

/** What a person reads. It never changes what is on the wire, so it takes no part in comparisons. */
export interface Documented {
  readonly title?: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  /** The `x-` members, kept as they were. */
  readonly extensions?: JsonObject;
}

/** Any JSON value: `{}`, `true`, or a schema that has nothing but a description. */
export interface AnySchema extends Documented {
  readonly kind: 'any';
}

export interface BooleanSchema extends Documented {
  readonly kind: 'boolean';
}

/** Bounds are as written; `format` alone (int32, uint8 …) also bounds, see `integerRange`. */
export interface NumberSchema extends Documented {
  readonly kind: 'number';
  readonly integer: boolean;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
}

export interface StringSchema extends Documented {
  readonly kind: 'string';
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** A closed list of scalars, in the order of the document; one value is a literal. */
export interface EnumSchema extends Documented {
  readonly kind: 'enum';
  readonly values: readonly EnumValue[];
}

export interface EnumValue {
  /** `null` only in an enum of nothing but null (the `ok: null` of a Result); else see `nullable`. */
  readonly value: string | number | boolean | null;
  readonly description?: string;
}

export interface ArraySchema extends Documented {
  readonly kind: 'array';
  readonly items: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems: boolean;
}

/** `prefixItems` of OpenAPI 3.1; a fixed-length array of one item type is an `array`. */
export interface TupleSchema extends Documented {
  readonly kind: 'tuple';
  readonly items: readonly Schema[];
}

/** An object without named properties whose values share one schema. */
export interface MapSchema extends Documented {
  readonly kind: 'map';
  readonly values: Schema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
}

export interface ObjectSchema extends Documented {
  readonly kind: 'object';
  readonly properties: readonly Property[];
  /**
   * Members that are not named: `ignored` (the document says nothing), `refused`
   * (`additionalProperties: false`), or kept and described by a schema.
   */
  readonly additional: 'ignored' | 'refused' | Schema;
}

export interface Property extends Documented {
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
  /** What an absent property means. Lifted here from wherever the document had it. */
  readonly default?: { readonly value: Json };
}

/**
 * How a variant is told from the others on the wire. `internal` and `adjacent`: by the value of the
 * property `tag`, which every variant's object has as a one-value enum. `external`: a string, or an
 * object with exactly one property, whose name is the variant's. `untagged`: by trying.
 */
export type Tagging =
  | { readonly style: 'external' }
  | { readonly style: 'internal'; readonly tag: string }
  | { readonly style: 'adjacent'; readonly tag: string; readonly content: string }
  | { readonly style: 'untagged' };

export interface UnionSchema extends Documented {
  readonly kind: 'union';
  readonly tagging: Tagging;
  /** One variant is still a union: the next version may add another. */
  readonly variants: readonly Variant[];
}

export interface Variant extends Documented {
  /** Tag value, key, or for untagged ones the title, the referenced name, or kind and position. Unique. */
  readonly name: string;
  /** The whole value on the wire, its tag included. */
  readonly schema: Schema;
}

/** A value of `of`, or null. Never nested, and `of` is neither `any` nor an enum with null. */
export interface NullableSchema extends Documented {
  readonly kind: 'nullable';
  readonly of: Schema;
}

/** A named schema of the same version. */
export interface ReferenceSchema extends Documented {
  readonly kind: 'reference';
  readonly name: string;
}
