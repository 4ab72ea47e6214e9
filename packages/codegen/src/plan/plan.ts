import type { Json } from '../model/json.ts';
import type { Schema, Variant } from '../model/schema.ts';

/** `up`: from a version to the next. `down`: back. */
export type Direction = 'up' | 'down';

/** How a value of one schema becomes a value of another. Pure data; `emit/shims.ts` writes it as code. */
export type Plan =
  /** The value passes as it is, shared. */
  | { readonly kind: 'same' }
  /** The conversion between two named types of this step. */
  | { readonly kind: 'call'; readonly conversion: NamedConversion }
  /** A decision gives the whole value. */
  | { readonly kind: 'ask'; readonly hole: Hole }
  /** Converted by the plan; then a decision sees whether it fits a tightened schema. */
  | { readonly kind: 'narrow'; readonly plan: Plan; readonly hole: Hole }
  /** Null passes; anything else goes by the plan. */
  | { readonly kind: 'nullable'; readonly of: Plan }
  /** A decision answers null; anything else goes by the plan. */
  | { readonly kind: 'from-null'; readonly of: Plan; readonly hole: Hole }
  /** `distinct`: no item may be there twice, and what told two apart may be gone. */
  | {
      readonly kind: 'array';
      readonly items: Plan;
      readonly type: string;
      readonly distinct: boolean;
    }
  | { readonly kind: 'tuple'; readonly items: readonly Plan[]; readonly type: string }
  | { readonly kind: 'map'; readonly values: Plan; readonly type: string }
  /** Values that are not listed pass. */
  | { readonly kind: 'enum'; readonly cases: readonly EnumCase[] }
  /** A value becomes an object with nothing but a tag, unless a decision gives what it becomes. */
  | {
      readonly kind: 'to-variant';
      readonly tag: string;
      readonly type: string;
      readonly cases: readonly { readonly value: string; readonly hole?: Hole }[];
    }
  /** An object becomes the value of its tag, unless it is of a variant that is listed. */
  | {
      readonly kind: 'to-value';
      readonly tag: string;
      readonly type: string;
      readonly cases: readonly { readonly value: string; readonly hole: Hole }[];
    }
  /** Variants that are not listed pass; `all` says that every variant is listed. */
  | { readonly kind: 'union'; readonly cases: readonly UnionCase[]; readonly all: boolean }
  | ObjectPlan;

export interface EnumCase {
  readonly value: string | number | boolean | null;
  readonly hole: Hole;
}

export interface UnionCase {
  readonly variant: Variant;
  readonly test: VariantTest;
  readonly plan: Plan;
}

/** How code tells that a value is of a variant. */
export type VariantTest =
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'key' }
  | { readonly kind: 'literal' }
  | { readonly kind: 'type'; readonly type: JsonType };

export type JsonType = 'boolean' | 'number' | 'string' | 'array' | 'object';

export interface ObjectPlan {
  readonly kind: 'object';
  /** TypeScript type of the result, see `type-text.ts`. */
  readonly type: string;
  readonly fields: readonly FieldPlan[];
  /** Properties that the target may have, and that nothing is known of: they stay absent. */
  readonly absent: readonly string[];
  /** What becomes of members that no property names. */
  readonly additional:
    { readonly kind: 'leave-out' } | { readonly kind: 'convert'; readonly plan: Plan };
  /** The names of all source properties: what is left is an additional member. */
  readonly known: readonly string[];
}

export interface FieldPlan {
  readonly name: string;
  readonly required: boolean;
  readonly from: FieldSource;
}

export type FieldSource =
  /** The source has it. `absent` says what an absent one becomes. */
  | {
      readonly kind: 'copy';
      /** The source's name of it: two representations may spell it differently. */
      readonly name: string;
      readonly plan: Plan;
      readonly absent: AbsentPlan;
      readonly type: string;
    }
  /** New, and its value is known: a default, a null, or the only value an enum has. */
  | { readonly kind: 'value'; readonly value: Json }
  /** A decision gives it; with several fields in one hole the decision gives an object of them. */
  | { readonly kind: 'ask'; readonly hole: Hole };

export type AbsentPlan =
  /** The source always has it. */
  | { readonly kind: 'never' }
  | { readonly kind: 'stays' }
  /** Absent meant this value, as of the source's version; it goes through the plan. */
  | { readonly kind: 'source-default'; readonly value: Json }
  /** Absent becomes this value of the target. */
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'ask'; readonly hole: Hole };

/** Why a place cannot be derived. */
export type HoleReason =
  /** The object gains a property that must have a value, and loses none. */
  | 'gained'
  /** The object loses and gains properties in one step: data may have moved. */
  | 'moved'
  /** The value has another kind, format or structure. */
  | 'changed'
  /** The same structure, with a tighter constraint. */
  | 'narrowed'
  /** Absent or null was allowed and no longer is. */
  | 'absent'
  /** A variant, or a value of an enum, that the target does not have. */
  | 'removed'
  /** skewline.json asks for it. */
  | 'asked';

/** A place in a conversion that cannot be derived. */
export interface Hole {
  /** Unique in its step and direction: `NetworkInterface.ip_config`. */
  readonly key: string;
  readonly reason: HoleReason;
  /** The named type (or operation) in the source version. */
  readonly type: string;
  /** Fields of the target that the decision gives; empty where it gives the whole value. */
  readonly fields: readonly string[];
  /** Fields of the source that the target does not take: what the decision may want to keep. */
  readonly lost: readonly string[];
  /** TypeScript types over `Old` and `New`, see `emit/decisions.ts`. */
  readonly parameter: string;
  readonly result: string;
  /** Both shapes, for `explain`. */
  readonly source: Schema | undefined;
  readonly target: Schema | undefined;
}

/** What a conversion drops without being asked: declared. */
export interface Loss {
  /** Where, in the source: `OmicronSledConfig.measurements`. */
  readonly path: string;
  readonly what: string;
}

/** The conversion of one named type to its successor, in one step and direction. */
export interface NamedConversion {
  readonly source: string;
  readonly target: string;
  readonly direction: Direction;
  /** Settled when the step has been planned; a recursive type refers to itself before that. */
  plan: Plan;
  holes: readonly Hole[];
  losses: readonly Loss[];
  /** Whether a decision is reached, so that it may refuse. */
  fallible: boolean;
  /** Set where skewline.json asks to look at the whole result. */
  review?: Hole;
}
