import { resolve, type Side } from '../../diff/side.ts';
import type { Example, Step } from '../../diff/change.ts';
import { listOf, objectWith, sampleOf } from '../../diff/values/sample.ts';
import { isJsonObject, type Json } from '../../model/json.ts';
import type { Schema } from '../../model/schema.ts';

export interface Embedded {
  readonly value: Json;
  /** JSON pointer to what it is about. */
  readonly pointer: string;
}

/** A value of the whole schema that has the example at the end of the steps. */
export function embed(
  schema: Schema,
  side: Side,
  version: 'older' | 'newer',
  steps: readonly Step[],
  example: Example,
): Embedded | undefined {
  const [step, ...rest] = steps;
  const resolved = resolve(schema, side);
  if (resolved.kind === 'nullable' && (step !== undefined || example.value !== null)) {
    return embed(resolved.of, side, version, steps, example);
  }
  if (step === undefined) {
    const { value, member } = example;
    return {
      value,
      pointer: member === undefined || !hasMember(value, member) ? '' : `/${escaped(member)}`,
    };
  }
  const inner = (one: Schema): Embedded | undefined => embed(one, side, version, rest, example);
  switch (step.to) {
    case 'property': {
      if (resolved.kind !== 'object') return undefined;
      const property = resolved.properties.find(({ name }) => name === step.name);
      const found = property === undefined ? undefined : inner(property.schema);
      if (found === undefined) return undefined;
      return member(
        step.name,
        found,
        objectWith(resolved, side, 0, { given: { [step.name]: found.value } }),
      );
    }
    case 'additional': {
      if (resolved.kind !== 'object' || typeof resolved.additional === 'string') return undefined;
      const found = inner(resolved.additional);
      if (found === undefined) return undefined;
      let name = 'key';
      while (resolved.properties.some((one) => one.name === name)) name += '_';
      return member(name, found, objectWith(resolved, side, 0, { given: { [name]: found.value } }));
    }
    case 'values': {
      const found = resolved.kind === 'map' ? inner(resolved.values) : undefined;
      if (resolved.kind !== 'map' || found === undefined) return undefined;
      const count = Math.max(0, (resolved.minProperties ?? 0) - 1);
      const others = sampleOf({ ...resolved, minProperties: count }, side);
      return isJsonObject(others)
        ? member('key', found, { ...others, key: found.value })
        : undefined;
    }
    case 'items': {
      const found = resolved.kind === 'array' ? inner(resolved.items) : undefined;
      if (resolved.kind !== 'array' || found === undefined) return undefined;
      const others = listOf(resolved, Math.max(0, (resolved.minItems ?? 0) - 1), side);
      return others === undefined ? undefined : member('0', found, [found.value, ...others]);
    }
    case 'item': {
      if (resolved.kind !== 'tuple') return undefined;
      const item = resolved.items[step.index];
      const found = item === undefined ? undefined : inner(item);
      const whole = sampleOf(resolved, side);
      if (found === undefined || !Array.isArray(whole)) return undefined;
      const items: readonly Json[] = whole; // a tuple's sample is a list of JSON
      return member(String(step.index), found, items.with(step.index, found.value));
    }
    case 'variant': {
      if (resolved.kind !== 'union') return undefined;
      const variant = resolved.variants.find(({ name }) => name === step[version]);
      return variant === undefined ? undefined : inner(variant.schema);
    }
  }
}

function member(name: string, found: Embedded, value: Json | undefined): Embedded | undefined {
  return value === undefined ? undefined : { value, pointer: `/${escaped(name)}${found.pointer}` };
}

function hasMember(value: Json, name: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name);
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
