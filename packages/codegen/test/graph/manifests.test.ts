import { describe, expect, test } from 'vitest';
import { readDeclared } from '../../src/graph/declared.ts';
import type { Policy } from '../../src/graph/graph.ts';
import { type Manifest, readManifest } from '../../src/graph/manifest.ts';
import { resolveGraph } from '../../src/graph/resolve.ts';

const file = 'skewline-graph.json';

/** A package: its folder, its name, what it depends on and what it speaks. */
function manifest(folder: string, more: object = {}): Manifest {
  const { value, problems } = readManifest(
    JSON.stringify({ name: `@x/${folder.split('/').at(-1) ?? ''}`, ...more }),
    folder,
  );
  if (value === undefined) throw new Error(problems.map(({ message }) => message).join());
  return value;
}

const on = (...names: readonly string[]): object => ({
  dependencies: Object.fromEntries(names.map((name) => [`@x/${name}`, '1'])),
});
const client = manifest('packages/p-client', { skewline: { speaks: ['p'] } });

function resolve(
  json: object,
  manifests: readonly Manifest[] = [],
  policies: Readonly<Record<string, Readonly<Record<string, Policy>>>> = {},
) {
  const { value, problems } = readDeclared(JSON.stringify(json), file);
  if (value === undefined) throw new Error(problems.map(({ message }) => message).join());
  const resolved = resolveGraph(value, {
    file,
    manifests,
    policies: new Map(
      Object.entries(policies).map(([folder, apis]) => [folder, new Map(Object.entries(apis))]),
    ),
  });
  return {
    ...resolved,
    said: resolved.problems.map(
      ({ code, file: at, pointer = '', message }) => `${code} ${at ?? ''}${pointer}: ${message}`,
    ),
    calls: resolved.graph?.components.find(({ name }) => name === 'a')?.calls.map(({ api }) => api),
  };
}

/** `a` is made of apps/a; `server` serves p and q. */
const graph = (a: object, more: object = {}): object => ({
  apis: [
    { name: 'p', versioned: 'server' },
    { name: 'q', versioned: 'server' },
  ],
  units: [
    { name: 'u', components: [{ name: 'a', package: 'apps/a', ...a }] },
    { name: 'server', components: [{ name: 'server', serves: ['p', 'q'] }] },
  ],
  ...more,
});

