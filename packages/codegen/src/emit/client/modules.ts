import type { VersionId } from '../../model/version-id.ts';

/** Where a client's own modules are, and what it imports those of the versions by. */
export interface ClientModules {
  /** Of its own modules, relative to the folder of sources: `generated/client`. */
  readonly folder: string;
  /** A module of a version, without its ending; what else the version has is not imported. */
  module(version: Pick<VersionId, 'folder'>, name: 'types' | 'operations' | 'exchanges'): string;
}

/** A client beside the code of its API. */
export const modulesInPlace: ClientModules = {
  folder: 'generated/client',
  module: ({ folder }, name) => `../${folder}/${name}.ts`,
};

/** A client in a package of its own: what it imports is public in the package of its API. */
export function packagedModules(name: string): ClientModules {
  return {
    folder: 'generated',
    module: ({ folder }, module) => `${name}/${folder}${module === 'types' ? '' : `/${module}`}`,
  };
}
