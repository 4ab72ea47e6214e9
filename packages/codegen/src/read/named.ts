import type { NamedSchema } from '../model/api.ts';
import type { Schema } from '../model/schema.ts';
import type { Context } from './context.ts';
import { member } from './raw.ts';
import type { Memo } from './memo.ts';
import { child } from './pointer.ts';
import { reportCycle } from './reference.ts';

export function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `components.schemas` in the order of their names. */
export function readNamedSchemas(
  context: Context,
  memo: Memo<Schema> | undefined,
): ReadonlyMap<string, NamedSchema> {
  const named = new Map<string, NamedSchema>();
  for (const name of Object.keys(context.schemas).sort(byCode)) {
    const raw = member(context.schemas, name) ?? true;
    const pointer = child('/components/schemas', name);
    const text = `${context.dialect} ${JSON.stringify(raw)}`;
    const schema = remembered(context, memo, text, () => {
      context.inlining.add(pointer);
      const read = context.read(raw, pointer);
      context.inlining.delete(pointer);
      return read;
    });
    named.set(name, Object.freeze({ name, schema, pointer }));
  }
  reportCycles(context, named);
  return named;
}

/** The node of an earlier version where text and answers are equal, unless it had problems. */
export function remembered<T>(
  context: Context,
  memo: Memo<T> | undefined,
  text: string,
  read: () => T,
): T {
  const known = memo?.find(text, context.answers.to);
  if (known !== undefined) return known;
  const before = context.reporter.count;
  const dependencies = new Map<string, string>();
  context.dependencies = dependencies;
  const node = read();
  context.dependencies = undefined;
  if (context.reporter.count === before) memo?.keep(text, dependencies, node);
  return node;
}

/** Names that stand for each other in a circle; an object or array between makes it recursion. */
function reportCycles(context: Context, named: ReadonlyMap<string, NamedSchema>): void {
  const done = new Set<string>();
  for (const start of named.keys()) {
    const path = new Set<string>();
    const stack: { readonly name: string; readonly leaves: boolean }[] = [
      { name: start, leaves: false },
    ];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const { name, leaves } = at;
      if (leaves) {
        path.delete(name);
        done.add(name);
        continue;
      }
      if (path.has(name)) reportCycle(context, child('/components/schemas', name));
      const schema = named.get(name)?.schema;
      if (path.has(name) || done.has(name) || schema === undefined) continue;
      path.add(name);
      stack.push({ name, leaves: true });
      for (const next of standsFor(schema)) stack.push({ name: next, leaves: false });
    }
  }
}

/** The names that a value of this schema is, without going into it. */
function standsFor(schema: Schema): readonly string[] {
  switch (schema.kind) {
    case 'reference':
      return [schema.name];
    case 'nullable':
      return standsFor(schema.of);
    case 'union':
      return schema.variants.flatMap((variant) => standsFor(variant.schema));
    default:
      return [];
  }
}
