import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { layersGraph } from '../src/docs-layers-graph.ts';
import { boxSize, layoutOf } from '../src/docs-layout.ts';
import { picturePath, pictureOf } from '../src/docs-picture.ts';
import { layers, rooms } from '../src/layers.ts';
import { treeOf, treeOfFolder, workspaces } from '../src/tree.ts';

const tree = treeOfFolder(resolve(import.meta.dirname, '../..'));
const graph = layersGraph(tree);
const layout = layoutOf(graph);

test('the picture is what the layers and the package.json files give: else run `npm run docs`', () => {
  expect(tree.text(picturePath)).toBe(pictureOf(tree));
});

test('the page with the picture names every layer and every room, in order', () => {
  const page = tree.text('docs/architecture.md');
  const named = [...page.matchAll(/^\| (?!layer)([a-z][^|]*) \|/gm)].map((match) => match[1]);
  expect(named).toEqual(layers.map(({ name }) => name));
  expect(page).toContain(rooms.filter((room) => room !== 'index').join(' ← '));
});

describe('in the picture', () => {
  test('is every workspace, once', () => {
    const shown = graph.rows.flatMap(({ boxes }) => boxes.map(({ workspace }) => workspace));
    expect(shown.toSorted()).toEqual(workspaces(tree).toSorted());
  });

  test.each(graph.edges.map(({ from, to }) => [from, to] as const))(
    '%s is below %s',
    (from, to) => {
      expect(layout.boxes.get(from)?.y).toBeGreaterThan(layout.boxes.get(to)?.y ?? Infinity);
    },
  );

  test('no line runs behind a box, and no box lies on another', () => {
    const boxes = [...layout.boxes.values()];
    const meets = ({ x, y }: { x: number; y: number }, reach: number) =>
      boxes.filter((box) => box.y === y && Math.abs(box.x - x) < boxSize.width / 2 + reach).length;
    expect(
      layout.lines.flatMap((line) => line.slice(1, -1).map((corner) => meets(corner, 0))),
    ).not.toContain(1);
    expect(boxes.map((box) => meets(box, boxSize.width / 2))).toEqual(boxes.map(() => 1));
  });
});

test('an edge that follows from others is left out, and a layer whose packages use each other has rows', () => {
  const manifest = (name: string, ...uses: readonly string[]) =>
    JSON.stringify({ name, dependencies: Object.fromEntries(uses.map((used) => [used, '0.0.0'])) });
  const small = layersGraph(
    treeOf({
      'packages/runtime/package.json': manifest('runtime'),
      'packages/placement/package.json': manifest('placement', 'runtime'),
      'packages/saga/package.json': manifest('saga', 'placement', 'runtime', 'commander'),
    }),
  );
  expect(small.rows.map(({ boxes }) => boxes.map(({ workspace }) => workspace))).toEqual([
    ['packages/runtime'],
    ['packages/placement'],
    ['packages/saga'],
  ]);
  expect(small.edges).toEqual([
    { from: 'packages/placement', to: 'packages/runtime' },
    { from: 'packages/saga', to: 'packages/placement' },
  ]);
});
