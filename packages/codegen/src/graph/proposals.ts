import { cheapestApis, type CheapestOptions, without } from './cheapest.ts';
import {
  type ComponentEdge,
  componentEdges,
  type Edge,
  givesOrder,
  type Graph,
  isSteady,
  unitEdges,
} from './graph.ts';
import { wayFromTo } from './shortest-cycle.ts';

/** What an undeclared API is best declared as. */
export interface Proposal {
  readonly api: string;
  /** Server-side versioning asks less of people, so it is proposed wherever it closes no cycle. */
  readonly policy: 'server' | 'client';
  readonly reason: string;
  /** Where it is a choice: one of these undeclared APIs, and this one, has to be client-side. */
  readonly others?: readonly string[];
}

/** With all proposals taken there is no cycle that declared APIs do not close by themselves. */
export function proposalsOf(graph: Graph, options: CheapestOptions = {}): readonly Proposal[] {
  const all = componentEdges(graph);
  const declared = withoutCycles(unitEdges(all.filter(givesOrder)), options);
  const names = graph.apis.filter(({ policy }) => policy === 'undeclared').map(({ name }) => name);
  const forced = new Map(
    names.map((api) => [
      api,
      forcedFor(
        api,
        all.filter((one) => one.api === api),
        declared,
      ),
    ]),
  );
  const free = new Set(names.filter((api) => forced.get(api) === undefined));
  const open = unitEdges(all.filter((edge) => free.has(edge.api) && isSteady(edge)));
  const together = [...declared, ...open];
  const fixed = new Set(declared.map(({ api }) => api));
  const client = new Set(cheapestApis(together, { ...options, fixed })?.apis);
  return names.map(
    (api) => forced.get(api) ?? chosen(api, free, together, client.has(api) ? 'client' : 'server'),
  );
}

/** Where the answer does not depend on other undeclared APIs. */
function forcedFor(
  api: string,
  edges: readonly ComponentEdge[],
  declared: readonly Edge[],
): Proposal | undefined {
  const server = (reason: string): Proposal => ({ api, policy: 'server', reason });
  const client = (reason: string): Proposal => ({ api, policy: 'client', reason });
  if (edges.length === 0) return server('nothing calls it');
  const steady = edges.filter(isSteady);
  if (steady.length === 0) return server('no call of it gives an upgrade order');
  const self = steady.find(({ from, to }) => from === to);
  if (self !== undefined) return client(`${self.from} calls it on itself`);
  for (const edge of unitEdges(steady)) {
    if (edge.from === edge.to) return client(`the unit ${edge.from} calls it on itself`);
    const back = wayFromTo(edge.to, edge.from, declared);
    if (back !== undefined) return client(`it would close the cycle ${pathText([edge, ...back])}`);
  }
  return undefined;
}

function chosen(
  api: string,
  free: ReadonlySet<string>,
  edges: readonly Edge[],
  policy: Proposal['policy'],
): Proposal {
  for (const edge of edges.filter((one) => one.api === api)) {
    const back = wayFromTo(edge.to, edge.from, edges);
    if (back === undefined) continue;
    const cycle = [edge, ...back];
    const of = new Set(cycle.map((one) => one.api).filter((one) => free.has(one) && one !== api));
    const reason = `not all of ${pathText(cycle)} can be server-side versioned`;
    return { api, policy, reason, others: [...of].sort() };
  }
  return { api, policy, reason: 'it closes no cycle' };
}

/** What declared APIs close by themselves is a problem of its own, and would hide all others. */
function withoutCycles(edges: readonly Edge[], options: CheapestOptions): readonly Edge[] {
  return without(edges, cheapestApis(edges, options)?.apis ?? []);
}

/** `nexus -(sled-agent)-> sled-agent -(nexus-internal)-> nexus` */
function pathText(edges: readonly Edge[]): string {
  return [edges[0]?.from ?? '', ...edges.map(({ to, api }) => `-(${api})-> ${to}`)].join(' ');
}
