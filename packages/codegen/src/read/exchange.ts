import type { Body, Response } from '../model/api.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';
import type { Schema } from '../model/schema.ts';
import type { Context } from './context.ts';
import { malformed } from './context.ts';
import { anySchema, readFlag, readText } from './documented.ts';
import { isExtension } from './keywords.ts';
import { checkMembers, warnLeftOut } from './members.ts';
import { readHeaders } from './parameter.ts';
import { child } from './pointer.ts';
import { member, optional } from './raw.ts';
import { resolveObject } from './reference.ts';

export function readBody(context: Context, raw: Json, pointer: string): Body | undefined {
  const found = resolveObject(context, raw, pointer);
  if (found === undefined) return undefined;
  checkMembers(context, found.raw, 'body', found.pointer);
  return Object.freeze({
    required: readFlag(context, found.raw, 'required', found.pointer),
    ...optional('description', readText(context, found.raw, 'description', found.pointer)),
    content: readContent(context, found.raw, found.pointer),
  });
}

/** By status: three digits, `4XX`, or `default`. */
export function readResponses(
  context: Context,
  raw: Json | undefined,
  pointer: string,
): ReadonlyMap<string, Response> {
  const responses = new Map<string, Response>();
  if (!isJsonObject(raw)) {
    malformed(context, pointer, '`responses` is not an object.', 'List the responses by status.');
    return responses;
  }
  for (const [status, value] of Object.entries(raw)) {
    if (isExtension(status)) continue;
    const at = child(pointer, status);
    if (!/^(?:[1-5](?:\d\d|XX)|default)$/.test(status)) {
      const fix = 'Write three digits, a class such as 4XX, or default.';
      malformed(context, at, `"${status}" is no status.`, fix);
      continue;
    }
    const response = readResponse(context, value, at);
    if (response !== undefined) responses.set(status, response);
  }
  return responses;
}

function readResponse(context: Context, raw: Json, pointer: string): Response | undefined {
  const found = resolveObject(context, raw, pointer);
  if (found === undefined) return undefined;
  checkMembers(context, found.raw, 'response', found.pointer);
  return Object.freeze({
    ...optional('description', readText(context, found.raw, 'description', found.pointer)),
    headers: readHeaders(context, member(found.raw, 'headers'), child(found.pointer, 'headers')),
    content: readContent(context, found.raw, found.pointer),
  });
}

function readContent(
  context: Context,
  raw: JsonObject,
  pointer: string,
): ReadonlyMap<string, Schema> {
  const content = new Map<string, Schema>();
  const given = member(raw, 'content');
  const at = child(pointer, 'content');
  if (given === undefined) return content;
  if (!isJsonObject(given)) {
    malformed(context, at, '`content` is not an object.', 'List the media types.');
    return content;
  }
  for (const [type, value] of Object.entries(given)) {
    const place = child(at, type);
    const found = resolveObject(context, value, place);
    if (found === undefined) continue;
    checkMembers(context, found.raw, 'mediaType', found.pointer);
    warnLeftOut(
      context,
      found.raw,
      'encoding',
      found.pointer,
      'parts are not converted one by one',
    );
    const schema = member(found.raw, 'schema');
    const read =
      schema === undefined ? anySchema : context.read(schema, child(found.pointer, 'schema'));
    content.set(type, read);
  }
  return content;
}
