/** The table of the design, section 4: who may depend on whom. One place; the rules read it. */

interface Layer {
  readonly name: string;
  /** Workspaces of this layer; `examples/*` stands for all of them. */
  readonly workspaces: readonly string[];
  /** The sideways edges that are allowed, `from` to `to`. Everything else in a layer stands alone. */
  readonly sideways?: Readonly<Record<string, readonly string[]>>;
  /** Never imported by another workspace when it runs; as a development dependency it may be. */
  readonly toolOnly?: true;
}

/** From the top of the table, which everything may use, downwards. */
export const layers: readonly Layer[] = [
  { name: 'runtime', workspaces: ['packages/runtime'] },
  {
    name: 'wire and domain',
    workspaces: ['packages/sled-agent-types', 'packages/nexus-types', 'packages/gateway-types'],
    sideways: { 'packages/nexus-types': ['packages/sled-agent-types'] },
  },
  { name: 'row', workspaces: ['packages/db-model'] },
  {
    name: 'logic',
    workspaces: ['packages/placement', 'packages/saga'],
    sideways: { 'packages/saga': ['packages/placement'] },
  },
  {
    name: 'client, server and files',
    workspaces: [
      'packages/sled-agent-client',
      'packages/nexus-client',
      'packages/server',
      'packages/stored',
    ],
  },
  {
    name: 'app',
    workspaces: ['apps/*', 'examples/*'],
    // It starts the others as processes, and speaks with the sled agents' control ports.
    sideways: { 'apps/rack': ['apps/nexus', 'apps/gateway', 'apps/sled-agent'] },
  },
  { name: 'tool', workspaces: ['packages/codegen', 'tools'], toolOnly: true },
];

/**
 * The rooms of the codegen, in the order in which data flows. A room may import rooms to its left.
 * `index.ts` says what the package offers, and may therefore import all of them.
 */
export const rooms: readonly string[] = [
  'model',
  'read',
  'diff',
  'plan',
  'emit',
  'verdict',
  'graph',
  'skew',
  'config',
  'build',
  'write',
  'cli',
  'index',
];

/** Why `from` may not use `to`, or nothing when it may. Both are workspaces such as `packages/saga`. */
export function whyNot(from: string, to: string, when: 'run' | 'development'): string | undefined {
  const below = layerOf(from);
  const above = layerOf(to);
  if (below === undefined) return notListed(from);
  if (above === undefined) return notListed(to);
  if (from === to) return undefined;
  if (layers[above]?.toolOnly) {
    return when === 'development' ? undefined : `${to} is a tool: it is never imported at run time`;
  }
  if (above < below) return undefined;
  if (above > below) {
    return `${from} (${layers[below]?.name}) is above ${to} (${layers[above]?.name}), and an import points up only`;
  }
  if (layers[below]?.sideways?.[from]?.includes(to)) return undefined;
  return `${from} and ${to} are in one layer, and this sideways edge is not in the table`;
}

function layerOf(workspace: string): number | undefined {
  const group = workspace.replace(/\/.*/, '/*');
  const index = layers.findIndex((layer) =>
    layer.workspaces.some((listed) => listed === workspace || listed === group),
  );
  return index < 0 ? undefined : index;
}

function notListed(workspace: string): string {
  return `${workspace} is in no layer: add it to tools/src/layers.ts, where the design has it`;
}
