import { isNull, resolve, type Side, withoutNull } from '../diff/side.ts';
import { coveringStatus, type Operation } from '../model/api.ts';
import type { Schema } from '../model/schema.ts';
import { listedValues } from '../plan/listed-values.ts';
import { jsonContent, requestSchema } from '../plan/operation.ts';
import type { Path, Segment } from './path.ts';

/** What a path is looked for in: a whole request, or the body of a response. */
export interface Document {
  readonly schema: Schema;
  readonly side: Side;
}

/** A request as one object of `path`, `query`, `header`, `cookie` and `body`. */
export function requestDocument(operation: Operation, side: Side): Document {
  return { schema: requestSchema(operation), side };
}

/** The JSON body that comes with a status; undefined where the operation has no such answer. */
export function responseDocument(
  operation: Operation,
  status: string,
  side: Side,
): Document | undefined {
  const covering = coveringStatus(status, operation);
  const schema = jsonContent(operation.responses.get(covering ?? '')?.content);
  return schema === undefined ? undefined : { schema, side };
}

/** Whether some value has this place. True where that cannot be told. */
export function canHave(document: Document, path: Path): boolean {
  return look(document.schema, path, document.side, false);
}

/** Whether every value has this place. */
export function alwaysHas(document: Document, path: Path): boolean {
  return look(document.schema, path, document.side, true);
}

/** Whether what the path ends with may be left out of what is around it. */
export function isOptional({ schema, side }: Document, path: Path): boolean {
  const last = path.at(-1);
  if (last?.kind !== 'field') return false;
  const around = atPath(schema, path.slice(0, -1), side);
  const found = around.flatMap((one) =>
    one.kind === 'object' ? one.properties.filter(({ name }) => name === last.name) : [],
  );
  return found.length === 0 || found.some(({ required }) => !required);
}

/** What may stand at a place. */
function atPath(schema: Schema, path: Path, side: Side): readonly Schema[] {
  const [segment, ...rest] = path;
  const resolved = withoutNull(schema, side);
  if (resolved.kind === 'union') {
    const variants = resolved.variants.filter(
      ({ name }) => segment?.kind !== 'variant' || segment.name === name,
    );
    const inner = segment?.kind === 'variant' ? rest : path;
    return variants.flatMap((one) => atPath(one.schema, inner, side));
  }
  if (segment === undefined) return [resolved];
  const into = (inner: Schema | undefined): readonly Schema[] =>
    inner === undefined ? [] : atPath(inner, rest, side);
  switch (resolved.kind) {
    case 'object': {
      if (segment.kind === 'field') {
        return into(resolved.properties.find(({ name }) => name === segment.name)?.schema);
      }
      return typeof resolved.additional === 'string' ? [] : into(resolved.additional);
    }
    case 'map':
      return into(resolved.values);
    case 'array':
      return into(resolved.items);
    case 'tuple':
      return into(segment.kind === 'item' ? resolved.items[segment.position] : undefined);
    default:
      return [];
  }
}

function look(schema: Schema, path: Path, side: Side, always: boolean): boolean {
  const [segment, ...rest] = path;
  const resolved = resolve(schema, side);
  if (segment === undefined) return always ? resolved.kind !== 'nullable' : true;
  if (resolved.kind === 'nullable') {
    if (segment.kind === 'value' && segment.value === null) return !always;
    return !always && look(resolved.of, path, side, always);
  }
  if (resolved.kind === 'union') return inUnion(schema, path, side, always);
  switch (segment.kind) {
    case 'field': {
      if (resolved.kind === 'map') return !always && look(resolved.values, rest, side, always);
      if (resolved.kind !== 'object') return !always;
      const found = resolved.properties.find(({ name }) => name === segment.name);
      if (found === undefined) return !always && typeof resolved.additional !== 'string';
      return (!always || found.required) && look(found.schema, rest, side, always);
    }
    case 'items':
      return !always && (resolved.kind !== 'array' || look(resolved.items, rest, side, always));
    case 'item': {
      const item = resolved.kind === 'tuple' ? resolved.items[segment.position] : undefined;
      return item === undefined ? !always : look(item, rest, side, always);
    }
    case 'entries': {
      if (always) return false;
      if (resolved.kind === 'map') return look(resolved.values, rest, side, always);
      if (resolved.kind !== 'object' || typeof resolved.additional === 'string') return true;
      return look(resolved.additional, rest, side, always);
    }
    case 'variant':
      // What is one of several things in another version may be this one only here.
      return !always && look(schema, rest, side, always);
    case 'value':
      return !always && hasValue(resolved, segment);
  }
}

function inUnion(schema: Schema, path: Path, side: Side, always: boolean): boolean {
  if (always) return false;
  const [segment, ...rest] = path;
  const union = withoutNull(schema, side);
  if (union.kind !== 'union' || segment === undefined) return true;
  if (segment.kind === 'value') {
    const listed = listedValues(union, side);
    return listed === undefined || hasValue(listed, segment);
  }
  if (segment.kind !== 'variant') {
    return union.variants.some((one) => look(one.schema, path, side, always));
  }
  const found = union.variants.find(({ name }) => name === segment.name);
  if (found !== undefined) return look(found.schema, rest, side, always);
  // The names of untagged variants are made up, and differ where the variant is the same.
  return union.tagging.style === 'untagged';
}

function hasValue(schema: Schema, { value }: Segment & { readonly kind: 'value' }): boolean {
  if (schema.kind === 'enum') return schema.values.some((one) => one.value === value);
  return value !== null || schema.kind === 'any' || isNull(schema);
}
