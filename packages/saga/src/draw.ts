import { actionId } from './action.ts';
import type { Dag } from './dag.ts';
import type { StoredDag, StoredNode } from './stored-dag.ts';

/** The DAG for Graphviz. Subsagas are boxes around their nodes. */
export function toDot(dag: Dag): string {
  const indexOf = (id: string): string => `n${dag.indexOf.get(id) ?? -1}`;
  const lines = boxes(dag.stored, '', 1, {
    node: (id, node) => `${indexOf(id)} [label=${dotText(labelOf(node))}];`,
    open: (id, name) => [`subgraph ${dotText(`cluster_${id}`)} {`, `  label=${dotText(name)};`],
    close: '}',
  });
  const edges = edgesOf(dag).map(([from, to]) => `  n${from} -> n${to};`);
  return [
    `digraph ${dotText(dag.name)} {`,
    '  node [shape=box];',
    ...lines,
    ...edges,
    '}',
    '',
  ].join('\n');
}

/** The DAG for Mermaid, as GitHub shows it. */
export function toMermaid(dag: Dag): string {
  const indexOf = (id: string): string => `n${dag.indexOf.get(id) ?? -1}`;
  const lines = boxes(dag.stored, '', 1, {
    node: (id, node) => `${indexOf(id)}[${mermaidText(labelOf(node))}]`,
    // Mermaid's names of boxes have no quotes.
    open: (id, name) => [`subgraph s_${id.replaceAll('/', '__')}[${mermaidText(name)}]`],
    close: 'end',
  });
  const edges = edgesOf(dag).map(([from, to]) => `  n${from} --> n${to}`);
  return ['flowchart TD', ...lines, ...edges, ''].join('\n');
}

interface Marks {
  readonly node: (id: string, node: StoredNode) => string;
  readonly open: (id: string, name: string) => readonly string[];
  readonly close: string;
}

function boxes(stored: StoredDag, prefix: string, depth: number, marks: Marks): readonly string[] {
  const indent = '  '.repeat(depth);
  return stored.nodes.flatMap((node) => {
    const id = `${prefix}${node.name}`;
    if (node.kind !== 'subsaga') return [`${indent}${marks.node(id, node)}`];
    return [
      ...marks.open(id, `${node.name}: ${node.dag.name}`).map((line) => `${indent}${line}`),
      ...boxes(node.dag, `${id}/`, depth + 1, marks),
      `${indent}${marks.close}`,
    ];
  });
}

function edgesOf(dag: Dag): readonly (readonly [number, number])[] {
  return dag.nodes.flatMap(({ index, parents }) =>
    parents.map((parent) => [parent, index] as const),
  );
}

function labelOf(node: StoredNode): string {
  if (node.kind === 'constant') {
    const value = JSON.stringify(node.value);
    return `${node.name} = ${value.length > 40 ? `${value.slice(0, 40)}…` : value}`;
  }
  if (node.kind === 'subsaga') return node.name;
  return `${node.name}: ${node.label ?? actionId(node.action)}`;
}

function dotText(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

function mermaidText(text: string): string {
  const escaped = text
    .replaceAll('#', '#35;')
    .replaceAll('"', '#quot;')
    .replaceAll('<', '#lt;')
    .replaceAll('>', '#gt;')
    .replaceAll('\n', ' ');
  return `"${escaped}"`;
}
