import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { analyseGraph } from '../../../../packages/codegen/src/graph/analyse.ts';
import { readDeclared } from '../../../../packages/codegen/src/graph/declared.ts';
import type { Policy } from '../../../../packages/codegen/src/graph/graph.ts';
import { isSteady } from '../../../../packages/codegen/src/graph/graph.ts';
import { resolveGraph } from '../../../../packages/codegen/src/graph/resolve.ts';

const root = new URL('../../../../', import.meta.url);
const file = 'skewline-graph.json';

/** What the page shows is what is declared; `vitest run --update=all` with this file writes it anew. */
it('is what skewline-graph.json says', async () => {
  const declared = readDeclared(await readFile(new URL(file, root), 'utf8'), file);
  if (declared.value === undefined) throw new Error(JSON.stringify(declared.problems));
  const policies = new Map<string, ReadonlyMap<string, Policy>>();
  for (const { package: folder } of declared.value.apis) {
    if (folder !== undefined) policies.set(folder, await policiesIn(folder));
  }
  const { apis, units, notDeployed } = declared.value;
  const components = units.flatMap((unit) => unit.components);
  const folders = [...apis, ...components].flatMap((one) => one.package ?? []);
  // Whether what they depend on agrees is for `skewline graph` itself to say.
  const manifests = [...new Set([...folders, ...notDeployed])].map((folder) => ({
    folder,
    name: folder,
    dependencies: [],
    speaks: [],
  }));
  const { graph } = resolveGraph(declared.value, { file, policies, manifests });
  if (graph === undefined) throw new Error('it cannot be resolved');
  const { edges, order } = analyseGraph(graph, { file });
  const plain = {
    order,
    edges: edges
      .filter((edge) => edge.kind !== 'bogus')
      .map((edge) => ({
        from: edge.from,
        to: edge.to,
        api: edge.api,
        versioned: edge.policy,
        steady: isSteady(edge),
      })),
  };
  await expect(textOf(plain)).toMatchFileSnapshot('../../src/skew/upgrade-graph.ts');
});

async function policiesIn(folder: string): Promise<ReadonlyMap<string, Policy>> {
  const text = await readFile(new URL(`${folder}/skewline.json`, root), 'utf8');
  type Api = { readonly name: string; readonly versioned: Policy };
  // A package of one API says it without a list.
  const settings = JSON.parse(text) as Api & { readonly apis?: readonly Api[] };
  return new Map((settings.apis ?? [settings]).map(({ name, versioned }) => [name, versioned]));
}

function textOf({
  order,
  edges,
}: {
  readonly order?: unknown;
  readonly edges: readonly unknown[];
}): string {
  const lines = edges.map((edge) => `    ${codeOf(edge)},`);
  return [
    '// Written by `vitest run --update=all apps/console/test/skew/upgrade-graph.test.ts` from skewline-graph.json.',
    '',
    '/** A call of one component to another by an API. */',
    'export interface PlainEdge {',
    '  readonly from: string;',
    '  readonly to: string;',
    '  readonly api: string;',
    "  readonly versioned: 'server' | 'client' | 'lockstep' | 'undeclared';",
    '  /** Whether it says who is upgraded first. */',
    '  readonly steady: boolean;',
    '}',
    '',
    '/** Who calls whom in the rack, and who is upgraded first, as `skewline graph` finds it. */',
    'export const upgradeGraph: {',
    '  readonly order: readonly (readonly string[])[];',
    '  readonly edges: readonly PlainEdge[];',
    '} = {',
    `  order: ${codeOf(order)},`,
    '  edges: [',
    ...lines,
    '  ],',
    '};',
    '',
  ].join('\n');
}

/** As the formatter of this repository writes it. */
function codeOf(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll(/"([^"]+)":/g, '$1: ')
    .replaceAll('"', "'")
    .replaceAll(',', ', ')
    .replaceAll('{', '{ ')
    .replaceAll('}', ' }');
}
