import type { GraphReport } from '../report.ts';
import { drawingOf, type LineKind } from './drawing.ts';

const styles: { readonly [K in LineKind]: string } = {
  ordered: '',
  client: ', style=dashed',
  aside: ', style=dotted, color=gray',
  cycle: ', color=red, fontcolor=red, penwidth=2',
};

/** The graph in the language of Graphviz. */
export function renderDot(report: GraphReport): string {
  const { units, lines } = drawingOf(report);
  return [
    'digraph skewline {',
    '  rankdir=LR;',
    '  node [shape=box];',
    ...units.flatMap(({ id, name, components }) => [
      `  subgraph cluster_${id} {`,
      `    label=${quoted(name)};`,
      ...components.map((component) => `    ${component.id} [label=${quoted(component.name)}];`),
      '  }',
    ]),
    ...lines.map(
      ({ from, to, apis, kind }) =>
        `  ${from} -> ${to} [label=${quoted(apis.join('\n'))}${styles[kind]}];`,
    ),
    '}',
  ].join('\n');
}

/** A backslash would begin an escape, and Graphviz has some that insert other text. */
function quoted(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `"${escaped}"`;
}
