import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { repository, run } from '../cli/run.ts';
import { parseXml } from './xml.ts';

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function scratch(files: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'skewline-graph-'));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** What the graph of this repository is read from, with one policy changed. */
async function copyOfOurs(nexusInternal: 'server' | 'client'): Promise<string> {
  const folder = await scratch();
  const apis = ['nexus-types', 'sled-agent-types', 'gateway-types'].map(
    (name) => `packages/${name}`,
  );
  const clients = ['nexus-client', 'sled-agent-client'].map(
    (name) => `packages/${name}/package.json`,
  );
  const apps = (await readdir(join(repository, 'apps'))).map((name) => `apps/${name}/package.json`);
  for (const path of ['package.json', 'skewline-graph.json', ...apis, ...clients, ...apps]) {
    await cp(join(repository, path), join(folder, path), {
      recursive: true,
      filter: (from) => !/[\\/](?:node_modules|dist|\.tsbuild)$/.test(from),
    });
  }
  const config = join(folder, 'packages/nexus-types/skewline.json');
  const text = await readFile(config, 'utf8');
  const changed = text.replace(
    /("name": "nexus-internal",[^}]*"versioned": )"\w+"/,
    `$1"${nexusInternal}"`,
  );
  expect(changed === text).toBe(nexusInternal === 'client');
  await writeFile(config, changed);
  return folder;
}

describe('skewline graph in this repository', () => {
  test('finds no cycle, and says who is upgraded first', async () => {
    const { code, output, errors } = await run(['graph'], { folder: repository });
    expect(errors).toBe('');
    expect(code).toBe(0);
    expect(output).toContain('No cycle of server-side versioned calls.');
    expect(output).toMatch(/1 {2}sled-agent, gateway\n {2}2 {2}nexus\n {2}3 {2}console\n/);
  });

  test('with the internal API of nexus server-side versioned is refused, and the whole cycle is shown', async () => {
    const folder = await copyOfOurs('server');
    const { code, output, errors } = await run(['graph'], { folder });
    expect(code).toBe(100);
    expect(output).toContain(
      'nexus calls sled-agent by sled-agent\n    sled-agent calls nexus by nexus-internal\n',
    );
    expect(output).toMatch(
      /Cheapest way out: make nexus-internal client-side versioned \(\d+ operations?; nothing costs less\)/,
    );
    expect(errors).toContain(
      'make a cycle: nexus -(sled-agent)-> sled-agent -(nexus-internal)-> nexus',
    );
    expect(errors).toContain('fix  make nexus-internal client-side versioned');
    const json = await run(['graph', '--json'], { folder });
    expect(json.code).toBe(100);
    expect(JSON.parse(json.output)).toMatchObject({
      exitCode: 100,
      cycles: [{ between: 'components', edges: [{ from: 'nexus' }, { from: 'sled-agent' }] }],
      cheapest: { apis: ['nexus-internal'], exact: true },
      problems: [{ code: 'graph_cycle', file: 'skewline-graph.json' }],
    });
  });

  test('the copy that was changed is fine when it is left as it was', async () => {
    expect((await run(['graph'], { folder: await copyOfOurs('client') })).code).toBe(0);
  });
});

const apiOf = (name: string, versioned: string): object => ({ name, types: 'src', versioned });
const shop = {
  'package.json': { name: 'shop', workspaces: ['packages/*', 'apps/**', '!apps/old'] },
  'skewline-graph.json': {
    apis: [{ name: 'orders', package: 'packages/orders' }],
    units: [
      { name: 'shop', components: [{ name: 'shop', package: 'apps/shop', serves: ['orders'] }] },
      { name: 'page', components: [{ name: 'page', package: 'apps/web/page' }] },
    ],
  },
  'packages/orders/package.json': { name: '@shop/orders' },
  'packages/orders/skewline.json': apiOf('orders', 'server'),
  'packages/orders-client/package.json': {
    name: '@shop/orders-client',
    skewline: { speaks: ['orders'] },
  },
  'apps/shop/package.json': { name: '@shop/shop' },
  'apps/web/page/package.json': {
    name: '@shop/page',
    dependencies: { '@shop/orders-client': '1' },
  },
};

