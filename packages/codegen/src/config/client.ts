import type { Members } from './members.ts';

/** A client of an API that another package holds, in a package of its own. */
export interface ClientConfig {
  /** What it is called among the parts of its package: `sled-agent client`. */
  readonly name: string;
  /** The name of the API. */
  readonly api: string;
  /** Folder of the package that holds the API, relative to this one. */
  readonly package: string;
  /** What that package's modules are imported by, before `/v49`: `@skewline/sled-agent-types`. */
  readonly module: string;
  /** Folder that holds `generated/`, relative to this package. */
  readonly source: string;
}

/** What follows `from` in an import, where it is no path: it is written into code as it is. */
const moduleName = /^(?:@[\w~-][\w.~-]*\/)?[\w~-][\w.~-]*(?:\/[\w~-][\w.~-]*)*$/;

export function readClientConfig(members: Members): ClientConfig {
  members.allow(['api', 'package', 'module', 'source']);
  const api = members.text('api');
  const module = members.text('module');
  if (module !== '' && !moduleName.test(module)) {
    const fix = 'write the name that programs import it by: "@bookstore/types"';
    members.wrong('module', `${module} is not the name of a package or of a module of it`, fix);
  }
  return {
    name: api === '' ? '' : `${api} client`,
    api,
    package: members.text('package'),
    module,
    source: members.text('source', 'src'),
  };
}
