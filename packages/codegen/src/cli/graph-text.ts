import { type ComponentEdge, givesOrder } from '../graph/graph.ts';
import type { FoundCycle, GraphReport } from '../graph/report.ts';
import { count, type Style } from './style.ts';

/** The report for people: the APIs, each cycle as a whole, the way out, the upgrade order. */
export function graphLines(report: GraphReport, style: Style): readonly string[] {
  const { graph, edges, cycles, truncated } = report;
  const { units, components, apis } = graph;
  const sizes = [
    count(units.length, 'unit'),
    count(components.length, 'component'),
    count(apis.length, 'API'),
    count(edges.length, 'call'),
  ];
  return [
    style.title(sizes.join(', ')),
    '',
    ...apiLines(report, style),
    '',
    ...(cycles.length === 0
      ? [style.good('No cycle of server-side versioned calls.')]
      : [
          style.bad(
            `${count(cycles.length, 'cycle')} of server-side versioned calls${truncated ? ', and more than are shown' : ''}`,
          ),
          ...cycles.flatMap((cycle, index) => cycleLines(cycle, index, style)),
          ...wayOut(report, style),
        ]),
    ...proposalLines(report, style),
    ...orderLines(report, style),
    ...asideLines(edges, style),
    ...declaredOnly(report, style),
  ];
}

function apiLines({ graph, edges }: GraphReport, style: Style): readonly string[] {
  const rows = graph.apis.map(({ name, policy }) => [
    name,
    policy,
    listed(graph.components.filter(({ serves }) => serves.includes(name)).map((one) => one.name)),
    listed([...new Set(edges.filter(({ api }) => api === name).map(({ from }) => from))]),
  ]);
  const [head = '', ...body] = table([['API', 'versioned', 'served by', 'called by'], ...rows]);
  return [style.faint(head), ...body];
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? '-' : names.join(', ');
}

/** Columns of one width; the last is as long as it is. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function cycleLines(
  { between, edges }: FoundCycle,
  index: number,
  style: Style,
): readonly string[] {
  return [
    '',
    `  ${style.title(`Cycle ${String(index + 1)}`)}, between ${between}`,
    ...edges.map(
      ({ from, to, apis }) => `    ${from} calls ${to} by ${style.code(apis.join(', '))}`,
    ),
  ];
}

function wayOut({ cheapest }: GraphReport, style: Style): readonly string[] {
  if (cheapest === undefined) return [];
  const { apis, operations, exact } = cheapest;
  const size = operations === undefined ? 'operations not counted' : count(operations, 'operation');
  const proof = exact
    ? 'nothing costs less'
    : 'there may be a cheaper set: too many to try them all';
  return [
    '',
    `Cheapest way out: make ${style.code(apis.join(', '))} client-side versioned (${size}; ${proof}).`,
  ];
}

function proposalLines({ proposals }: GraphReport, style: Style): readonly string[] {
  if (proposals.length === 0) return [];
  return [
    '',
    style.warn(`${count(proposals.length, 'API')} of unknown policy; proposed`),
    ...proposals.map(({ api, policy, reason, others = [] }) => {
      const or = others.length === 0 ? '' : ` (a choice: with ${others.join(', ')})`;
      return `  ${api}: ${style.code(policy)}, ${reason}${or}`;
    }),
  ];
}

function orderLines({ order, orderThen }: GraphReport, style: Style): readonly string[] {
  const layers = order ?? orderThen;
  if (layers === undefined) return [];
  const title =
    order === undefined
      ? 'Upgrade order with what is proposed, servers before those that call them'
      : 'Upgrade order, servers before those that call them';
  return [
    '',
    style.title(title),
    ...layers.map((layer, index) => `  ${String(index + 1)}  ${layer.join(', ')}`),
  ];
}

function asideLines(edges: readonly ComponentEdge[], style: Style): readonly string[] {
  const aside = edges.filter((edge) => !givesOrder(edge));
  if (aside.length === 0) return [];
  const why = (edge: ComponentEdge): string =>
    edge.kind === undefined ? `versioned: ${edge.policy}` : `${edge.kind}: ${edge.reason ?? ''}`;
  const rows = table(aside.map((edge) => [`${edge.from} > ${edge.to}`, edge.api, why(edge)]));
  return ['', style.title('Calls that give no order'), ...rows.map((row) => `  ${row}`)];
}

function declaredOnly({ graph }: GraphReport, style: Style): readonly string[] {
  const missing = graph.components.flatMap((one) =>
    one.package === undefined || one.package.found ? [] : [one.package.folder],
  );
  if (missing.length === 0) return [];
  return ['', style.faint(`As declared, because there is no package yet: ${missing.join(', ')}.`)];
}
