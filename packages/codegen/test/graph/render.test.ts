import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { graphLines } from '../../src/cli/graph-text.ts';
import { styleOf } from '../../src/cli/style.ts';
import { analyseGraph } from '../../src/graph/analyse.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { renderDot } from '../../src/graph/render/dot.ts';
import { graphJson } from '../../src/graph/render/json.ts';
import { renderMermaid } from '../../src/graph/render/mermaid.ts';
import { renderSvg } from '../../src/graph/render/svg.ts';
import { graphOf, someGraph } from './support.ts';
import { all, parseXml } from './xml.ts';

const mixed: Graph = graphOf(
  { p: 'server', q: 'server', r: 'client', s: 'undeclared', l: 'lockstep' },
  {
    shop: { serves: ['p'], calls: ['q', 'r', 's'] },
    stock: { unit: 'back', serves: ['q', 'l'], calls: ['p', 'l'] },
    pump: { unit: 'back', serves: ['r', 's'], calls: ['l', 'p not-deployed'] },
    page: { calls: ['p', 'r non-dag'] },
  },
);
const fine: Graph = graphOf(
  { p: 'server', q: 'client' },
  { shop: { serves: ['p'], calls: ['q'] }, stock: { serves: ['q'], calls: ['p'] } },
);
const choice: Graph = graphOf(
  { p: 'undeclared', q: 'undeclared' },
  { shop: { serves: ['p'], calls: ['q'] }, stock: { serves: ['q'], calls: ['p'] } },
);

// Look at a difference before you update it: `vitest run -u`.
describe.each([
  ['mixed', mixed],
  ['fine', fine],
  ['choice', choice],
])('of the graph %s', (name, graph) => {
  const report = analyseGraph(graph, {
    file: 'g.json',
    operations: new Map([
      ['p', 12],
      ['q', 3],
    ]),
  });
  test.each([
    ['txt', graphLines(report, styleOf(false)).join('\n')],
    ['colour.txt', graphLines(report, styleOf(true)).join('\n')],
    ['json', JSON.stringify(graphJson(report), null, 2)],
    ['dot', renderDot(report)],
    ['mmd', renderMermaid(report)],
    ['svg', renderSvg(report)],
  ])('%s', async (ending, text) => {
    await expect(`${text}\n`).toMatchFileSnapshot(`golden/${name}.${ending}`);
  });
});

describe('a picture', () => {
  const evil = [
    '<script>alert(1)</script>',
    '"><image href="x" onerror="alert(1)"/>',
    ']]>',
    '&amp; &lt;',
    '--',
    '`$(x)`',
    '\\"];x',
    '#quot;',
    '__proto__',
    'constructor',
    'end',
    'click c0 "javascript:alert(1)"',
    '日本語',
    '🚀',
    'ﷺ',
    "it's",
  ];
  const report = analyseGraph(
    graphOf(
      Object.fromEntries(
        evil.filter((one) => one !== '__proto__').map((name) => [`${name} api`, 'server' as const]),
      ),
      Object.fromEntries(evil.map((name) => [`${name} part`, {}])),
    ),
    { file: 'g' },
  );
  // Names have spaces here, which the short form of graphs cannot say of calls.
  const called = {
    ...report,
    edges: report.graph.apis.map(({ name }, index) => {
      const { name: part = '' } = report.graph.components[index] ?? {};
      const to = report.graph.components[0]?.name ?? '';
      return {
        from: part,
        to,
        api: name,
        fromUnit: part,
        toUnit: to,
        policy: 'server' as const,
        pointer: '',
      };
    }),
  };

  test('shows every name as it is, and runs and loads nothing', () => {
    const elements = all(parseXml(renderSvg(called)));
    const texts = elements.filter(({ name }) => name === 'text').map(({ text }) => text);
    for (const { name } of [...called.graph.components, ...called.graph.apis])
      expect(texts).toContain(name);
    const kinds = new Set(elements.map(({ name }) => name));
    expect([...kinds].sort()).toEqual(['defs', 'marker', 'path', 'rect', 'svg', 'text', 'title']);
    const keys = elements.flatMap(({ attributes }) => [...attributes.keys()]);
    expect(keys.filter((key) => /^on|href|style|src/i.test(key))).toEqual([]);
  });

  test('in DOT and Mermaid keeps names inside of their quotes', () => {
    for (const line of renderDot(called).split('\n')) {
      // Outside of quoted texts there are only words of the language and our own ids.
      expect(line.replace(/"(?:[^"\\]|\\.)*"/g, '')).toMatch(/^[\w\s=;{}[\],>-]*$/);
    }
    for (const line of renderMermaid(called).split('\n')) {
      expect(line.replace(/"[^"<>`\\]*"/g, '')).toMatch(/^[\w\s=:,|[\].>-]*$/);
    }
  });

  test('of any graph is well-formed, has numbers for places, and is the same each time', () => {
    fc.assert(
      fc.property(someGraph, (graph) => {
        const one = analyseGraph(graph, { file: 'g' });
        const svg = renderSvg(one);
        expect(svg).not.toMatch(/NaN|Infinity|undefined/);
        expect(svg).toBe(renderSvg(one));
        const texts = all(parseXml(svg)).map(({ text }) => text);
        for (const { name } of graph.components) expect(texts).toContain(name);
        for (const { api } of one.edges) expect(texts).toContain(api);
      }),
    );
  });

  test('says by its title and its lines whether there is a cycle', () => {
    const drawn = (graph: Graph): string => renderSvg(analyseGraph(graph, { file: 'g' }));
    expect(drawn(mixed)).toContain('url(#cycle)');
    expect(drawn(fine)).not.toContain('url(#cycle)');
    expect(parseXml(drawn(mixed)).children[0]?.text).toBe(
      'Units and the APIs between them, with a cycle',
    );
  });
});
