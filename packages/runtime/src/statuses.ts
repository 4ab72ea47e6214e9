/** Which statuses a key of `responses` stands for: `200`, `'4XX'`, `'default'`. Types only. */

type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';
type Hundred = '1' | '2' | '3' | '4' | '5';
type NumberIn<Text extends string> = Text extends `${infer Value extends number}` ? Value : never;
type StatusIn<H extends Hundred> = NumberIn<`${H}${Digit}${Digit}`>;
type RangeOf<Key> = Key extends `${infer H extends Hundred}XX` ? StatusIn<H> : never;

/** The statuses of one key; those that another key of the same responses says better are left out. */
export type StatusesOf<Responses, Key extends keyof Responses> = Key extends number
  ? Key
  : Key extends 'default'
    ? Exclude<StatusIn<Hundred>, keyof Responses | RangeOf<keyof Responses>>
    : Exclude<RangeOf<Key>, keyof Responses>;

/** What is no failure: 1XX to 3XX. */
export type GoodStatus = StatusIn<'1' | '2' | '3'>;
