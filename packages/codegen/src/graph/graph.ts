import { groupBy } from './group.ts';

/** Who has to speak several versions of an API; `undeclared` where nobody has said so yet. */
export type Policy = 'server' | 'client' | 'lockstep' | 'undeclared';

/**
 * Why a call gives no upgrade order, although it looks as if it did. `non-dag`: its API is client-side
 * versioned, and that is relied upon. `bogus`: the dependency is there, the call is never made.
 * `not-deployed`: the caller never runs in production. `same-unit`: the caller speaks only to the
 * server that is shipped and upgraded together with it.
 */
export type CallKind = 'non-dag' | 'bogus' | 'not-deployed' | 'same-unit';

export const callKinds: readonly CallKind[] = ['non-dag', 'bogus', 'not-deployed', 'same-unit'];

export interface GraphApi {
  readonly name: string;
  readonly policy: Policy;
  /** JSON pointer in the declared file. */
  readonly pointer: string;
}

export interface Call {
  readonly api: string;
  readonly kind?: CallKind;
  readonly reason?: string;
  readonly pointer: string;
}

/** A program. It is shipped in one unit. */
export interface Component {
  readonly name: string;
  readonly unit: string;
  /** Folder of the package that it is made of; where `found`, its calls come from there too. */
  readonly package?: { readonly folder: string; readonly found: boolean };
  readonly serves: readonly string[];
  readonly calls: readonly Call[];
  readonly pointer: string;
}

/** What is deployed, what it serves and whom it calls. Every name in it is known. */
export interface Graph {
  /** Each is shipped and upgraded as one. */
  readonly units: readonly string[];
  readonly components: readonly Component[];
  readonly apis: readonly GraphApi[];
}

/** One component calls another, or a unit a unit, by an API. */
export interface Edge {
  /** The caller. */
  readonly from: string;
  /** The server. */
  readonly to: string;
  readonly api: string;
}

/** An edge between components, and whether it says who must be upgraded first. */
export interface ComponentEdge extends Edge {
  readonly fromUnit: string;
  readonly toUnit: string;
  readonly policy: Policy;
  readonly kind?: CallKind;
  readonly reason?: string;
  /** JSON pointer of the call in the declared file. */
  readonly pointer: string;
}

/** All calls, each to every component that serves the API. */
export function componentEdges({ components, apis }: Graph): readonly ComponentEdge[] {
  const policies = new Map(apis.map(({ name, policy }) => [name, policy]));
  const servers = groupBy(
    components.flatMap((component) => component.serves.map((api) => ({ api, component }))),
    ({ api }) => api,
  );
  return components.flatMap((caller) =>
    caller.calls.flatMap((call) =>
      (servers.get(call.api) ?? [])
        .filter(({ component }) => call.kind !== 'same-unit' || component.unit === caller.unit)
        .map(({ component: server }) => ({
          from: caller.name,
          to: server.name,
          api: call.api,
          fromUnit: caller.unit,
          toUnit: server.unit,
          policy: policies.get(call.api) ?? 'undeclared',
          ...(call.kind === undefined ? {} : { kind: call.kind }),
          ...(call.reason === undefined ? {} : { reason: call.reason }),
          pointer: call.pointer,
        })),
    ),
  );
}

/** Whether an edge is made in a running system, between things that are not upgraded as one. */
export function isSteady({ kind }: ComponentEdge): boolean {
  return kind === undefined;
}

/** Whether the server must be upgraded before the caller. */
export function givesOrder(edge: ComponentEdge): boolean {
  return isSteady(edge) && edge.policy === 'server';
}

/** The same edges between units, each once. */
export function unitEdges(edges: readonly ComponentEdge[]): readonly Edge[] {
  const found = new Map<string, Edge>();
  for (const { fromUnit, toUnit, api } of edges) {
    const key = JSON.stringify([fromUnit, toUnit, api]);
    if (!found.has(key)) found.set(key, { from: fromUnit, to: toUnit, api });
  }
  return [...found.values()];
}
