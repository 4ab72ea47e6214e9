/** The type of a property, present or not, of an object that may be absent or null. */
export type Member<T, Name extends PropertyKey> =
  NonNullable<T> extends infer Whole
    ? Whole extends Readonly<Partial<Record<Name, unknown>>>
      ? Exclude<Whole[KeyOf<Whole, Name>], undefined>
      : never
    : never;

/** The name as a type's key: a status is written as a number there. */
type KeyOf<Whole, Name extends PropertyKey> = Name extends keyof Whole
  ? Name
  : Name extends `${infer Digits extends number}`
    ? Digits & keyof Whole
    : never;

/** The type of an array's items; of what else a value may be, nothing. */
export type Item<T> = T extends readonly (infer Inner)[] ? Inner : never;

/** The type of a map's values. */
export type Entry<T> = NonNullable<T> extends Readonly<Record<string, infer Inner>> ? Inner : never;

/** The variant of a union whose tag has this value. */
export type Tagged<T, Tag extends string, Value extends string> = Extract<
  NonNullable<T>,
  Readonly<Record<Tag, Value>>
>;

/** The variant of an externally tagged union with this key. */
export type Keyed<T, Key extends string> = Extract<NonNullable<T>, Readonly<Record<Key, unknown>>>;

/** The same object while it is built: its properties can be set even where they are read-only. */
export type Built<T> = { -readonly [Name in keyof T]: T[Name] };

/** The same data without `readonly`, all the way down. */
export type Writable<T> = T extends string | number | boolean | null | undefined
  ? T
  : { -readonly [Name in keyof T]: Writable<T[Name]> };