describe('skewline graph', () => {
  test('derives calls from workspaces', async () => {
    const { code, output, errors } = await run(['graph', '--json'], {
      folder: await scratch(shop),
    });
    expect(errors).toBe('');
    expect(JSON.parse(output)).toMatchObject({
      edges: [{ from: 'page', to: 'shop', api: 'orders', versioned: 'server', steady: true }],
      order: [['shop'], ['page']],
      problems: [],
    });
    expect(code).toBe(0);
  });

  test('derives calls from clients that are installed, and from the workspaces of pnpm', async () => {
    const folder = await scratch({
      ...shop,
      'package.json': { name: 'shop' },
      'pnpm-workspace.yaml': 'packages:\n  - packages/orders\n  - apps/**\n',
      'packages/orders-client/package.json': 'not read: no workspace',
      'node_modules/@shop/orders-client/package.json': {
        name: '@shop/orders-client',
        skewline: { speaks: ['orders'] },
      },
    });
    const { output } = await run(['graph', '--json'], { folder });
    expect(JSON.parse(output)).toMatchObject({
      edges: [{ from: 'page', api: 'orders' }],
      problems: [],
    });
  });

  test('warns of a new app that is part of nothing, and not of one that is no workspace', async () => {
    const app = (name: string): object => ({ name, dependencies: { '@shop/orders-client': '1' } });
    const folder = await scratch({
      ...shop,
      'apps/new/package.json': app('new'),
      'apps/old/package.json': app('old'),
    });
    const { code, errors } = await run(['graph'], { folder });
    expect(code).toBe(0);
    expect(errors).toContain(
      'graph_package_unlisted (warning): apps/new depends on a client of orders',
    );
    expect(errors).not.toContain('apps/old');
  });

  test.each([
    ['dot', 'digraph'],
    ['mermaid', 'flowchart'],
    ['svg', '<svg'],
    ['text', '2 units'],
    ['json', '{'],
  ])(
    'writes %s to standard output, or in the place of a file, and the same',
    async (format, start) => {
      const folder = await scratch({ ...shop, 'graph.out': 'what was there' });
      const shown = await run(['graph', '--format', format], { folder });
      expect(shown).toMatchObject({ code: 0, errors: '' });
      expect(shown.output.startsWith(start)).toBe(true);
      const written = await run(['graph', '--format', format, '--output', 'graph.out'], { folder });
      expect(written).toEqual({ code: 0, output: 'wrote graph.out\n', errors: '' });
      expect(await readFile(join(folder, 'graph.out'), 'utf8')).toBe(shown.output);
      expect((await readdir(folder)).filter((name) => name.startsWith('graph.out'))).toEqual([
        'graph.out',
      ]);
    },
  );

  test('draws SVG that is XML, its end of line included', async () => {
    const { output } = await run(['graph', '--format', 'svg'], { folder: await scratch(shop) });
    expect(parseXml(output).name).toBe('svg');
  });

  test('leaves all as it was where it cannot write', async () => {
    const folder = await scratch({ ...shop, 'there/x': '' });
    const { code, errors } = await run(['graph', '--output', 'there'], { folder });
    expect(code).toBe(100);
    expect(errors).toContain('write_failed: there could not be written');
    expect((await readdir(folder)).filter((name) => name.startsWith('there'))).toEqual(['there']);
  });

  test('refused draws the cycle all the same, and ends with 100', async () => {
    const self = {
      apis: [{ name: 'p', versioned: 'server', operations: 7 }],
      units: [{ name: 'u', components: [{ name: 'a', serves: ['p'], calls: ['p'] }] }],
    };
    const folder = await scratch({ 'skewline-graph.json': self });
    const { code, output } = await run(['graph', '--format', 'dot'], { folder });
    expect(code).toBe(100);
    expect(output).toContain('c0 -> c0 [label="p", color=red');
    expect((await run(['graph'], { folder })).output).toContain(
      '(7 operations; nothing costs less)',
    );
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['no file', {}, 'graph_invalid: skewline-graph.json does not exist'],
    [
      'no JSON',
      { 'skewline-graph.json': '{' },
      'document_unparsable: The JSON text ends too early.',
    ],
    [
      'a package that is not there',
      { ...shop, 'packages/orders/skewline.json': undefined },
      'graph_name_unknown: packages/orders/skewline.json does not exist',
    ],
    [
      'a package without that API',
      { ...shop, 'packages/orders/skewline.json': apiOf('order', 'server') },
      'graph_name_unknown: packages/orders has no API orders',
    ],
    [
      'a skewline.json that is wrong',
      { ...shop, 'packages/orders/skewline.json': { name: 'orders' } },
      'config_invalid: nothing says where the versions are',
    ],
    [
      'a package.json that is wrong',
      { ...shop, 'apps/shop/package.json': '{' },
      'graph_manifest_invalid: not JSON',
    ],
    [
      'two APIs of one name',
      {
        ...shop,
        'skewline-graph.json': {
          ...shop['skewline-graph.json'],
          apis: [
            { name: 'orders', package: 'packages/orders' },
            { name: 'orders', versioned: 'client' },
          ],
        },
      },
      'graph_name_duplicate: there are two APIs of the name orders',
    ],
  ])('%s is refused, and nothing is drawn', async (_, files, wanted) => {
    const folder = await scratch(
      Object.fromEntries(Object.entries(files).filter(([, content]) => content !== undefined)),
    );
    const { code, output, errors } = await run(['graph'], { folder });
    expect(code).toBe(100);
    expect(output).toBe('');
    expect(errors).toContain(wanted);
    expect(errors).toContain('  fix  ');
  });

  test('takes the example of its page', async () => {
    const page = await readFile(join(repository, 'packages/codegen/docs/graph.md'), 'utf8');
    const folder = await scratch({
      'skewline-graph.json': /```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '',
      'package.json': { workspaces: ['packages/*', 'apps/*', 'examples/*'] },
      'packages/orders-types/skewline.json': apiOf('orders', 'server'),
      'packages/billing-types/skewline.json': apiOf('main', 'server'),
      'packages/billing-types/package.json': { name: '@shop/billing-types' },
      'packages/billing-client/package.json': {
        name: '@shop/billing-client',
        skewline: { speaks: [{ api: 'main', package: '@shop/billing-types' }] },
      },
      'apps/shop/package.json': {
        name: 'shop',
        dependencies: { 'mail-sdk': '1', '@shop/billing-client': '1' },
      },
      'examples/load-test/package.json': { name: 'load', dependencies: { 'mail-sdk': '1' } },
    });
    const { code, output, errors } = await run(['graph'], { folder });
    expect(errors).toBe('');
    expect(code).toBe(0);
    expect(output).toContain('  1  office\n  2  shop\n');
    expect(output).toContain('because there is no package yet: apps/billing.');
  });
});
