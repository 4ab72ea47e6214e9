import type { GraphReport } from '../report.ts';
import { drawingOf, type LineKind, lineWords } from './drawing.ts';
import { type Box, lineHeight, placed, type PlacedLine, textWidth } from './layout.ts';
import { xmlText } from './xml.ts';

const colours: { readonly [K in LineKind]: string } = {
  ordered: '#24507a',
  client: '#24507a',
  aside: '#6b6b6b',
  cycle: '#c4161c',
};
const dashes: { readonly [K in LineKind]: string } = {
  ordered: '',
  client: ' stroke-dasharray="7 4"',
  aside: ' stroke-dasharray="2 4"',
  cycle: '',
};
const kinds = Object.keys(lineWords) as readonly LineKind[]; // the keys are exactly these

/** The graph as a picture: one SVG element that refers to nothing outside of it and runs nothing. */
export function renderSvg(report: GraphReport): string {
  const drawing = drawingOf(report);
  const { boxes, lines, ...size } = placed(drawing);
  const used = kinds.filter((kind) => lines.some((line) => line.kind === kind));
  const legendWidth = Math.max(0, ...used.map((kind) => 70 + textWidth(lineWords[kind])));
  const width = Math.ceil(Math.max(size.width, legendWidth + 16));
  const legendTop = Math.ceil(size.height);
  const height = legendTop + used.length * 20 + 12;
  const title = report.cycles.length === 0 ? 'no cycle' : 'with a cycle';
  const at = (id: string): Box => boxes.get(id) ?? { x: 0, y: 0, width: 0, height: 0 };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}" viewBox="0 0 ${String(width)} ${String(height)}" role="img" font-family="sans-serif" font-size="13">`,
    `  <title>${xmlText(`Units and the APIs between them, ${title}`)}</title>`,
    '  <defs>',
    ...used.map(
      (kind) =>
        `    <marker id="${kind}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L10 5L0 10z" fill="${colours[kind]}"/></marker>`,
    ),
    '  </defs>',
    '  <rect width="100%" height="100%" fill="#ffffff"/>',
    ...drawing.units.flatMap((unit) => [
      rectangle(at(unit.id), 'fill="#f3f5f7" stroke="#b8c2cc"'),
      text(at(unit.id).x, at(unit.id).y - at(unit.id).height / 2 + 15, unit.name, '#4a5560'),
      ...unit.components.flatMap(({ id, name }) => [
        rectangle(at(id), 'fill="#ffffff" stroke="#24507a"'),
        text(at(id).x, at(id).y + 5, name, '#111111'),
      ]),
    ]),
    ...lines.map(path),
    ...lines.flatMap(labels),
    ...used.flatMap((kind, index) => legend(kind, legendTop + 10 + index * 20)),
    '</svg>',
  ].join('\n');
}

function rectangle({ x, y, width, height }: Box, style: string): string {
  const at = `x="${number(x - width / 2)}" y="${number(y - height / 2)}"`;
  return `  <rect ${at} width="${number(width)}" height="${number(height)}" rx="4" ${style}/>`;
}

function text(x: number, y: number, content: string, colour: string, anchor = 'middle'): string {
  return `  <text x="${number(x)}" y="${number(y)}" text-anchor="${anchor}" fill="${colour}">${xmlText(content)}</text>`;
}

function path({ points, kind }: PlacedLine): string {
  const [first, ...rest] = points.map(({ x, y }) => `${number(x)} ${number(y)}`);
  const d = `M${first ?? '0 0'}${rest.map((point) => `L${point}`).join('')}`;
  const weight = kind === 'cycle' ? '2.5' : '1.5';
  return `  <path d="${d}" fill="none" stroke="${colours[kind]}" stroke-width="${weight}" stroke-linejoin="round"${dashes[kind]} marker-end="url(#${kind})"/>`;
}

function labels({ apis, label, kind }: PlacedLine): readonly string[] {
  const top = label.y - (apis.length * lineHeight) / 2;
  return [
    rectangle(label, 'fill="#ffffff" fill-opacity="0.85"'),
    ...apis.map((api, index) => text(label.x, top + index * lineHeight + 12, api, colours[kind])),
  ];
}

function legend(kind: LineKind, y: number): readonly string[] {
  return [
    `  <path d="M16 ${number(y)}L56 ${number(y)}" stroke="${colours[kind]}" stroke-width="${kind === 'cycle' ? '2.5' : '1.5'}"${dashes[kind]} marker-end="url(#${kind})"/>`,
    text(64, y + 4, lineWords[kind], '#4a5560', 'start'),
  ];
}

/** Short, and the same on every machine. */
function number(value: number): string {
  return String(Math.round(value * 10) / 10);
}
