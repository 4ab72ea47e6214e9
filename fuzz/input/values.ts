import {
  numberSamples,
  sampleOf,
  stringSamples,
} from '../../packages/codegen/src/diff/values/sample.ts';
import { isValid } from '../../packages/codegen/src/diff/values/valid.ts';
import type { Side } from '../../packages/codegen/src/diff/side.ts';
import type { Schema } from '../../packages/codegen/src/index.ts';
import type { Draw } from '../random.ts';
import { type Json, put } from './json.ts';
import { oddValue } from './mutate.ts';
import { names, texts } from './words.ts';

/** Schemas that one value is made of: six of itself in each of six would be without end. */
const mostParts = 20_000;

/** Values of schemas. What is slow to find out about a schema is kept. */
export class Values {
  readonly #side: Side;
  readonly #candidates = new WeakMap<Schema, readonly Json[]>();
  #parts = 0;

  constructor(side: Side) {
    this.#side = side;
  }

  /** A value of the schema, as far as one is easily had; undefined where none was found. */
  of(schema: Schema, draw: Draw, depth = 0): Json | undefined {
    this.#parts = depth === 0 ? 1 : this.#parts + 1;
    if (this.#parts > mostParts) return undefined;
    switch (schema.kind) {
      case 'any':
        return oddValue(draw);
      case 'boolean':
        return draw.percent(50);
      case 'number':
      case 'string':
        return this.#one(schema, draw);
      case 'enum':
        return schema.values.length === 0 ? undefined : draw.of(schema.values).value;
      case 'array': {
        const least = schema.minItems ?? 0;
        const most = Math.min(schema.maxItems ?? Infinity, least + (depth > 8 ? 0 : draw.below(4)));
        if (least > 50) return undefined;
        const items = Array.from({ length: most }, () => this.of(schema.items, draw, depth + 1));
        const found = items.filter((item) => item !== undefined);
        return schema.uniqueItems ? unique(found) : found;
      }
      case 'tuple':
        return all(schema.items.map((item) => this.of(item, draw, depth + 1)));
      case 'map': {
        const count = (schema.minProperties ?? 0) + (depth > 8 ? 0 : draw.below(3));
        if (count > 50) return undefined;
        const map: { [name: string]: Json } = {};
        for (let index = 0; index < count; index += 1) {
          const value = this.of(schema.values, draw, depth + 1);
          if (value !== undefined)
            put(map, draw.percent(50) ? draw.of(names) : `key${String(index)}`, value);
        }
        return map;
      }
      case 'object': {
        const object: { [name: string]: Json } = {};
        for (const { name, required, schema: property } of schema.properties) {
          if (!required && (depth > 8 || draw.percent(40))) continue;
          const value = this.of(property, draw, depth + 1);
          if (value === undefined && required) return undefined;
          if (value !== undefined) put(object, name, value);
        }
        if (typeof schema.additional === 'object' && draw.percent(50)) {
          const value = this.of(schema.additional, draw, depth + 1);
          const name = draw.of(names);
          if (value !== undefined && !Object.hasOwn(object, name)) put(object, name, value);
        }
        return object;
      }
      case 'union':
        if (schema.variants.length === 0) return undefined;
        return this.of(draw.of(schema.variants).schema, draw, depth + 1);
      case 'nullable':
        return depth > 8 || draw.percent(30) ? null : this.of(schema.of, draw, depth + 1);
      case 'reference': {
        const named = this.#side.lookUp(schema.name);
        if (named === undefined || depth > 40) return undefined;
        return depth > 20 ? sample(named, this.#side) : this.of(named, draw, depth + 1);
      }
    }
  }

  #one(schema: Schema & { readonly kind: 'number' | 'string' }, draw: Draw): Json | undefined {
    let known = this.#candidates.get(schema);
    if (known === undefined) {
      const given: readonly Json[] =
        schema.kind === 'number'
          ? [...numberSamples(schema), 255, 65_535, 2 ** 31, 2 ** 53 - 1, 1e300, 0.1, 5e-324]
          : [...stringSamples(schema), ...texts, 'name-1', '1.2.3.4', 'AB123456789', '10.0.0.1/24'];
      known = given.filter((one) => isValid(one, schema, this.#side));
      this.#candidates.set(schema, known);
    }
    return known.length === 0 ? undefined : draw.of(known);
  }
}

function sample(schema: Schema, side: Side): Json | undefined {
  // What the codegen calls JSON is JSON.
  return sampleOf(schema, side) as Json | undefined;
}

function all(items: readonly (Json | undefined)[]): Json[] | undefined {
  const found = items.filter((item) => item !== undefined);
  return found.length === items.length ? found : undefined;
}

function unique(items: readonly Json[]): Json[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
