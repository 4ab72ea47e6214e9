import type { Problem } from '../model/problem.ts';
import type { Declared } from './declared.ts';
import type { Manifest, Spoken } from './manifest.ts';

/** An API that a package can call, and how it comes to: its name, …, the client package's name. */
export interface DerivedCall {
  readonly api: string;
  readonly chain: readonly string[];
}

/** Which package speaks which API of the graph. */
export interface Clients {
  /** npm name → names of APIs in the graph. */
  readonly apis: ReadonlyMap<string, ReadonlySet<string>>;
  /** npm name → why what it says cannot be used; a problem once something deployed depends on it. */
  readonly problems: ReadonlyMap<string, readonly Problem[]>;
}

export function clientsOf(declared: Declared, manifests: readonly Manifest[]): Clients {
  const apis = new Map<string, Set<string>>();
  const problems = new Map<string, Problem[]>();
  const add = (client: string, api: string): void => {
    apis.set(client, (apis.get(client) ?? new Set()).add(api));
  };
  for (const { name, clients } of declared.apis) for (const client of clients) add(client, name);
  const nameOf = new Map(manifests.map(({ folder, name }) => [folder, name]));
  for (const { name, speaks } of manifests) {
    for (const spoken of speaks) {
      const found = matching(declared, spoken, nameOf);
      const [only] = found;
      if (found.length === 1 && only !== undefined) add(name, only);
      else problems.set(name, [...(problems.get(name) ?? []), notMatched(name, spoken, found)]);
    }
  }
  return { apis, problems };
}

function matching(
  { apis }: Declared,
  spoken: Spoken,
  nameOf: ReadonlyMap<string, string>,
): readonly string[] {
  return apis
    .filter((api) => {
      if (spoken.package === undefined) return api.api === spoken.api || api.name === spoken.api;
      return api.api === spoken.api && nameOf.get(api.package ?? '') === spoken.package;
    })
    .map(({ name }) => name);
}

function notMatched(client: string, spoken: Spoken, found: readonly string[]): Problem {
  const { api, package: from, file, pointer } = spoken;
  const what = from === undefined ? api : `${api} of ${from}`;
  return found.length === 0
    ? {
        code: 'graph_name_unknown',
        severity: 'error',
        message: `${client} speaks ${what}, which is no API of the graph`,
        fix: 'add the API to skewline-graph.json, or mend the name',
        file,
        pointer,
      }
    : {
        code: 'graph_manifest_invalid',
        severity: 'error',
        message: `${client} speaks ${what}, and several APIs are meant: ${found.join(', ')}`,
        fix: `say which: {"api": "${api}", "package": "name of the package that has it"}`,
        file,
        pointer,
      };
}

/** Everything that a package can call, found along its dependencies, the shortest chains first. */
export function derivedCalls(
  start: Manifest,
  manifests: ReadonlyMap<string, Manifest>,
  clients: Clients,
): { readonly calls: readonly DerivedCall[]; readonly problems: readonly Problem[] } {
  const calls = new Map<string, DerivedCall>();
  const problems: Problem[] = [];
  const seen = new Set([start.name]);
  let level: readonly (readonly [Manifest, readonly string[]])[] = [[start, [start.name]]];
  while (level.length > 0) {
    const next: (readonly [Manifest, readonly string[]])[] = [];
    for (const [manifest, chain] of level) {
      for (const name of manifest.dependencies) {
        if (seen.has(name)) continue;
        seen.add(name);
        const longer = [...chain, name];
        problems.push(...(clients.problems.get(name) ?? []));
        for (const api of clients.apis.get(name) ?? []) {
          if (!calls.has(api)) calls.set(api, { api, chain: longer });
        }
        const found = manifests.get(name);
        if (found !== undefined) next.push([found, longer]);
      }
    }
    level = next;
  }
  return { calls: [...calls.values()], problems };
}
