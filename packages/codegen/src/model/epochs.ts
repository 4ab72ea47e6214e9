import type { Version } from './api.ts';

/**
 * The longest range of versions in which a type's whole closure stays the same on the wire.
 * `first` and `last` are positions in the API's list of versions, both included.
 */
export interface Epoch {
  readonly type: string;
  readonly first: number;
  readonly last: number;
}

/** What the emitters ask: in which epoch is this type at this version? */
export interface Epochs {
  /** Undefined where the version has no such type. */
  at(version: number, type: string): Epoch | undefined;
  /** All epochs that begin at this version, by type name. */
  beginningAt(version: number): readonly Epoch[];
  readonly versions: readonly Version[];
}
