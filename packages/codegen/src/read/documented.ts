import type { Json, JsonObject } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';
import type { Documented, Schema } from '../model/schema.ts';
import type { Context } from './context.ts';
import { malformed } from './context.ts';
import { isList, member, optional } from './raw.ts';
import { child } from './pointer.ts';

export const nothing: Documented = Object.freeze({});

/** What a person reads, and the `x-` members. */
export function readDocumented(context: Context, raw: JsonObject, pointer: string): Documented {
  const title = readText(context, raw, 'title', pointer);
  const description = readText(context, raw, 'description', pointer);
  const deprecated = readFlag(context, raw, 'deprecated', pointer);
  const extensions = readExtensions(raw);
  if (title === undefined && description === undefined && !deprecated && extensions === undefined) {
    return nothing;
  }
  return {
    ...optional('title', title),
    ...optional('description', description),
    ...(deprecated ? { deprecated } : {}),
    ...optional('extensions', extensions),
  };
}

function readExtensions(raw: JsonObject): JsonObject | undefined {
  let extensions: Record<string, Json> | undefined;
  for (const key of Object.keys(raw)) {
    if (!key.startsWith('x-')) continue;
    extensions ??= {};
    extensions[key] = frozenJson(raw[key] ?? null);
  }
  return extensions === undefined ? undefined : Object.freeze(extensions);
}

export function readText(
  context: Context,
  raw: JsonObject,
  key: string,
  pointer: string,
): string | undefined {
  const value = member(raw, key);
  if (value === undefined || typeof value === 'string') return value;
  malformed(context, child(pointer, key), `\`${key}\` is not a string.`, 'Write a string.');
  return undefined;
}

export function readFlag(context: Context, raw: JsonObject, key: string, pointer: string): boolean {
  const value = member(raw, key);
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  malformed(
    context,
    child(pointer, key),
    `\`${key}\` is not true or false.`,
    'Write true or false.',
  );
  return false;
}

/** The document is ours alone once parsed, so its parts are frozen where they stand. */
export function frozenJson<T extends Json>(value: T): T {
  if (isList(value)) value.forEach(frozenJson);
  else if (isJsonObject(value)) Object.values(value).forEach(frozenJson);
  return Object.freeze(value);
}

export function docsOf(node: Documented): Documented {
  const { title, description, deprecated, extensions } = node;
  return {
    ...optional('title', title),
    ...optional('description', description),
    ...optional('deprecated', deprecated),
    ...optional('extensions', extensions),
  };
}

function isBare(node: Documented): boolean {
  return (
    node.title === undefined &&
    node.description === undefined &&
    node.deprecated === undefined &&
    node.extensions === undefined
  );
}

/** The same schema without what a person reads: a property or variant has taken that over. */
export function bare(schema: Schema): Schema {
  if (isBare(schema)) return schema;
  const { title: _t, description: _d, deprecated: _p, extensions: _x, ...rest } = schema;
  return Object.freeze(rest);
}

/** What the outer says wins; extensions are joined. */
export function withDocs(schema: Schema, docs: Documented): Schema {
  if (isBare(docs)) return schema;
  const extensions =
    schema.extensions === undefined || docs.extensions === undefined
      ? {}
      : { extensions: Object.freeze({ ...schema.extensions, ...docs.extensions }) };
  return Object.freeze({ ...schema, ...docs, ...extensions });
}

/** Null or the schema; never nested. The words about it stay outside. */
export function nullable(schema: Schema): Schema {
  if (schema.kind === 'any' || schema.kind === 'nullable' || isNullEnum(schema)) return schema;
  return Object.freeze({ kind: 'nullable', of: bare(schema), ...docsOf(schema) });
}

export function isNullEnum(schema: Schema): boolean {
  return schema.kind === 'enum' && schema.values.every(({ value }) => value === null);
}

export const anySchema: Schema = Object.freeze({ kind: 'any' });
