/** JSON as it is written: with members that stand twice, and numbers that no double is. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

export function isObject(value: unknown): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** So that `__proto__` becomes a member like any other. */
export function put(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

/** A place in a value: who holds it, and by which name. */
export interface Place {
  readonly holder: Json[] | { [name: string]: Json };
  readonly name: string;
  readonly path: readonly string[];
}

/** All places, the whole value not among them; at most so many. */
export function placesOf(root: Json, most = 20_000): readonly Place[] {
  const found: Place[] = [];
  const level: { value: Json; path: readonly string[] }[] = [{ value: root, path: [] }];
  for (let at = 0; at < level.length && found.length < most; at += 1) {
    const { value, path } = level[at] ?? { value: null, path: [] };
    if (typeof value !== 'object' || value === null) continue;
    for (const name of Object.keys(value)) {
      const inner = [...path, name];
      found.push({ holder: value, name, path: inner });
      level.push({ value: get(value, name), path: inner });
    }
  }
  return found;
}

export function get(holder: Json[] | { [name: string]: Json }, name: string): Json {
  // What `Object.keys` gave is there.
  return (holder as { [name: string]: Json })[name] ?? null;
}

export function set({ holder, name }: Place, value: Json): void {
  put(holder, name, value);
}

export function remove({ holder, name }: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(name), 1);
  else delete holder[name];
}

/** A literal as it is, inside of a text that `write` makes. */
const raw = '\u0001raw:';

export function rawNumber(literal: string): string {
  return `${raw}${literal}`;
}

/** As text, with `rawNumber` as what it says. */
export function write(json: Json, indent?: number): string {
  return JSON.stringify(json, undefined, indent).replaceAll(/"\\u0001raw:([^"\\]*)"/g, '$1');
}

export function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) freeze(member);
  }
  return value;
}
