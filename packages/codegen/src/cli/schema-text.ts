import { propertyName } from '../emit/code.ts';
import type { ObjectSchema, Property, Schema } from '../model/schema.ts';

const longestLine = 72;

/** A schema as a person would write its type. For reading: formats and bounds are comments. */
export function schemaText(schema: Schema, indent = ''): string {
  switch (schema.kind) {
    case 'any':
      return 'unknown';
    case 'boolean':
      return 'boolean';
    case 'number':
      return noted(schema.integer ? 'integer' : 'number', boundsOf(schema));
    case 'string':
      return noted('string', [
        ...(schema.format === undefined ? [] : [schema.format]),
        ...(schema.pattern === undefined ? [] : [`/${schema.pattern}/`]),
        ...rangeOf('long', schema.minLength, schema.maxLength),
      ]);
    case 'enum':
      return alternatives(schema.values.map(({ value }) => JSON.stringify(value)), indent);
    case 'array': {
      const items = schemaText(schema.items, indent);
      const list = / \| /.test(items) && !items.startsWith('{') ? `(${items})[]` : `${items}[]`;
      const bounds = rangeOf('long', schema.minItems, schema.maxItems);
      return noted(list, schema.uniqueItems ? ['no item twice', ...bounds] : bounds);
    }
    case 'tuple':
      return `[${schema.items.map((item) => schemaText(item, indent)).join(', ')}]`;
    case 'map':
      return `{ [name: string]: ${schemaText(schema.values, indent)} }`;
    case 'object':
      return objectText(schema, indent);
    case 'union':
      return alternatives(schema.variants.map((one) => schemaText(one.schema, `${indent}  `)), indent);
    case 'nullable':
      return `${schemaText(schema.of, indent)} | null`;
    case 'reference':
      return schema.name;
  }
}

function objectText({ properties, additional }: ObjectSchema, indent: string): string {
  const inner = `${indent}  `;
  const members = properties.map((one) => propertyText(one, inner));
  if (typeof additional !== 'string') members.push(`[name: string]: ${schemaText(additional, inner)};`);
  if (members.length === 0) return '{}';
  const line = `{ ${members.join(' ')} }`;
  const fits = members.length < 4 && !line.includes('\n') && line.length + indent.length <= longestLine;
  return fits ? line : `{\n${members.map((one) => `${inner}${one}\n`).join('')}${indent}}`;
}

function propertyText(property: Property, indent: string): string {
  const { name, required, schema, default: absent } = property;
  const note = absent === undefined ? '' : ` // absent: ${JSON.stringify(absent.value)}`;
  // After a comment the semicolon would be part of it.
  const text = `${propertyName(name)}${required ? '' : '?'}: ${schemaText(schema, indent)};`;
  return note === '' ? text : `${text}${note.replace('// ', '/* ')} */`;
}

function alternatives(texts: readonly string[], indent: string): string {
  const line = texts.join(' | ');
  if (texts.length === 1 || (line.length <= longestLine && !line.includes('\n'))) return line;
  const shown = texts.length > 40 ? [...texts.slice(0, 40), `… ${String(texts.length - 40)} more`] : texts;
  return shown.map((text) => `\n${indent}  | ${text}`).join('');
}

function noted(type: string, notes: readonly string[]): string {
  return notes.length === 0 ? type : `${type} /* ${notes.join(', ')} */`;
}

function boundsOf(schema: Extract<Schema, { readonly kind: 'number' }>): readonly string[] {
  const { format, minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  return [
    ...(format === undefined ? [] : [format]),
    ...rangeOf('', minimum, maximum),
    ...(exclusiveMinimum === undefined ? [] : [`> ${String(exclusiveMinimum)}`]),
    ...(exclusiveMaximum === undefined ? [] : [`< ${String(exclusiveMaximum)}`]),
    ...(multipleOf === undefined ? [] : [`multiple of ${String(multipleOf)}`]),
  ];
}

function rangeOf(unit: string, least: number | undefined, most: number | undefined): readonly string[] {
  const word = unit === '' ? '' : ` ${unit}`;
  if (least !== undefined && most !== undefined) {
    return [least === most ? `${String(least)}${word}` : `${String(least)} to ${String(most)}${word}`];
  }
  if (least !== undefined) return [`at least ${String(least)}${word}`];
  return most === undefined ? [] : [`at most ${String(most)}${word}`];
}
