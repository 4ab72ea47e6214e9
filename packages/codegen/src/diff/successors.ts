import type { Operation, Version } from '../model/api.ts';
import type { Schema } from '../model/schema.ts';
import type { Shapes } from './shapes.ts';

/**
 * Which type of the newer version an older one became: the one that `pairs` says; else the one of
 * the same name; else the one that took its place in the types and operations that used it; else
 * the only one of the same shape.
 */
export function findSuccessors(
  older: Version,
  newer: Version,
  shapes: { readonly older: Shapes; readonly newer: Shapes },
  operations: readonly (readonly [Operation, Operation])[],
  {
    pairs,
    common,
  }: { readonly pairs: ReadonlyMap<string, string>; readonly common: (name: string) => string },
): ReadonlyMap<string, string> {
  const successors = new Map<string, string>();
  const queue: (readonly [Schema, Schema])[] = [];
  for (const [name, { schema }] of older.schemas) {
    const after = pairs.get(name) ?? name;
    const later = newer.schemas.get(after);
    if (later === undefined) continue;
    successors.set(name, after);
    if (later.schema !== schema) queue.push([schema, later.schema]);
  }
  for (const [before, after] of operations) {
    if (before !== after) queue.push(...operationSchemas(before, after));
  }
  const replace = (before: string, after: string): void => {
    if (before === after || successors.has(before) || newer.schemas.has(before)) return;
    successors.set(before, after);
    const [from, into] = [older.schemas.get(before), newer.schemas.get(after)];
    if (from !== undefined && into !== undefined) queue.push([from.schema, into.schema]);
  };
  // Each queued pair may find further pairs.
  for (let index = 0; index < queue.length; index += 1) {
    const pair = queue[index];
    if (pair !== undefined) pairReferences(pair[0], pair[1], common, replace);
  }

  const taken = new Set(successors.values());
  const byShape = (
    names: Iterable<string>,
    hash: (name: string) => string,
  ): Map<string, string[]> => {
    const groups = new Map<string, string[]>();
    for (const name of names) groups.set(hash(name), [...(groups.get(hash(name)) ?? []), name]);
    return groups;
  };
  const gone = [...older.schemas.keys()].filter((name) => !successors.has(name));
  const come = [...newer.schemas.keys()].filter(
    (name) => !older.schemas.has(name) && !taken.has(name),
  );
  const candidates = byShape(come, (name) => shapes.newer.shape(name));
  for (const [hash, names] of byShape(gone, (name) => shapes.older.shape(name))) {
    const [before, after] = [names[0], candidates.get(hash)?.[0]];
    const unique = names.length === 1 && candidates.get(hash)?.length === 1;
    if (unique && before !== undefined && after !== undefined) successors.set(before, after);
  }
  return successors;
}

/** Walks two schemas side by side and reports what they refer to at the same places. */
function pairReferences(
  before: Schema,
  after: Schema,
  common: (name: string) => string,
  report: (before: string, after: string) => void,
): void {
  const from = before.kind === 'nullable' ? before.of : before;
  const into = after.kind === 'nullable' ? after.of : after;
  if (from.kind === 'reference' && into.kind === 'reference') {
    report(from.name, into.name);
  } else if (from.kind === 'array' && into.kind === 'array') {
    pairReferences(from.items, into.items, common, report);
  } else if (from.kind === 'map' && into.kind === 'map') {
    pairReferences(from.values, into.values, common, report);
  } else if (from.kind === 'object' && into.kind === 'object') {
    const properties = new Map(into.properties.map(({ name, schema }) => [common(name), schema]));
    for (const { name, schema } of from.properties) {
      const other = properties.get(common(name));
      if (other !== undefined) pairReferences(schema, other, common, report);
    }
  } else if (from.kind === 'union' && into.kind === 'union') {
    const variants = new Map(into.variants.map(({ name, schema }) => [name, schema]));
    for (const { name, schema } of from.variants) {
      const other = variants.get(name);
      if (other !== undefined) pairReferences(schema, other, common, report);
    }
  }
}

function operationSchemas(before: Operation, after: Operation): (readonly [Schema, Schema])[] {
  const pairs: (readonly [Schema, Schema])[] = [];
  for (const parameter of before.parameters) {
    const other = after.parameters.find(
      (one) => one.name === parameter.name && one.in === parameter.in,
    );
    if (other !== undefined) pairs.push([parameter.schema, other.schema]);
  }
  const contents = (one: ReadonlyMap<string, Schema> | undefined, two: typeof one): void => {
    for (const [media, schema] of one ?? []) {
      const other = two?.get(media);
      if (other !== undefined) pairs.push([schema, other]);
    }
  };
  contents(before.body?.content, after.body?.content);
  for (const [status, response] of before.responses) {
    contents(response.content, after.responses.get(status)?.content);
  }
  return pairs;
}