describe('calls and manifests', () => {
  test.each<[string, object, readonly Manifest[], readonly string[], readonly string[]]>([
    ['agree', { calls: ['p'] }, [manifest('apps/a', on('p-client')), client], ['p'], []],
    [
      'agree through a library',
      { calls: ['p'] },
      [manifest('apps/a', on('library')), manifest('packages/library', on('p-client')), client],
      ['p'],
      [],
    ],
    [
      'agree where a circle of packages leads to the client',
      { calls: ['p'] },
      [
        manifest('apps/a', on('one')),
        manifest('packages/one', on('two')),
        manifest('packages/two', on('one', 'p-client')),
        client,
      ],
      ['p'],
      [],
    ],
    [
      'are derived where no calls are declared',
      {},
      [manifest('apps/a', on('p-client')), client],
      ['p'],
      [],
    ],
    ['are as declared where there is no package yet', { calls: ['q'] }, [client], ['q'], []],
    [
      'are as declared where nothing is known to speak the API',
      { calls: ['q'] },
      [manifest('apps/a')],
      ['q'],
      [],
    ],
    [
      'differ by a call that is not declared, which counts all the same',
      { calls: [] },
      [manifest('apps/a', on('library')), manifest('packages/library', on('p-client')), client],
      ['p'],
      [
        'graph_manifest_differs skewline-graph.json/units/0/components/0/calls: a depends on a client of p (@x/a > @x/library > @x/p-client), and does not declare to call it',
      ],
    ],
    [
      'do not differ by a development dependency',
      { calls: [] },
      [manifest('apps/a', { devDependencies: { '@x/p-client': '1' } }), client],
      [],
      [],
    ],
    [
      'differ by a call that no dependency makes',
      { calls: ['p', 'q'] },
      [manifest('apps/a'), client],
      ['p', 'q'],
      [
        'graph_manifest_differs skewline-graph.json/units/0/components/0/calls/0: a declares to call p, and apps/a/package.json leads to no client of it',
      ],
    ],
    [
      'agree on a call that is never made',
      { calls: [{ api: 'p', kind: 'bogus', reason: 'types only' }] },
      [manifest('apps/a', on('p-client')), client],
      ['p'],
      [],
    ],
    [
      'differ where the client names an API that is none',
      { calls: [] },
      [manifest('apps/a', on('odd')), manifest('packages/odd', { skewline: { speaks: ['pp'] } })],
      [],
      [
        'graph_name_unknown packages/odd/package.json/skewline/speaks/0: @x/odd speaks pp, which is no API of the graph',
      ],
    ],
    [
      'do not care for a client that nothing deployed uses',
      { calls: [] },
      [manifest('apps/a'), manifest('packages/odd', { skewline: { speaks: ['pp'] } })],
      [],
      [],
    ],
  ])('%s', (_, a, manifests, calls, said) => {
    const found = resolve(graph(a), manifests);
    expect(found.said).toEqual(said);
    expect(found.calls).toEqual(calls);
  });

  test('a client that says nothing of itself can be declared', () => {
    const apis = [
      { name: 'p', versioned: 'server', clients: ['@oxide/api'] },
      { name: 'q', versioned: 'server' },
    ];
    const app = manifest('apps/a', { dependencies: { '@oxide/api': '1' } });
    expect(resolve(graph({ calls: [] }, { apis }), [app]).said).toHaveLength(1);
    expect(resolve(graph({ calls: ['p'] }, { apis }), [app]).said).toEqual([]);
  });

  test('two packages may have an API of one name; then a client says whose it speaks', () => {
    const apis = [
      { name: 'p', package: 'packages/p', api: 'main' },
      { name: 'q', package: 'packages/q', api: 'main' },
    ];
    const policies = {
      'packages/p': { main: 'server' },
      'packages/q': { main: 'client' },
    } as const;
    const speaking = (speaks: unknown): readonly Manifest[] => [
      manifest('apps/a', on('c')),
      manifest('packages/c', { skewline: { speaks: [speaks] } }),
      manifest('packages/p'),
      manifest('packages/q'),
    ];
    const vague = resolve(graph({ calls: [] }, { apis }), speaking('main'), policies);
    expect(vague.said).toEqual([
      'graph_manifest_invalid packages/c/package.json/skewline/speaks/0: @x/c speaks main, and several APIs are meant: p, q',
    ]);
    const exact = resolve(
      graph({ calls: ['q'] }, { apis }),
      speaking({ api: 'main', package: '@x/q' }),
      policies,
    );
    expect(exact.said).toEqual([]);
    expect(exact.graph?.apis.map(({ name, policy }) => `${name} ${policy}`)).toEqual([
      'p server',
      'q client',
    ]);
  });

  test('a package that can call and is part of nothing is a warning, unless it is a library or said not to be deployed', () => {
    const others = [
      manifest('apps/a'),
      client,
      manifest('apps/new', on('library')),
      manifest('packages/library', on('p-client')),
    ];
    const found = resolve(graph({ calls: [] }), others);
    expect(found.said).toEqual([
      'graph_package_unlisted skewline-graph.json/units: apps/new depends on a client of p (@x/new > @x/library > @x/p-client), and no component is made of it',
    ]);
    expect(found.problems[0]?.severity).toBe('warning');
    expect(resolve(graph({ calls: [] }, { notDeployed: ['apps/new'] }), others).said).toEqual([]);
  });
});

