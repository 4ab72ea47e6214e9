import type { JsonObject } from '../model/json.ts';
import type { Schema } from '../model/schema.ts';
import type { Context } from './context.ts';
import { malformed, unsupported } from './context.ts';
import { isList, member, optional } from './raw.ts';
import { anySchema, readFlag } from './documented.ts';
import { child } from './pointer.ts';
import { readCount } from './scalar.ts';

export function readArray(context: Context, raw: JsonObject, pointer: string): Schema {
  const minItems = readCount(context, raw, 'minItems', pointer);
  const maxItems = readCount(context, raw, 'maxItems', pointer);
  const uniqueItems = readFlag(context, raw, 'uniqueItems', pointer);
  if (member(raw, 'prefixItems') !== undefined) {
    return readTuple(context, raw, pointer, minItems, maxItems);
  }
  const items = member(raw, 'items');
  if (isList(items)) {
    const message = '`items` is a list of schemas.';
    unsupported(context, child(pointer, 'items'), message, 'Write prefixItems (OpenAPI 3.1).');
    return anySchema;
  }
  return Object.freeze({
    kind: 'array',
    items: items === undefined ? anySchema : context.read(items, child(pointer, 'items')),
    ...optional('minItems', minItems),
    ...optional('maxItems', maxItems),
    uniqueItems,
  });
}

/** A tuple has one length: the places must be said to be all there and no more. */
function readTuple(
  context: Context,
  raw: JsonObject,
  pointer: string,
  minItems: number | undefined,
  maxItems: number | undefined,
): Schema {
  const prefix = member(raw, 'prefixItems');
  const at = child(pointer, 'prefixItems');
  if (!isList(prefix) || prefix.length === 0) {
    malformed(context, at, '`prefixItems` is not a list of schemas.', 'List one schema per place.');
    return anySchema;
  }
  const isClosed = member(raw, 'items') === false || maxItems === prefix.length;
  if (!isClosed || minItems !== prefix.length || member(raw, 'uniqueItems') === true) {
    const message = '`prefixItems` on an array of no fixed length.';
    const fix = `Write minItems: ${prefix.length} and items: false, without uniqueItems.`;
    unsupported(context, at, message, fix);
  }
  const items = prefix.map((item, index) => context.read(item, child(at, index)));
  return Object.freeze({ kind: 'tuple', items: Object.freeze(items) });
}
