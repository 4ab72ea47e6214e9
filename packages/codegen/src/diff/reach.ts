import type { Operation, Version } from '../model/api.ts';
import type { Schema } from '../model/schema.ts';
import { wireText } from './shapes.ts';

/** The schemas that an operation names directly: parameters, body, responses. */
export function operationSchemas(operation: Operation): readonly Schema[] {
  return [
    ...operation.parameters.map(({ schema }) => schema),
    ...(operation.body?.content.values() ?? []),
    ...[...operation.responses.values()].flatMap(({ content, headers }) => [
      ...content.values(),
      ...headers.map(({ schema }) => schema),
    ]),
  ];
}

/** For every named type, the operations whose requests or responses may hold one, in id order. */
export function operationsReaching(version: Version): ReadonlyMap<string, readonly string[]> {
  const closures = new Map<string, ReadonlySet<string>>();
  const closure = (name: string): ReadonlySet<string> => {
    const known = closures.get(name);
    if (known !== undefined) return known;
    const reached = new Set<string>();
    const open = [name];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (reached.has(next)) continue;
      reached.add(next);
      const schema = version.schemas.get(next)?.schema;
      if (schema !== undefined) open.push(...wireText(schema).references);
    }
    closures.set(name, reached);
    return reached;
  };
  const reaching = new Map<string, string[]>();
  for (const operation of version.operations.values()) {
    const types = new Set<string>();
    for (const schema of operationSchemas(operation)) {
      for (const name of wireText(schema).references) {
        for (const type of closure(name)) types.add(type);
      }
    }
    for (const type of types) reaching.set(type, [...(reaching.get(type) ?? []), operation.id]);
  }
  return reaching;
}
