import type { Problem } from '../model/problem.ts';
import { type Clients, type DerivedCall, derivedCalls } from './derived-calls.ts';
import type { Declared, DeclaredComponent } from './declared.ts';
import type { Call } from './graph.ts';
import type { Manifest } from './manifest.ts';
import type { Surroundings } from './surroundings.ts';

/** The calls of a component that has a package: both what is declared and what its dependencies say. */
export function callsOf(
  component: DeclaredComponent,
  manifest: Manifest,
  clients: Clients,
  around: Surroundings,
): { readonly calls: readonly Call[]; readonly problems: readonly Problem[] } {
  const found = derivedCalls(manifest, byName(around), clients);
  const pointer = component.pointer;
  const derived = found.calls.map(({ api }): Call => ({ api, pointer }));
  if (component.calls === undefined) return { calls: derived, problems: found.problems };
  const declared = component.calls;
  const undeclared = found.calls.filter(({ api }) => !declared.some((call) => call.api === api));
  const problems: Problem[] = [...found.problems];
  for (const call of undeclared) {
    problems.push(notDeclared(component, call, around.file));
  }
  const spoken = new Set([...clients.apis.values()].flatMap((apis) => [...apis]));
  for (const call of declared) {
    // Where no package is known to speak it, the call is made by hand and leaves no trace.
    if (!spoken.has(call.api)) continue;
    if (found.calls.some(({ api }) => api === call.api)) continue;
    problems.push(notFound(component, call, clients, around.file));
  }
  const missed = derived.filter(({ api }) => undeclared.some((one) => one.api === api));
  return { calls: [...declared, ...missed], problems };
}

function notDeclared(
  { name, pointer }: DeclaredComponent,
  { api, chain }: DerivedCall,
  file: string,
): Problem {
  return {
    code: 'graph_manifest_differs',
    severity: 'error',
    message: `${name} depends on a client of ${api} (${chain.join(' > ')}), and does not declare to call it`,
    fix: `add "${api}" to its calls; if the call is never made, with the kind bogus and a reason`,
    file,
    pointer: `${pointer}/calls`,
  };
}

function notFound(
  { name, package: folder = '' }: DeclaredComponent,
  { api, pointer }: Call,
  clients: Clients,
  file: string,
): Problem {
  const able = [...clients.apis].filter(([, apis]) => apis.has(api)).map(([client]) => client);
  return {
    code: 'graph_manifest_differs',
    severity: 'error',
    message: `${name} declares to call ${api}, and ${folder}/package.json leads to no client of it`,
    fix: `take the call out, or add the dependency: ${able.sort().join(' or ')}`,
    file,
    pointer,
  };
}

/**
 * Packages that can call an API and that no component is made of: a new app that nobody has declared
 * yet. A package that another one depends on is a library, and is seen through that one.
 */
export function unlisted(
  declared: Declared,
  around: Surroundings,
  clients: Clients,
): readonly Problem[] {
  const listed = new Set([
    ...declared.units.flatMap(({ components }) => components.map((one) => one.package)),
    ...declared.notDeployed,
  ]);
  const needed = new Set(around.manifests.flatMap(({ dependencies }) => dependencies));
  return around.manifests
    .filter(
      ({ folder, name }) => !listed.has(folder) && !needed.has(name) && !clients.apis.has(name),
    )
    .filter(({ folder }) => !folder.split('/').includes('node_modules'))
    .flatMap((manifest) => {
      const [call] = derivedCalls(manifest, byName(around), clients).calls;
      if (call === undefined) return [];
      return [
        {
          code: 'graph_package_unlisted',
          severity: 'warning',
          message: `${manifest.folder} depends on a client of ${call.api} (${call.chain.join(' > ')}), and no component is made of it`,
          fix: `add a component with "package": "${manifest.folder}", or list it under notDeployed`,
          file: around.file,
          pointer: '/units',
        },
      ];
    });
}

/** A workspace stands before what is installed under the same name. */
function byName({ manifests }: Surroundings): ReadonlyMap<string, Manifest> {
  return new Map(manifests.toReversed().map((manifest) => [manifest.name, manifest]));
}
