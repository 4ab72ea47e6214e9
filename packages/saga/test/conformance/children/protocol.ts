import type { EngineName } from '../../../src/engine/port.ts';
import type { OtherMethod, OtherOptions } from '../other-engine.ts';

/** The argument of `engine-process.ts`, as JSON. */
export interface ChildSetup {
  readonly engine: EngineName;
  /** What the engine opens. */
  readonly location: { readonly url: string } | { readonly directory: string };
  /** Where actions note what they do; null: the same. */
  readonly observerUrl: string | null;
  readonly options: OtherOptions;
}

/** One line of JSON each way. The first line of the child has id 0 and its executor's id. */
export interface ChildRequest {
  readonly id: number;
  readonly method: OtherMethod;
  readonly args: readonly unknown[];
}

export type ChildAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };
