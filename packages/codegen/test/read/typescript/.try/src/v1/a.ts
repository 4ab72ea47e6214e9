import type { Uint8, Uuid, DateTime, Closed } from '@skewline/runtime/api';
const reasons = ['x', 'y'] as const;
/**
 * An A.
 * @deprecated use B
 */
export interface A {
  /** The id. */
  id: Uuid;
  n: Uint8;
  ns: Uint8[];
  maybe: Uint8 | null;
  b?: BrandedId;
  m: Record<string, B>;
  ids: Record<Uuid, Uint8>;
  /**
   * Defaulted.
   * @default 3
   */
  u?: Uint8;
  readonly k: readonly Kind[];
  t: [string, number];
  /**
   * Say something.
   * @minItems 2
   * @uniqueItems true
   */
  z: readonly string[];
  unk: unknown;
  /**
   * A port.
   * @asType integer
   * @minimum 1
   * @maximum 65535
   */
  port: number | null;
  st?: State | null;
  when: DateTime; // now
  reason: (typeof reasons)[number];
  part: Pick<B, 'x'>;
  page: Page<B>;
  page2: BPage;
  rec: Record<'a' | 'b', B>;
  c: Closed<{ x: string }>;
  old: State;
}
interface Page<T> { items: T[]; next?: string | null }
export type BPage = Page<B>;
/** @pattern ^[a-z]+$ */
export type BrandedId = string & { readonly brand: 'B' };
export interface B { x: string; a: A | null }
/** Kinds. */
export type Kind = { type: 'x'; id: Uuid } | { type: 'y' };
/** States. */
export type State = 'z' | 'b';
export interface ErrorBody { message: string }