describe('names', () => {
  const apis = [{ name: 'p', versioned: 'server' }];
  const parts = (...components: readonly object[]): object => ({
    apis,
    units: [{ name: 'u', components }],
  });
  test.each<[string, object, readonly string[], RegExp]>([
    [
      'an unknown API that is served',
      parts({ name: 'a', serves: ['pp'] }),
      [
        'graph_name_unknown skewline-graph.json/units/0/components/0/serves/0: a serves pp, which is no API of the graph',
      ],
      /did you mean p\?/,
    ],
    [
      'an unknown API that is called',
      parts({ name: 'a', calls: ['orders'] }),
      [
        'graph_name_unknown skewline-graph.json/units/0/components/0/calls/0: a calls orders, which is no API of the graph',
      ],
      /known are p/,
    ],
    [
      'two APIs of one name',
      { apis: [...apis, ...apis], units: [{ name: 'u', components: [{ name: 'a' }] }] },
      ['graph_name_duplicate skewline-graph.json/apis/1/name: there are two APIs of the name p'],
      /name of its own/,
    ],
    [
      'two components of one name',
      parts({ name: 'a' }, { name: 'a' }),
      [
        'graph_name_duplicate skewline-graph.json/units/0/components/1/name: there are two components of the name a',
      ],
      /name of its own/,
    ],
    [
      'two units of one name',
      {
        apis,
        units: [
          { name: 'u', components: [{ name: 'a' }] },
          { name: 'u', components: [{ name: 'b' }] },
        ],
      },
      ['graph_name_duplicate skewline-graph.json/units/1/name: there are two units of the name u'],
      /name of its own/,
    ],
    [
      'an API that is called twice',
      parts({ name: 'a', calls: ['p', 'p'] }),
      ['graph_name_duplicate skewline-graph.json/units/0/components/0/calls/1: a calls p twice'],
      /keep one/,
    ],
    [
      'an API under two names',
      {
        apis: [
          { name: 'p', package: 'x', api: 'main' },
          { name: 'q', package: 'x', api: 'main' },
        ],
        units: [{ name: 'u', components: [{ name: 'a' }] }],
      },
      ['graph_name_duplicate skewline-graph.json/apis/1: q and p are both main of x'],
      /keep one/,
    ],
    [
      'an API that its package does not have',
      {
        apis: [{ name: 'mane', package: 'x' }],
        units: [{ name: 'u', components: [{ name: 'a' }] }],
      },
      ['graph_name_unknown skewline-graph.json/apis/0/name: x has no API mane'],
      /did you mean main\?/,
    ],
    [
      'a folder that is no package',
      { ...parts({ name: 'a' }), notDeployed: ['examples/x'] },
      [
        'graph_name_unknown skewline-graph.json/notDeployed/0: examples/x is no package of this repository',
      ],
      /take it out/,
    ],
  ])('%s', (_, json, wanted, fix) => {
    const found = resolve(json, [], { x: { main: 'server' } });
    expect(found.said).toEqual(wanted);
    expect(found.graph).toBeUndefined();
    expect(found.problems[0]?.fix).toMatch(fix);
  });
});

test.each([
  ['no JSON', '{', '/', 'not JSON'],
  ['a skewline that is a text', '{"skewline": "p"}', '/skewline', 'skewline must be an object'],
  [
    'speaks that is no list',
    '{"skewline": {"speaks": "p"}}',
    '/skewline/speaks',
    'speaks must be a list',
  ],
  [
    'an entry that is a number',
    '{"skewline": {"speaks": [1]}}',
    '/skewline/speaks/0',
    'an entry of speaks is the name of an API, or an object',
  ],
  [
    'an entry without an API',
    '{"skewline": {"speaks": [{}]}}',
    '/skewline/speaks/0',
    'api is missing',
  ],
])('a package.json with %s is a problem', (_, text, pointer, message) => {
  const { value, problems } = readManifest(text, 'packages/x');
  expect(value).toBeUndefined();
  expect(problems).toMatchObject([
    { code: 'graph_manifest_invalid', file: 'packages/x/package.json' },
  ]);
  expect(`${problems[0]?.pointer ?? ''}/`).toContain(pointer);
  expect(problems[0]?.message).toContain(message);
});
