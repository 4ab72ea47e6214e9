import type { VersionId } from '../../model/version-id.ts';

/** Where a client's own modules are, and what it imports those of the versions by. */
export interface ClientModules {
  /** Of its own modules, relative to the folder of sources: `generated/client`. */
  readonly folder: string;
  /** What a module of a version is imported by. */
  path(version: Pick<VersionId, 'folder'>, name: ModuleName): string;
}

/** A module of a version. */
export type ModuleName = 'types' | 'operations' | 'exchanges' | 'validators';

/** A client beside the code of its API. */
export const modulesInPlace: ClientModules = {
  folder: 'generated/client',
  path: ({ folder }, name) => `../${folder}/${name}.ts`,
};

/** A client in a package of its own: what it imports is public in the package of its API. */
export function packagedModules(name: string): ClientModules {
  return {
    folder: 'generated',
    path: ({ folder }, module) => `${name}/${folder}${module === 'types' ? '' : `/${module}`}`,
  };
}

/** The modules of versions that one module takes functions from. */
export class ModuleImports {
  readonly #modules: ClientModules;
  readonly #imports = new Map<string, string>();

  constructor(modules: ClientModules) {
    this.#modules = modules;
  }

  /** `operationsV49.upResponse_vmm_get_state` */
  access(version: Pick<VersionId, 'folder'>, module: ModuleName, name: string): string {
    const alias = `${module}${version.folder.toUpperCase()}`;
    const path = this.#modules.path(version, module);
    this.#imports.set(alias, `import * as ${alias} from '${path}';`);
    return `${alias}.${name}`;
  }

  lines(): readonly string[] {
    return [...this.#imports].sort(([a], [b]) => byNumber.compare(a, b)).map(([, line]) => line);
  }
}

/** `V9` before `V10`. The names are ASCII, so the language makes no difference. */
const byNumber = new Intl.Collator('en', { numeric: true });
