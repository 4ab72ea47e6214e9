import type { PlainEdge } from './upgrade-graph.ts';
import { upgradeGraph } from './upgrade-graph.ts';

/** How an API is versioned: by its server, by its clients, or not at all. */
export type Policy = 'server' | 'client' | 'lockstep' | 'undeclared';

/** One component calls another. */
export interface Call {
  readonly from: string;
  readonly to: string;
  /** Those that are versioned alike. */
  readonly apis: readonly string[];
  readonly policy: Policy;
}

/** Programs that may be upgraded in any order among themselves, once those of the steps before are. */
export interface UpgradeStep {
  readonly number: number;
  readonly names: readonly string[];
  /** Why not earlier: `It calls sled-agent and gateway, which must know the newer version first.` */
  readonly why: string;
}

/** Calls that would leave no upgrade order if all of them were versioned by the server. */
export interface Circle {
  /** The calls in order; the last leads back to where the first begins. */
  readonly calls: readonly Call[];
  /** The one that is versioned by its clients: it gives no order, and so there is one. */
  readonly broken: Call | null;
}

/** Who is upgraded first. */
export function upgradeSteps(graph: typeof upgradeGraph = upgradeGraph): readonly UpgradeStep[] {
  return graph.order.map((names, index) => {
    const called = graph.edges
      .filter(
        ({ from, to, steady, versioned }) =>
          steady && versioned !== 'client' && names.includes(from) && !names.includes(to),
      )
      .map(({ to }) => to);
    return { number: index + 1, names, why: whyOf([...new Set(called)], names.length) };
  });
}

function whyOf(called: readonly string[], count: number): string {
  if (called.length === 0) {
    return count === 1
      ? 'It calls nobody whose version it depends on.'
      : 'They call nobody whose version they depend on.';
  }
  return `${count === 1 ? 'It calls' : 'They call'} ${called.join(' and ')}: servers come before those that call them.`;
}

/** The shortest ring of calls between components, however they are versioned; null where there is none. */
export function circleOf(graph: typeof upgradeGraph = upgradeGraph): Circle | null {
  for (const edge of graph.edges) {
    const back = graph.edges.filter(({ from, to }) => from === edge.to && to === edge.from);
    if (edge.from === edge.to || back.length === 0) continue;
    const calls = [
      callOf(graph.edges, edge),
      ...back.slice(0, 1).map((one) => callOf(graph.edges, one)),
    ];
    return { calls, broken: calls.find(({ policy }) => policy === 'client') ?? null };
  }
  return null;
}

/** A circle in words. */
export function circleText({ calls, broken }: Circle): string {
  const said = calls.map(
    ({ from, to, apis }) =>
      `${from} calls ${to} over ${apis.length === 1 ? 'API' : 'APIs'} ${apis.join(' and ')}`,
  );
  const circle = `${said.join(', and ')}: a circle.`;
  return broken === null
    ? `${circle} Nothing breaks it, so nobody could be upgraded first.`
    : `${circle} It is broken at ${broken.apis.join(' and ')}, which is client-side versioned: ${broken.from} speaks whatever version ${broken.to} knows, so ${broken.from} can be upgraded first.`;
}

function callOf(edges: readonly PlainEdge[], { from, to, versioned }: PlainEdge): Call {
  const alike = edges.filter(
    (one) => one.from === from && one.to === to && one.versioned === versioned,
  );
  return { from, to, apis: alike.map(({ api }) => api), policy: versioned };
}
