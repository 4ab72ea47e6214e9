import type { Problem } from '../model/problem.ts';
import { closest } from './closest.ts';
import { type Clients, clientsOf } from './derived-calls.ts';
import type { Declared, DeclaredApi, DeclaredComponent } from './declared.ts';
import type { Call, Component, Graph, GraphApi } from './graph.ts';
import { callsOf, unlisted } from './match-manifests.ts';
import type { Surroundings } from './surroundings.ts';

export interface Resolved {
  /** Absent where a name is not known or not one's own: all that followed would be misleading. */
  readonly graph?: Graph;
  readonly problems: readonly Problem[];
}

/** Puts together what is declared and what packages say. */
export function resolveGraph(declared: Declared, around: Surroundings): Resolved {
  const components = declared.units.flatMap((unit) =>
    unit.components.map((component) => ({ unit: unit.name, component })),
  );
  const names = [
    ...duplicates('API', declared.apis, around.file),
    ...duplicates('unit', declared.units, around.file),
    ...duplicates(
      'component',
      components.map(({ component }) => component),
      around.file,
    ),
    ...sameApis(declared.apis, around.file),
    ...components.flatMap(({ component }) => unknownNames(component, declared, around.file)),
    ...declared.apis.flatMap((api) => notInPackage(api, around)),
    ...unknownFolders(declared, around),
  ];
  if (names.length > 0) return { problems: names };
  const clients = clientsOf(declared, around.manifests);
  const resolved = components.map(({ unit, component }) =>
    resolveComponent(unit, component, clients, around),
  );
  const graph: Graph = {
    units: declared.units.map(({ name }) => name),
    components: resolved.map(({ component }) => component),
    apis: declared.apis.map((api) => resolveApi(api, around)),
  };
  return {
    graph,
    problems: [
      ...resolved.flatMap(({ problems }) => problems),
      ...unlisted(declared, around, clients),
    ].filter(isFirst),
  };
}

function resolveApi(api: DeclaredApi, { policies }: Surroundings): GraphApi {
  const said = policies.get(api.package ?? '')?.get(api.api);
  return { name: api.name, policy: api.versioned ?? said ?? 'undeclared', pointer: api.pointer };
}

function resolveComponent(
  unit: string,
  declared: DeclaredComponent,
  clients: Clients,
  around: Surroundings,
): { readonly component: Component; readonly problems: readonly Problem[] } {
  const folder = declared.package;
  const manifest = around.manifests.find((one) => one.folder === folder);
  const { calls, problems }: { calls: readonly Call[]; problems: readonly Problem[] } =
    manifest === undefined
      ? { calls: declared.calls ?? [], problems: [] }
      : callsOf(declared, manifest, clients, around);
  const component: Component = {
    name: declared.name,
    unit,
    ...(folder === undefined ? {} : { package: { folder, found: manifest !== undefined } }),
    serves: declared.serves.map(({ name }) => name),
    calls,
    pointer: declared.pointer,
  };
  return { component, problems };
}

function duplicates(
  what: string,
  all: readonly { readonly name: string; readonly pointer: string }[],
  file: string,
): readonly Problem[] {
  const seen = new Set<string>();
  return all.flatMap(({ name, pointer }) => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [
      {
        code: 'graph_name_duplicate',
        severity: 'error',
        message: `there are two ${what}s of the name ${name}`,
        fix:
          what === 'API'
            ? 'give each a name of its own; "api" says what it is called in its package'
            : 'give each a name of its own',
        file,
        pointer: `${pointer}/name`,
      },
    ];
  });
}

function sameApis(apis: readonly DeclaredApi[], file: string): readonly Problem[] {
  return apis.flatMap((one, index) => {
    const before = apis
      .slice(0, index)
      .find((other) => other.package === one.package && other.api === one.api);
    if (one.package === undefined || before === undefined || before.name === one.name) return [];
    return [
      {
        code: 'graph_name_duplicate',
        severity: 'error',
        message: `${one.name} and ${before.name} are both ${one.api} of ${one.package}`,
        fix: 'keep one of the two',
        file,
        pointer: one.pointer,
      },
    ];
  });
}

function unknownNames(
  { name, serves, calls = [] }: DeclaredComponent,
  { apis }: Declared,
  file: string,
): readonly Problem[] {
  const known = apis.map((api) => api.name);
  const wanted = [
    ...serves.map((one) => ({ ...one, verb: 'serves' })),
    ...calls.map(({ api, pointer }) => ({ name: api, pointer, verb: 'calls' })),
  ];
  return wanted.flatMap((one, index): readonly Problem[] => {
    const { pointer, verb } = one;
    const at = { severity: 'error', file, pointer } as const;
    if (!known.includes(one.name)) {
      return [
        {
          ...at,
          code: 'graph_name_unknown',
          message: `${name} ${verb} ${one.name}, which is no API of the graph`,
          fix: closest(one.name, known, 'declare it under apis'),
        },
      ];
    }
    const twice = wanted
      .slice(0, index)
      .some((other) => other.name === one.name && other.verb === verb);
    if (!twice) return [];
    const message = `${name} ${verb} ${one.name} twice`;
    return [{ ...at, code: 'graph_name_duplicate', message, fix: 'keep one of the two' }];
  });
}

function notInPackage(api: DeclaredApi, { policies, file }: Surroundings): readonly Problem[] {
  const found = policies.get(api.package ?? '');
  // Where its skewline.json cannot be read there is a problem already.
  if (api.package === undefined || found === undefined || found.has(api.api)) return [];
  return [
    {
      code: 'graph_name_unknown',
      severity: 'error',
      message: `${api.package} has no API ${api.api}`,
      fix: closest(api.api, [...found.keys()], 'say as "api" what it is called there'),
      file,
      pointer: `${api.pointer}/${api.api === api.name ? 'name' : 'api'}`,
    },
  ];
}

function unknownFolders(declared: Declared, { manifests, file }: Surroundings): readonly Problem[] {
  const known = new Set(manifests.map(({ folder }) => folder));
  return declared.notDeployed.flatMap((folder, index) =>
    known.has(folder)
      ? []
      : [
          {
            code: 'graph_name_unknown',
            severity: 'error',
            message: `${folder} is no package of this repository`,
            fix: closest(folder, [...known], 'take it out'),
            file,
            pointer: `/notDeployed/${String(index)}`,
          },
        ],
  );
}

/** Two components may come by the same client package, and what is wrong with it is one problem. */
function isFirst(problem: Problem, index: number, all: readonly Problem[]): boolean {
  const { code, file, pointer, message } = problem;
  return (
    all.findIndex(
      (other) =>
        other.code === code &&
        other.file === file &&
        other.pointer === pointer &&
        other.message === message,
    ) === index
  );
}
