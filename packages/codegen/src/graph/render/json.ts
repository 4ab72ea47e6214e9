import { isSteady } from '../graph.ts';
import type { GraphReport } from '../report.ts';

/** The report as plain data, without what is only of use inside. */
export function graphJson(report: GraphReport): { readonly [name: string]: unknown } {
  const { graph, edges, cycles, truncated, cheapest, proposals, order, orderThen } = report;
  return {
    units: graph.units.map((name) => ({
      name,
      components: graph.components
        .filter(({ unit }) => unit === name)
        .map((component) => ({
          name: component.name,
          ...(component.package === undefined ? {} : { package: component.package }),
          serves: component.serves,
          calls: component.calls.map(({ api, kind, reason }) => ({ api, kind, reason })),
        })),
    })),
    apis: graph.apis.map(({ name, policy }) => ({ name, versioned: policy })),
    edges: edges.map((edge) => ({
      from: edge.from,
      to: edge.to,
      api: edge.api,
      versioned: edge.policy,
      steady: isSteady(edge),
      kind: edge.kind,
      reason: edge.reason,
    })),
    cycles,
    moreCycles: truncated,
    cheapest,
    proposals,
    order,
    orderThen,
  };
}
