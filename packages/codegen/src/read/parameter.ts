import type { Parameter } from '../model/api.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Schema } from '../model/schema.ts';
import type { Context } from './context.ts';
import { malformed, unsupported } from './context.ts';
import { anySchema, readDocumented, readFlag } from './documented.ts';
import { checkMembers } from './members.ts';
import { readDefault } from './object.ts';
import { child } from './pointer.ts';
import { isList, member } from './raw.ts';
import { resolveObject } from './reference.ts';

type Place = Parameter['in'];

const styles: { readonly [P in Place]: { readonly style: string; readonly explode: boolean } } = {
  path: { style: 'simple', explode: false },
  query: { style: 'form', explode: true },
  header: { style: 'simple', explode: false },
  cookie: { style: 'form', explode: true },
};

/** The parameters of an operation: those of its path, unless it says the same one itself. */
export function readParameters(
  context: Context,
  lists: readonly { readonly raw: Json | undefined; readonly pointer: string }[],
): readonly Parameter[] {
  const parameters = new Map<string, Parameter>();
  for (const { raw, pointer } of lists) {
    if (raw === undefined) continue;
    if (!isList(raw)) {
      malformed(context, pointer, '`parameters` is not a list.', 'List the parameters.');
      continue;
    }
    const here = new Set<string>();
    for (const [index, item] of raw.entries()) {
      const place = child(pointer, index);
      const parameter = readParameter(context, item, place);
      if (parameter === undefined) continue;
      const key = `${parameter.in} ${parameter.name}`;
      if (here.has(key)) {
        const message = `The ${parameter.in} parameter "${parameter.name}" is listed twice.`;
        malformed(context, place, message, 'List it once.');
      }
      here.add(key);
      parameters.set(key, parameter);
    }
  }
  return Object.freeze([...parameters.values()]);
}

function readParameter(context: Context, raw: Json, pointer: string): Parameter | undefined {
  const found = resolveObject(context, raw, pointer);
  if (found === undefined) return undefined;
  const name = member(found.raw, 'name');
  const place = member(found.raw, 'in');
  if (typeof name !== 'string' || name === '') {
    malformed(context, found.pointer, 'The parameter has no name.', 'Add `name`.');
    return undefined;
  }
  if (!isPlace(place)) {
    const fix = 'Write `in: path`, `query`, `header` or `cookie`.';
    malformed(context, found.pointer, `The parameter "${name}" has no place.`, fix);
    return undefined;
  }
  const required = readFlag(context, found.raw, 'required', found.pointer);
  if (place === 'path' && !required) {
    const message = `The path parameter "${name}" is not required.`;
    malformed(context, found.pointer, message, 'Write `required: true`.');
  }
  return parameterOf(context, found.raw, found.pointer, name, place, required);
}

/** The headers of a response. */
export function readHeaders(
  context: Context,
  raw: Json | undefined,
  pointer: string,
): readonly Parameter[] {
  if (raw === undefined) return Object.freeze([]);
  const headers = resolveObject(context, raw, pointer);
  const read = Object.entries(headers?.raw ?? {}).flatMap(([name, value]) => {
    const found = resolveObject(context, value, child(pointer, name));
    if (found === undefined) return [];
    const required = readFlag(context, found.raw, 'required', found.pointer);
    return [parameterOf(context, found.raw, found.pointer, name, 'header', required)];
  });
  return Object.freeze(read);
}

function parameterOf(
  context: Context,
  raw: JsonObject,
  pointer: string,
  name: string,
  place: Place,
  required: boolean,
): Parameter {
  checkMembers(context, raw, 'parameter', pointer);
  const given = member(raw, 'schema');
  const schema = given === undefined ? anySchema : context.read(given, child(pointer, 'schema'));
  if (member(raw, 'content') !== undefined) {
    const message = `"${name}" is serialised by a media type.`;
    unsupported(context, child(pointer, 'content'), message, 'Describe it by `schema`.');
  } else if (given === undefined) {
    malformed(context, pointer, `"${name}" has no schema.`, 'Add `schema`.');
  }
  checkStyle(context, raw, pointer, place, schema);
  return Object.freeze({
    name,
    in: place,
    required,
    schema,
    ...(given === undefined ? {} : readDefault(context, given)),
    ...readDocumented(context, raw, pointer),
  });
}

/** Only the usual serialisation is converted; a scalar looks the same however it is exploded. */
function checkStyle(
  context: Context,
  raw: JsonObject,
  pointer: string,
  place: Place,
  schema: Schema,
): void {
  const usual = styles[place];
  const style = member(raw, 'style') ?? usual.style;
  const explode = member(raw, 'explode') ?? usual.explode;
  const isScalar = ['string', 'number', 'boolean', 'enum'].includes(schema.kind);
  const key =
    style !== usual.style
      ? 'style'
      : explode !== usual.explode && !isScalar
        ? 'explode'
        : undefined;
  if (key === undefined) return;
  const message = `\`${key}\` is not the usual one of a ${place} parameter.`;
  unsupported(
    context,
    child(pointer, key),
    message,
    `Use ${usual.style}, explode: ${usual.explode}.`,
  );
}

function isPlace(value: Json | undefined): value is Place {
  return typeof value === 'string' && Object.hasOwn(styles, value);
}
