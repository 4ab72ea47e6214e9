import { describe, expect, test } from 'vitest';
import { folderOf, readConfig, readPackageConfig } from '../src/config.ts';

const side = (name: string): object => ({
  name,
  types: `src/${name}.ts`,
  module: `src/${name}.ts`,
});
const representation = {
  name: 'wire',
  source: 'src/wire',
  from: { ...side('wire'), names: 'snake_case' },
  to: { ...side('domain'), names: 'camelCase' },
  pairs: { Old: 'New' },
};

describe('a text that is no skewline.json', () => {
  const deep = `${'{"versioned":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
  test.each([
    ['nests without end', deep, '', /nests deeper/],
    ['says a thing twice', '{"name":"a","name":"b","documents":"d"}', '/name', /stands twice/],
    ['breaks off', '{"name":', '', /not JSON/],
    [
      'has an odd member',
      '{"name":"a","documents":"d","a/b~":1}',
      '/a~1b~0',
      /unknown member a\/b~/,
    ],
    [
      'is long where a word goes',
      `{"name":"a","documents":"d","versioned":"${'x'.repeat(9999)}"}`,
      '/versioned',
      /^.{1,200}$/,
    ],
    [
      'has a long member',
      `{"name":"a","documents":"d","${'x'.repeat(9999)}":1}`,
      `/${'x'.repeat(9999)}`,
      /^.{1,200}$/,
    ],
  ])('%s', (_name, text, pointer, message) => {
    const { value, problems } = readPackageConfig(text);
    expect(value).toBeUndefined();
    expect(problems).toMatchObject([{ code: 'config_invalid', pointer, file: 'skewline.json' }]);
    expect(problems[0]?.message).toMatch(message);
    expect(problems[0]?.fix).toBeDefined();
  });
});

describe('skewline.json of one API', () => {
  test('is read', () => {
    const { value, problems } = readConfig(
      '{"name":"n","documents":"d","ask":[{"step":"2","direction":"up","type":"T"}],"refine":{"T":"2"},"doNotForward":{"o":"why"}}',
    );
    expect(problems).toEqual([]);
    expect(value).toMatchObject({ name: 'n', source: 'src', versioned: 'server', sparse: false });
    expect([value?.refine.get('T'), value?.doNotForward.get('o'), value?.ask.length]).toEqual([
      '2',
      'why',
      1,
    ]);
  });

  test('has its generated code beside its types, unless it says where', () => {
    expect(readConfig('{"name":"n","types":"api/types"}').value).toEqual({
      name: 'n',
      types: 'api/types',
      source: 'api/types',
      versioned: 'server',
      sparse: false,
      frozen: true,
      allowTrivialChanges: false,
      gitReferences: false,
      client: false,
      server: false,
      stored: [],
      ask: [],
      refine: new Map(),
      doNotForward: new Map(),
    });
    const { value } = readConfig(
      '{"name":"n","types":"t","source":"s","sparse":true,"versioned":"client"}',
    );
    expect(value).toMatchObject({ types: 't', source: 's', sparse: true, versioned: 'client' });
  });

  test('names the types that are stored', () => {
    const read = (stored: unknown): ReturnType<typeof readConfig> =>
      readConfig(JSON.stringify({ name: 'n', types: 't', stored }));
    expect(read(['Ledger']).value?.stored).toEqual(['Ledger']);
    expect(read([7]).problems).toMatchObject([{ code: 'config_invalid', pointer: '/stored/0' }]);
  });

  test('is frozen unless both ends are of one build, or it says so', () => {
    const read = (more: object): unknown =>
      readConfig(JSON.stringify({ name: 'n', types: 't', ...more })).value;
    expect(read({})).toMatchObject({ frozen: true });
    expect(read({ versioned: 'client' })).toMatchObject({ frozen: true });
    expect(read({ versioned: 'lockstep' })).toMatchObject({ frozen: false });
    expect(read({ versioned: 'lockstep', frozen: true })).toMatchObject({ frozen: true });
    expect(read({ frozen: false })).toMatchObject({ frozen: false });
    expect(read({ allowTrivialChanges: true, gitReferences: true })).toMatchObject({
      allowTrivialChanges: true,
      gitReferences: true,
    });
  });

  test.each([
    ['{"name":"n","types":"t","frozen":"yes"}', '/frozen'],
    ['{"name":"n","types":"t","frozen":false,"gitReferences":true}', '/gitReferences'],
    ['{"name":"n","types":"t","frozen":false,"allowTrivialChanges":true}', '/allowTrivialChanges'],
    ['{"name":"n","types":"t","gitReferences":1}', '/gitReferences'],
    ['{"name":"n","documents":"d","gitReferences":true}', '/gitReferences'],
    ['{"name":"../n","types":"t"}', '/name'],
    ['{', ''],
    ['[]', ''],
    ['{"documents":"d"}', '/name'],
    ['{"name":"n","documents":"d","ask":1}', '/ask'],
    ['{"name":"n","documents":"d","ask":[{"step":2}]}', '/ask/0'],
    ['{"name":"n","documents":"d","refine":{"T":2}}', '/refine'],
    ['{"name":"n","documents":"d","versioned":"both"}', '/versioned'],
    ['{"name":"n","documents":"d","revue":1}', '/revue'],
    ['{"name":"n"}', '/documents'],
    ['{"name":"n","documents":"d","types":"t"}', '/types'],
    ['{"name":"n","types":7}', '/types'],
    ['{"name":"n","types":"t","sparse":"yes"}', '/sparse'],
  ])('%s is a problem at %s', (text, pointer) => {
    const { value, problems } = readConfig(text);
    expect(value).toBeUndefined();
    expect(problems.map((one) => one.pointer)).toEqual([pointer]);
    expect(problems[0]).toMatchObject({
      code: 'config_invalid',
      severity: 'error',
      file: 'skewline.json',
    });
    expect(problems[0]?.fix).not.toBe('');
  });

  test('is asked for by programs that know only one', () => {
    const apis = [
      { name: 'a', types: 'a' },
      { name: 'b', types: 'b' },
    ];
    const { value, problems } = readConfig(JSON.stringify({ apis }));
    expect(value).toBeUndefined();
    expect(problems).toMatchObject([
      { message: 'skewline.json has 2 APIs, not one', pointer: '/apis' },
    ]);
  });
});

describe('skewline.json of a package', () => {
  const read = (config: unknown): ReturnType<typeof readPackageConfig> =>
    readPackageConfig(JSON.stringify(config));
  const pointers = (config: unknown): readonly string[] =>
    read(config).problems.map(({ pointer, message }) => `${pointer ?? ''} ${message}`);

  test('has an API at the top level, or several in a list, and representations beside them', () => {
    const apis = [
      { name: 'a', types: 'a' },
      { name: 'b', documents: 'd' },
    ];
    const one = { name: 'a', types: 'a' };
    for (const [config, names] of [
      [one, ['a']],
      [{ ...one, representations: [representation] }, ['a', 'wire']],
      [{ apis, representations: [representation] }, ['a', 'b', 'wire']],
      [{ representations: [representation] }, ['wire']],
    ] as const) {
      const { value, problems } = read(config);
      expect(problems).toEqual([]);
      const found = [...(value?.apis ?? []), ...(value?.representations ?? [])];
      expect(found.map(({ name }) => name)).toEqual(names);
    }
  });

  test('has representations with both directions unless it says one', () => {
    const { value } = read({ representations: [representation] });
    expect(value?.representations).toEqual([
      { ...representation, pairs: new Map([['Old', 'New']]), directions: ['up', 'down'], ask: [] },
    ]);
    const up = { ...representation, directions: ['up'] };
    expect(read({ representations: [up] }).value?.representations[0]?.directions).toEqual(['up']);
    const asked = { ...representation, ask: [{ direction: 'up', type: 'Old', field: 'id' }] };
    expect(read({ representations: [asked] }).value?.representations[0]?.ask).toEqual([
      { step: '', direction: 'up', type: 'Old', field: 'id' },
    ]);
    const wrong = { ...representation, ask: [{ type: 'Old' }] };
    expect(read({ representations: [wrong] }).problems).toMatchObject([
      { code: 'config_invalid', pointer: '/representations/0/ask/0' },
    ]);
  });

  test.each<[unknown, string]>([
    [{}, '/name name must be a text'],
    [{ apis: {} }, '/apis apis must be a list'],
    [{ apis: ['x'] }, '/apis/0 apis/0 must be an object'],
    [{ apis: [{ name: 'a', types: 't', more: 1 }] }, '/apis/0/more unknown member more'],
    [{ apis: [{ name: 'a', types: 't' }], name: 'b' }, '/name unknown member name'],
    [
      {
        apis: [
          { name: 'a', types: 't' },
          { name: 'a', types: 'u' },
        ],
      },
      '/apis/1/name the name a is there already',
    ],
    [
      {
        apis: [
          { name: 'a', types: 't' },
          { name: 'b', documents: 'd', source: './t/' },
        ],
      },
      '/apis/1/source two of them would write into t/generated',
    ],
    [
      { name: 'wire', types: 't', representations: [representation] },
      '/representations/0/name the name wire is there already',
    ],
    [
      { representations: [{ ...representation, from: 1 }] },
      '/representations/0/from from must be an object',
    ],
    [
      { representations: [{ ...representation, more: 1 }] },
      '/representations/0/more unknown member more',
    ],
    [
      { representations: [{ ...representation, pairs: {} }] },
      '/representations/0/pairs no pair of types is given',
    ],
    [
      {
        representations: [
          { ...representation, from: { ...side('wire'), module: "a'; b(); '.ts" } },
        ],
      },
      `/representations/0/from/module "a'; b(); '.ts" cannot stand in an import`,
    ],
    [
      { representations: [{ ...representation, directions: ['sideways'] }] },
      '/representations/0/directions directions must be up, down or both',
    ],
    [
      { representations: [{ ...representation, to: { ...side('Wire'), names: 'x' } }] },
      '/representations/0/to/name Wire cannot name a folder and a member of the decisions',
    ],
    [
      { representations: [{ ...representation, to: side('wire') }] },
      '/representations/0/to/name both sides are called wire',
    ],
    [
      { representations: [{ ...representation, to: { ...side('b'), document: 'd' } }] },
      '/representations/0/to/types a side has types or a document, and one of the two',
    ],
    [
      { representations: [{ ...representation, to: { ...side('b'), names: 'kebab-case' } }] },
      '/representations/0/to/names names is "kebab-case"',
    ],
  ])('%j is a problem: %s', (config, wanted) => {
    expect(pointers(config)).toContain(wanted);
    expect(read(config).value).toBeUndefined();
  });
});

describe('skewline.json at the root of a repository', () => {
  test('lists packages, in the order to generate them in', () => {
    const { value } = readPackageConfig('{"packages":["packages/b","packages/a"]}');
    expect(value).toEqual({
      apis: [],
      representations: [],
      clients: [],
      packages: ['packages/b', 'packages/a'],
    });
  });

  test.each([
    ['{"packages":[]}', '/packages'],
    ['{"packages":["a",1]}', '/packages/1'],
    ['{"packages":["a","./a/"]}', '/packages/1'],
    ['{"packages":["a"],"name":"n"}', '/name'],
  ])('%s is a problem at %s', (text, pointer) => {
    expect(readPackageConfig(text).problems.map((one) => one.pointer)).toEqual([pointer]);
  });
});

test('a path is relative to the package, or from the environment where it is set', () => {
  const path = '${SHARED:-../shared}/corpus';
  expect(folderOf(path, '/p/x', {}, '/work')).toBe('/p/shared/corpus');
  expect(folderOf(path, '/p/x', { SHARED: 's' }, '/work')).toBe('/work/s/corpus');
  expect(folderOf('documents', '/p/x', {}, '/work')).toBe('/p/x/documents');
});
