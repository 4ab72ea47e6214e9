import type { Json, JsonObject } from '../model/json.ts';

/** A part of a document and where it stands. */
export interface Located<T extends Json = Json> {
  readonly raw: T;
  readonly pointer: string;
}

/** A member of the object itself: never what a prototype has. */
export function member(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** `{ key: value }`, or nothing: an optional member is absent, never undefined. */
export function optional<K extends string, V>(
  key: K,
  value: V | undefined,
): { readonly [P in K]?: V } {
  // A computed key is typed as string; the object has exactly this key or none.
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };
}
