import type { Draw } from '../random.ts';
import { get, isObject, type Json, placesOf, put, set } from './json.ts';
import { oddValue } from './mutate.ts';
import { hostile, names, patterns, texts } from './words.ts';

const formats: readonly string[] = [
  'uuid',
  'date-time',
  'date',
  'ip',
  'ipv4',
  'ipv6',
  'uri',
  'int32',
  'int64',
  'uint8',
  'uint64',
  'float',
  'double',
  'byte',
  'binary',
  'hex string (32 bytes)',
  ...hostile.slice(0, 4),
  'toString',
  '__proto__',
];

/** A schema of OpenAPI, changed as people, and others, would change it. In place. */
export function mutateSchema(document: Json, draw: Draw): void {
  const places = placesOf(document);
  const schemas = places.filter(({ holder, name }) => isSchema(get(holder, name)));
  if (schemas.length === 0) return;
  const place = draw.of(schemas);
  const schema = get(place.holder, place.name);
  if (!isObject(schema)) return;
  const other = (): Json => {
    const chosen = draw.of(schemas);
    return structuredClone(get(chosen.holder, chosen.name));
  };
  const { properties } = schema;
  switch (draw.below(22)) {
    case 0:
      schema['type'] = draw.of([
        'string',
        'integer',
        'number',
        'boolean',
        'object',
        'array',
        'null',
      ]);
      break;
    case 1:
      schema['nullable'] = true;
      break;
    case 2:
      set(place, {
        type: 'array',
        items: schema,
        ...(draw.percent(30) ? { uniqueItems: true } : {}),
      });
      break;
    case 3:
      set(place, { type: 'object', additionalProperties: schema });
      break;
    case 4:
      set(place, { [draw.of(['allOf', 'oneOf', 'anyOf'])]: [schema, other()] });
      break;
    case 5:
      set(place, other());
      break;
    case 6:
      schema['format'] = draw.of(formats);
      break;
    case 7:
      schema['pattern'] = draw.of(patterns);
      break;
    case 8:
      schema['enum'] = draw.percent(50)
        ? ['a', 'b', 'c'].slice(draw.below(3))
        : [draw.of(texts), draw.of(names)];
      break;
    case 9:
      schema['default'] = oddValue(draw);
      break;
    case 10:
      for (const word of [
        'minimum',
        'maximum',
        'exclusiveMinimum',
        'multipleOf',
        'minLength',
        'maxLength',
        'minItems',
        'maxItems',
        'minProperties',
        'maxProperties',
      ])
        if (draw.percent(15)) schema[word] = draw.of([0, 1, 2, 5, -3, 0.1, 1e9, 1e21, 2 ** 53]);
      break;
    case 11:
      schema['description'] = draw.of(hostile);
      break;
    case 12:
      schema['additionalProperties'] = draw.percent(50) ? draw.percent(50) : other();
      break;
    case 13:
    case 14:
      // One more property.
      if (isObject(properties))
        put(properties, draw.of(draw.percent(60) ? names : hostile), other());
      break;
    case 15:
      // One property less.
      if (isObject(properties)) {
        const gone = draw.of([...Object.keys(properties), 'none']);
        delete properties[gone];
        if (Array.isArray(schema['required']))
          schema['required'] = schema['required'].filter((one) => one !== gone);
      }
      break;
    case 16:
      // Another name for it.
      if (isObject(properties)) {
        const [old] = Object.keys(properties);
        if (old !== undefined) {
          const value = properties[old] ?? null;
          delete properties[old];
          put(properties, draw.of(names), value);
        }
      }
      break;
    case 17:
      if (isObject(properties))
        schema['required'] = Object.keys(properties).filter(() => draw.percent(50));
      break;
    case 18:
      if (Array.isArray(schema['enum']) && draw.percent(50)) schema['enum'].pop();
      else if (Array.isArray(schema['enum'])) schema['enum'].push(draw.of(texts));
      else if (Array.isArray(schema['oneOf'])) schema['oneOf'].pop();
      break;
    case 19:
      delete schema['required'];
      break;
    case 20:
      // A name of its own that is somebody else's too.
      renameSchema(document, draw);
      break;
    default:
      set(place, { $ref: reference(document, draw) });
  }
}

function isSchema(value: Json): boolean {
  return (
    isObject(value) &&
    ['type', 'properties', 'oneOf', 'allOf', 'anyOf', 'enum'].some((word) => {
      const own = Object.hasOwn(value, word) ? value[word] : undefined;
      return own !== undefined && (typeof own === 'string' || typeof own === 'object');
    })
  );
}

function schemasOf(document: Json): { [name: string]: Json } | undefined {
  const components = isObject(document) ? document['components'] : undefined;
  const schemas = isObject(components) ? components['schemas'] : undefined;
  return isObject(schemas) ? schemas : undefined;
}

/** To a schema of the document, or to where no schema is. */
function reference(document: Json, draw: Draw): string {
  const known = Object.keys(schemasOf(document) ?? {});
  if (known.length > 0 && draw.percent(80)) return `#/components/schemas/${encode(draw.of(known))}`;
  return draw.of([
    '#',
    '#/',
    '#/components/schemas/',
    '#/components/schemas/Nobody',
    '#/components/schemas/__proto__',
    '#/components/schemas/constructor',
    '#/paths',
    '#/info/title',
    '#anchor',
    '#/%',
    '#/~2',
    'other.json#/x',
    'https://example.com/#/x',
    'file:///etc/passwd',
    '//',
    '',
    `#/components/schemas/${hostile[0] ?? ''}`,
  ]);
}

function encode(name: string): string {
  return encodeURI(wellFormed(name).replaceAll('~', '~0').replaceAll('/', '~1')).replaceAll(
    '#',
    '%23',
  );
}

/** Half a surrogate pair has no UTF-8. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

function renameSchema(document: Json, draw: Draw): void {
  const schemas = schemasOf(document);
  const known = Object.keys(schemas ?? {});
  if (schemas === undefined || known.length === 0) return;
  const old = draw.of(known);
  const name = draw.of(draw.percent(50) ? names : hostile);
  const schema = schemas[old] ?? null;
  if (draw.percent(70)) delete schemas[old];
  put(schemas, name, schema);
  for (const { holder, name: member, path } of placesOf(document)) {
    if (path.at(-1) === '$ref' && get(holder, member) === `#/components/schemas/${old}`)
      put(holder, member, `#/components/schemas/${encode(name)}`);
  }
}
