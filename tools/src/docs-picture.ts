import { layersGraph } from './docs-layers-graph.ts';
import { boxSize, type Layout, layoutOf, type Point } from './docs-layout.ts';
import type { Tree } from './tree.ts';

/** Where the picture is kept, and the page that shows it. */
export const picturePath = 'docs/architecture.svg';

/** The packages, their layers and who imports whom: one SVG that refers to nothing outside of it and runs nothing. */
export function pictureOf(tree: Tree): string {
  const graph = layersGraph(tree);
  const layout = layoutOf(graph);
  const boxes = graph.rows.flatMap((row) => row.boxes);
  const height = layout.height + 26;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${text(layout.width)} ${text(height)}" width="${text(layout.width)}" height="${text(height)}" role="img" font-family="system-ui, sans-serif" font-size="13">`,
    '<!-- Made by `npm run docs` from tools/src/layers.ts and the package.json files. -->',
    '<title>The packages of Skewline: an arrow leads from a package to one that it imports, and always up</title>',
    '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 10 5 0 10z" fill="#5b6b7b"/></marker></defs>',
    `<rect width="${text(layout.width)}" height="${text(height)}" fill="#ffffff"/>`,
    ...layout.bands.map((band) => bandOf(band, layout.width)),
    ...layout.lines.map(lineOf),
    ...boxes.map((box) => boxOf(box.workspace, box.published, layout)),
    legend(layout.height),
    '</svg>',
    '',
  ].join('\n');
}

function bandOf(band: Layout['bands'][number], width: number): string {
  const { layer, top, bottom } = band;
  return (
    `<rect x="8" y="${text(top)}" width="${text(width - 16)}" height="${text(bottom - top)}" rx="8" fill="#f3f5f8"/>` +
    `<text x="20" y="${text((top + bottom) / 2 + 4)}" fill="#4a5868">${layer.replace(' and ', ', ')}</text>`
  );
}

function boxOf(workspace: string, published: boolean, layout: Layout): string {
  const { x, y } = layout.boxes.get(workspace) ?? { x: 0, y: 0 };
  const { width, height } = boxSize;
  const colours = published ? 'fill="#dcebfa" stroke="#24507a"' : 'fill="#ffffff" stroke="#8695a5"';
  return (
    `<g><title>${workspace}</title>` +
    `<rect x="${text(x - width / 2)}" y="${text(y - height / 2)}" width="${text(width)}" height="${text(height)}" rx="5" ${colours}/>` +
    `<text x="${text(x)}" y="${text(y + 4.5)}" text-anchor="middle" fill="#17212b">${labelOf(workspace)}</text></g>`
  );
}

/** What fits in a box: the folder, and of an example its first word. */
function labelOf(workspace: string): string {
  const [folder = '', name] = workspace.split('/');
  return folder === 'examples' ? `example ${name?.split('-')[0] ?? ''}` : (name ?? folder);
}

/** From the top of the one box to the bottom of the other, straight through each row that it passes. */
function lineOf(corners: readonly Point[]): string {
  const half = boxSize.height / 2;
  const path = corners.map((corner, index) => {
    const isFirst = index === 0;
    const isLast = index === corners.length - 1;
    const enters = `${text(corner.x)} ${text(corner.y + half)}`;
    const leaves = `${text(corner.x)} ${text(corner.y - half)}`;
    if (isFirst) return `M${leaves}`;
    const before = corners[index - 1] ?? corner;
    const bend = (corner.y + half + before.y - half) / 2;
    const curve = `C${text(before.x)} ${text(bend)} ${text(corner.x)} ${text(bend)} ${enters}`;
    return isLast ? curve : `${curve}V${text(corner.y - half)}`;
  });
  return `<path d="${path.join('')}" fill="none" stroke="#5b6b7b" stroke-width="1.3" marker-end="url(#tip)"/>`;
}

function legend(top: number): string {
  return (
    `<rect x="20" y="${text(top - 8)}" width="22" height="14" rx="3" fill="#dcebfa" stroke="#24507a"/>` +
    `<text x="50" y="${text(top + 3)}" fill="#4a5868">a package for npm</text>` +
    `<rect x="196" y="${text(top - 8)}" width="22" height="14" rx="3" fill="#ffffff" stroke="#8695a5"/>` +
    `<text x="226" y="${text(top + 3)}" fill="#4a5868">of this repository only</text>` +
    `<text x="400" y="${text(top + 3)}" fill="#4a5868">Arrows that follow from others are left out.</text>`
  );
}

/** Short, and the same on every machine. */
function text(value: number): string {
  return String(Math.round(value * 10) / 10);
}
