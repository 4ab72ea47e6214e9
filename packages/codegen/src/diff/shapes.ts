import { createHash } from 'node:crypto';
import type { Version } from '../model/api.ts';
import type { Schema } from '../model/schema.ts';

/**
 * What a named schema is on the wire, with everything it refers to, as a short hash. `shape` leaves
 * the names of referenced types out (a rename changes nothing on the wire); `named` has them.
 * Members of a cycle are told apart by name in both.
 */
export interface Shapes {
  shape(name: string): string;
  named(name: string): string;
}

/** A schema's own wire text: constant pieces with the names it refers to between them. */
interface WireText {
  readonly pieces: readonly string[];
  readonly references: readonly string[];
}

const texts = new WeakMap<Schema, WireText>();

/** Equal texts mean the same values on the wire, given that the references do. Docs are left out. */
export function wireText(schema: Schema): WireText {
  const known = texts.get(schema);
  if (known !== undefined) return known;
  const references: string[] = [];
  const pieces: string[] = [''];
  const write = (text: string): void => {
    pieces[pieces.length - 1] += text;
  };
  writeWire(schema, write, (name) => {
    references.push(name);
    pieces.push('');
  });
  const text = { pieces, references };
  texts.set(schema, text);
  return text;
}

function writeWire(
  schema: Schema,
  write: (text: string) => void,
  refer: (name: string) => void,
): void {
  const nested = (inner: Schema): void => {
    writeWire(inner, write, refer);
  };
  write(`${schema.kind}(`);
  switch (schema.kind) {
    case 'any':
    case 'boolean':
      break;
    case 'number': {
      const { integer, format, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
      const bounds = [minimum, maximum, exclusiveMinimum, exclusiveMaximum, schema.multipleOf];
      write(JSON.stringify([integer, format, ...bounds]));
      break;
    }
    case 'string':
      write(JSON.stringify([schema.format, schema.pattern, schema.minLength, schema.maxLength]));
      break;
    case 'enum':
      // The order of an enum means nothing on the wire.
      write(
        schema.values
          .map(({ value }) => JSON.stringify(value))
          .sort()
          .join(),
      );
      break;
    case 'array':
      write(JSON.stringify([schema.minItems, schema.maxItems, schema.uniqueItems]));
      nested(schema.items);
      break;
    case 'tuple':
      schema.items.forEach(nested);
      break;
    case 'map':
      write(JSON.stringify([schema.minProperties, schema.maxProperties]));
      nested(schema.values);
      break;
    case 'object':
      if (typeof schema.additional === 'string') write(schema.additional);
      else nested(schema.additional);
      for (const property of [...schema.properties].sort(byName)) {
        write(JSON.stringify([property.name, property.required, property.default?.value]));
        nested(property.schema);
      }
      break;
    case 'union':
      write(JSON.stringify(schema.tagging));
      for (const variant of [...schema.variants].sort(byName)) {
        write(JSON.stringify(variant.name));
        nested(variant.schema);
      }
      break;
    case 'nullable':
      nested(schema.of);
      break;
    case 'reference':
      refer(schema.name);
      break;
  }
  write(')');
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

export function computeShapes(version: Version): Shapes {
  const shape = new Map<string, string>();
  const named = new Map<string, string>();
  for (const component of connectedComponents(version)) {
    const inside = new Set(component);
    for (const name of component) {
      const schema = version.schemas.get(name)?.schema;
      if (schema === undefined) continue;
      const text = wireText(schema);
      const fill = (hashes: Map<string, string>, withNames: boolean): string => {
        let filled = text.pieces[0] ?? '';
        text.references.forEach((reference, index) => {
          const inner = inside.has(reference) ? `cycle ${reference}` : hashes.get(reference);
          filled += `<${withNames ? reference : ''}${inner ?? ''}>${text.pieces[index + 1] ?? ''}`;
        });
        return filled;
      };
      shape.set(name, fill(shape, false));
      named.set(name, fill(named, true));
    }
    // Members of a cycle depend on one another: each carries the texts of all.
    for (const hashes of [shape, named]) {
      const all = component.map((name) => hashes.get(name) ?? '');
      const whole = component.length > 1 ? all.join('|') : '';
      component.forEach((name, index) => hashes.set(name, hash(`${all[index] ?? ''}${whole}`)));
    }
  }
  return {
    shape: (name) => shape.get(name) ?? '',
    named: (name) => named.get(name) ?? '',
  };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/** Tarjan's strongly connected components: each comes after all that it refers to. */
function connectedComponents(version: Version): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const components: string[][] = [];

  const visit = (name: string): void => {
    const index = order.size;
    order.set(name, index);
    low.set(name, index);
    stack.push(name);
    onStack.add(name);
    const schema = version.schemas.get(name)?.schema;
    for (const next of schema === undefined ? [] : wireText(schema).references) {
      if (!order.has(next)) {
        visit(next);
        low.set(name, Math.min(low.get(name) ?? index, low.get(next) ?? index));
      } else if (onStack.has(next)) {
        low.set(name, Math.min(low.get(name) ?? index, order.get(next) ?? index));
      }
    }
    if (low.get(name) !== index) return;
    const component = stack.splice(stack.indexOf(name));
    for (const member of component) onStack.delete(member);
    components.push(component.sort());
  };
  for (const name of version.schemas.keys()) if (!order.has(name)) visit(name);
  return components;
}
