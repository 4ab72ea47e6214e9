import { cheapestApis, type CheapestOptions, without } from './cheapest.ts';
import { checkGraph } from './check.ts';
import { type CycleEdge, cyclesOf } from './cycles.ts';
import { componentEdges, givesOrder, type Graph, isSteady, unitEdges } from './graph.ts';
import { layersOf } from './order.ts';
import { proposalsOf } from './proposals.ts';
import type { FoundCycle, GraphReport } from './report.ts';

export interface AnalyseOptions extends CheapestOptions {
  readonly file: string;
  /** How many cycles are listed at most. */
  readonly cycles?: number;
}

/** Pure: the same graph gives the same report. */
export function analyseGraph(graph: Graph, options: AnalyseOptions): GraphReport {
  const edges = componentEdges(graph);
  const ordering = edges.filter(givesOrder);
  const units = unitEdges(ordering);
  const components = cyclesOf(ordering, options.cycles);
  const between = components.cycles.map((cycle): FoundCycle => ({
    between: 'components',
    ...cycle,
  }));
  const said = new Set(between.map(({ edges: path }) => unitsOf(path, graph)));
  const ofUnits = cyclesOf(units, options.cycles);
  const others = ofUnits.cycles
    .filter(({ edges: path }) => !said.has(pathKey(path.map(({ from }) => from))))
    .map((cycle): FoundCycle => ({ between: 'units', ...cycle }));
  const cycles = [...between, ...others];
  const cheapest = cheapestApis(units, options);
  const proposals = proposalsOf(graph, options);
  const isSettled = cheapest === undefined && proposals.length === 0;
  const server = new Set(
    proposals.filter(({ policy }) => policy === 'server').map(({ api }) => api),
  );
  const proposed = unitEdges(edges.filter((edge) => isSteady(edge) && server.has(edge.api)));
  const layers = layersOf(graph.units, [...without(units, cheapest?.apis ?? []), ...proposed]);
  const found = {
    graph,
    edges,
    cycles,
    truncated: components.truncated || ofUnits.truncated,
    proposals,
    ...(cheapest === undefined ? {} : { cheapest }),
    ...(layers === undefined ? {} : isSettled ? { order: layers } : { orderThen: layers }),
  };
  return { ...found, problems: checkGraph(found, options.file) };
}

/** The units that a cycle of components goes through, if it is one cycle of theirs. */
function unitsOf(path: readonly CycleEdge[], { components }: Graph): string {
  const unitOf = new Map(components.map(({ name, unit }) => [name, unit]));
  const units = path.map(({ from }) => unitOf.get(from) ?? '');
  const collapsed = units.filter((unit, index) => unit !== units.at(index - 1));
  return pathKey(collapsed.length === 0 ? units.slice(0, 1) : collapsed);
}

/** The same for a cycle wherever it begins. */
function pathKey(nodes: readonly string[]): string {
  const first = nodes.indexOf([...nodes].sort()[0] ?? '');
  return JSON.stringify([...nodes.slice(first), ...nodes.slice(0, first)]);
}
