import { formats } from '@skewline/runtime/validation';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import { isJsonObject } from '../../../src/model/json.ts';

/** Widths of integers as OpenAPI's formats say them; written here again, for this judge stands alone. */
const widths: Readonly<Record<string, readonly [number, number]>> = {
  uint8: [0, 255],
  uint16: [0, 65_535],
  uint32: [0, 4_294_967_295],
  int8: [-128, 127],
  int16: [-32_768, 32_767],
  int32: [-2_147_483_648, 2_147_483_647],
};

/**
 * ajv on the schemas of a document as they are written. Nothing of our reader, model or validators is
 * in between; only `nullable`, which ajv takes beside `type` alone, is written as JSON Schema does, and
 * what fits two alternatives of a oneOf is taken: the documents have such values (a UUID that is also
 * a name), and their servers try one alternative after the other.
 */
export class RawJudge {
  readonly #ajv: Ajv2020;
  readonly document: JsonObject;
  /** Why the last value was not accepted. */
  errors: string | undefined;
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(document: JsonObject) {
    this.document = document;
    const numbers = Object.entries(widths).map(([name, [least, most]]) => [
      name,
      { type: 'number' as const, validate: (value: number) => value >= least && value <= most },
    ]);
    this.#ajv = new Ajv2020({
      strict: false,
      ownProperties: true,
      logger: false,
      formats: { ...formats, ...Object.fromEntries(numbers) },
    });
    this.#ajv.addSchema(
      plain({ $id: 'document', components: document['components'] ?? {} }) as object,
    ); // an object is one
  }

  /** Of a named type, or of whatever stands at a pointer below `components`. */
  accepts(name: string, value: Json): boolean {
    const key = `document#/components/schemas/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`;
    const known = this.#compiled.get(key) ?? this.#ajv.getSchema(key);
    if (known === undefined) throw new Error(`no schema ${name}`);
    this.#compiled.set(key, known);
    const isAccepted = known(value) === true;
    this.errors = JSON.stringify(
      known.errors?.map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`),
    );
    return isAccepted;
  }

  at(pointer: string): Json | undefined {
    let at: Json | undefined = this.document;
    for (const token of pointer.split('/').slice(1)) {
      const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
      at = Array.isArray(at)
        ? (at as readonly Json[])[Number(key)]
        : isJsonObject(at)
          ? at[key]
          : undefined;
    }
    return at;
  }
}

function plain(raw: Json): Json {
  if (Array.isArray(raw)) return raw.map(plain);
  if (!isJsonObject(raw)) return raw;
  if (typeof raw['$ref'] === 'string') return { $ref: raw['$ref'].replace(/^#/, 'document#') };
  const {
    nullable,
    discriminator: _discriminator,
    example: _example,
    default: _default,
    ...rest
  } = raw;
  // `{"type": "string", "enum": [null]}` is how these documents write null.
  const list = rest['enum'];
  const isNull = Array.isArray(list) && list.every((one) => one === null);
  const kept = Object.entries(rest).filter(([key]) => !(isNull && key === 'type'));
  const entries = kept.map(([key, value]) => [
    key === 'oneOf' ? 'anyOf' : key,
    key === 'enum'
      ? value
      : key === 'properties' && isJsonObject(value)
        ? properties(value)
        : plain(value),
  ]);
  const copy = exclusive(Object.fromEntries(entries) as JsonObject); // JSON of JSON
  return nullable === true ? { anyOf: [copy, { type: 'null' }] } : copy;
}

/** OpenAPI 3.0 says `exclusiveMinimum: true` beside the bound. */
function exclusive(raw: JsonObject): JsonObject {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, ...rest } = raw;
  const bound = (
    name: string,
    value: Json | undefined,
    isExclusive: Json | undefined,
  ): JsonObject => ({
    ...(value === undefined || isExclusive === true ? {} : { [name]: value }),
    ...(isExclusive === true
      ? { [`exclusive${name.slice(0, 1).toUpperCase()}${name.slice(1)}`]: value ?? 0 }
      : {}),
  });
  return {
    ...rest,
    ...bound('minimum', minimum, exclusiveMinimum),
    ...bound('maximum', maximum, exclusiveMaximum),
  };
}

/** Names of properties are no keywords. */
function properties(raw: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, plain(value)]));
}

/** Names of schemas that a part of a document refers to, with all that those refer to. */
export function referencesOf(
  document: JsonObject,
  parts: readonly (Json | undefined)[],
): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const look = (raw: Json | undefined): void => {
    if (Array.isArray(raw)) raw.forEach(look);
    if (!isJsonObject(raw)) return;
    const reference = raw['$ref'];
    if (typeof reference === 'string' && !seen.has(reference)) {
      seen.add(reference);
      const name = /^#\/components\/schemas\/(.*)$/.exec(reference)?.[1];
      if (name !== undefined) found.add(name.replaceAll('~1', '/').replaceAll('~0', '~'));
      let at: Json | undefined = document;
      for (const token of reference.split('/').slice(1)) {
        at = isJsonObject(at) ? at[token.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
      }
      look(at);
    }
    Object.values(raw).forEach(look);
  };
  parts.forEach(look);
  return found;
}
