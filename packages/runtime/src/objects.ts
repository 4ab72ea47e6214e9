/** Sets a member of a map whatever its name: assigning `__proto__` would set the prototype. */
export function setMember<T>(map: Record<string, T>, name: string, value: T): void {
  if (name === '__proto__') {
    Object.defineProperty(map, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  } else {
    map[name] = value;
  }
}

/**
 * A member of the object itself, for names that every object inherits (`constructor`). Undefined where it is not there,
 * which the type says of an optional one.
 */
export function ownMember<T extends object, Name extends string>(
  object: T,
  name: Name,
): Name extends keyof T ? T[Name] : unknown {
  type Found = Name extends keyof T ? T[Name] : unknown;
  // `Object.hasOwn` has just shown that the member is there; where it is not, its type allows for that.
  return (
    Object.hasOwn(object, name) ? (object as Record<Name, unknown>)[name] : undefined
  ) as Found;
}

/** An object that is neither null nor a list. */
export function isObject<T>(value: T): value is Exclude<Extract<T, object>, readonly unknown[]> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
