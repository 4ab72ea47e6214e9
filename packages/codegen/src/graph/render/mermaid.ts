import type { GraphReport } from '../report.ts';
import { drawingOf, type LineKind } from './drawing.ts';

const arrows: { readonly [K in LineKind]: string } = {
  ordered: '-->',
  client: '-.->',
  aside: '-.->',
  cycle: '==>',
};

/** The graph as a Mermaid flowchart, which GitHub draws in Markdown. */
export function renderMermaid(report: GraphReport): string {
  const { units, lines } = drawingOf(report);
  const styled = lines.flatMap(({ kind }, index) => {
    const style = kind === 'cycle' ? 'stroke:red,color:red' : kind === 'aside' ? 'stroke:gray' : '';
    return style === '' ? [] : [`  linkStyle ${String(index)} ${style}`];
  });
  return [
    'flowchart LR',
    ...units.flatMap(({ id, name, components }) => [
      `  subgraph ${id}[${quoted(name)}]`,
      ...components.map((component) => `    ${component.id}[${quoted(component.name)}]`),
      '  end',
    ]),
    ...lines.map(
      ({ from, to, apis, kind }) => `  ${from} ${arrows[kind]}|${quoted(apis.join(', '))}| ${to}`,
    ),
    ...styled,
  ].join('\n');
}

/** Mermaid reads markup and Markdown in labels, so all but plain characters become entity codes. */
function quoted(text: string): string {
  const plain = /[^\p{L}\p{N} ,./()-]/gu;
  return `"${text.replace(plain, (character) => `#${String(character.codePointAt(0))};`)}"`;
}
