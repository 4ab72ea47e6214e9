import type { Operation } from './api.ts';
import type { Schema } from './schema.ts';

/** A schema and all that stand in it. What it refers to by name stands elsewhere. */
export function* within(schema: Schema): Generator<Schema> {
  yield schema;
  switch (schema.kind) {
    case 'array':
      yield* within(schema.items);
      break;
    case 'tuple':
      for (const item of schema.items) yield* within(item);
      break;
    case 'map':
      yield* within(schema.values);
      break;
    case 'nullable':
      yield* within(schema.of);
      break;
    case 'union':
      for (const variant of schema.variants) yield* within(variant.schema);
      break;
    case 'object':
      for (const property of schema.properties) yield* within(property.schema);
      if (typeof schema.additional === 'object') yield* within(schema.additional);
      break;
    default:
      // The other kinds have no schema within.
      break;
  }
}

/** The schemas that stand in an operation itself, beside the types that it names. */
export function schemasOf({ parameters, body, responses }: Operation): readonly Schema[] {
  const answers = [...responses.values()];
  return [
    ...[...parameters, ...answers.flatMap(({ headers }) => headers)].map(({ schema }) => schema),
    ...[body, ...answers].flatMap((one) => [...(one?.content.values() ?? [])]),
  ];
}
