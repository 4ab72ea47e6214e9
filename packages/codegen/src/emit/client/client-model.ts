import type { Version } from '../../model/api.ts';
import type { VersionId } from '../../model/version-id.ts';
import type { Lineage } from '../../plan/lineage.ts';
import type { ClientModules } from './modules.ts';

/** What the modules of a client are written from. */
export interface ClientModel {
  /** The API's name. */
  readonly api: string;
  /** The same in names of types: `SledAgent`. */
  readonly typeName: string;
  /** Oldest first. */
  readonly versions: readonly VersionId[];
  readonly sparse: boolean;
  readonly newest: Version;
  /** Of the newest version's operations, in the order of their ids. */
  readonly methods: readonly ClientMethod[];
  readonly modules: ClientModules;
}

export interface ClientMethod {
  readonly name: string;
  readonly lineage: Lineage;
  /** A comment, line by line. */
  readonly docs: readonly string[];
}
