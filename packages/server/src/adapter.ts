import { type ServerApi, wellKnownPath } from '@skewline/runtime/exchange';
import type { AnyHandler } from './bound-operation.ts';
import { Core } from './core.ts';
import { Discovery } from './discovery.ts';
import type { Handlers } from './handlers.ts';
import type { AdapterOptions } from './options.ts';
import { WebEntry } from './web.ts';

/** Serves all versions of an API with handlers of the newest. */
export interface Adapter {
  readonly api: ServerApi<unknown>;
  /**
   * Answers a web request. Its path is relative to where the adapter is mounted. Never rejects.
   */
  fetch(request: Request): Promise<Response>;
}

/** What an adapter is made of, for the entries of this package. */
export interface AdapterParts {
  readonly core: Core;
  /** Undefined where it is switched off. */
  readonly discovery: Discovery | undefined;
}

const partsOf = new WeakMap<Adapter, AdapterParts>();

/**
 * Joins an API, as `skewline generate --server` writes it, to handlers of its newest version.
 *
 * @throws TypeError or RangeError where the program is wrong: an operation has no handler, two
 * operations have one path, or a version in the options is none of the API's.
 */
export function createAdapter<Operations, Retired>(
  api: ServerApi<Operations, Retired>,
  handlers: NoInfer<Handlers<Operations>>,
  options: NoInfer<AdapterOptions<Retired>> = {},
): Adapter {
  const current = byName(handlers);
  const retired = byName(options.retired ?? {});
  for (const { id } of api.operations) {
    if (!current.has(id)) throw new TypeError(`${api.name} has no handler of ${id}`);
  }
  for (const key of retired.keys()) {
    if (!Object.hasOwn(api.retired, key)) throw new TypeError(`${api.name} has no retired ${key}`);
  }
  // Ids of retired operations have an `@`, those of the newest version have not.
  const core = new Core(api, (key) => current.get(key) ?? retired.get(key), options);
  const path = options.discovery ?? wellKnownPath;
  const discovery = path === false ? undefined : new Discovery(path, core);
  const web = new WebEntry(core, discovery);
  const adapter: Adapter = { api, fetch: (request) => web.fetch(request) };
  partsOf.set(adapter, { core, discovery });
  return adapter;
}

/** @throws TypeError for what `createAdapter` of this very package has not made. */
export function adapterParts(adapter: Adapter): AdapterParts {
  const parts = partsOf.get(adapter);
  if (parts === undefined) throw new TypeError('adapter: expected what createAdapter gives');
  return parts;
}

function byName(handlers: object): ReadonlyMap<string, AnyHandler> {
  const functions = Object.entries(handlers).filter(([, handler]) => typeof handler === 'function');
  // The validators of each operation have checked what its handler is called with.
  return new Map(functions as [string, AnyHandler][]);
}
