import { expect, test } from 'vitest';
import { plainEnvironment, registriesOfItsOwn, whyNotLocal } from '../packages/local-only.ts';
import { publishTo } from '../packages/registry.ts';

test('a port of this machine is local', () => {
  expect(whyNotLocal('http://127.0.0.1:4873/')).toBeUndefined();
});

test.each([
  ['https://registry.npmjs.org/', 'https://registry.npmjs.org/ is not plain http'],
  ['http://registry.npmjs.org:80/', 'registry.npmjs.org is not 127.0.0.1'],
  ['http://127.0.0.1.example.com:4873/', '127.0.0.1.example.com is not 127.0.0.1'],
  ['http://127.0.0.1@example.com:4873/', 'example.com is not 127.0.0.1'],
  ['http://me:word@127.0.0.1:4873/', 'http://me:word@127.0.0.1:4873/ carries credentials'],
  ['http://127.0.0.1/', 'http://127.0.0.1/ names no port'],
  ['http://localhost:4873/', 'localhost is not 127.0.0.1'],
  ['', '"" is no address'],
])('%s is refused', (address, reason) => {
  expect(whyNotLocal(address)).toBe(reason);
});

test('nothing is published to another registry: npm is not even started', async () => {
  const tarball = {
    name: 'a',
    version: '0.0.0',
    file: '/a.tgz',
    integrity: '',
    bytes: 0,
    unpackedBytes: 0,
    files: [],
  };
  const asked: (readonly string[])[] = [];
  // As npm where nobody attests where a package comes from.
  const npm = (args: readonly string[]) => {
    asked.push(args);
    const ok = args.includes('--no-provenance');
    const stderr = ok ? '' : 'npm error code EUSAGE\nnpm error Automatic provenance generation';
    return Promise.resolve({ ok, end: '', stdout: '', stderr });
  };
  await expect(publishTo('https://registry.npmjs.org/', npm, tarball, '/')).rejects.toThrow(
    'Refused to publish: https://registry.npmjs.org/ is not plain http.',
  );
  expect(asked).toEqual([]);
  expect(await publishTo('http://127.0.0.1:1/', npm, tarball, '/')).toEqual([]);
  expect(asked).toEqual([
    ['publish', '/a.tgz', '--tag=latest'],
    ['publish', '/a.tgz', '--tag=latest', '--no-provenance'],
  ]);
});

test('what npm says against publishing is a problem', async () => {
  const tarball = {
    name: 'a',
    version: '0.0.0',
    file: '/a.tgz',
    integrity: '',
    bytes: 0,
    unpackedBytes: 0,
    files: [],
  };
  const npm = (args: readonly string[]) => {
    const stderr = args.includes('--no-provenance') ? 'too big' : 'code EUSAGE: no provenance';
    return Promise.resolve({ ok: false, end: 'exit code 1', stdout: '', stderr });
  };
  expect(await publishTo('http://127.0.0.1:1/', npm, tarball, '/')).toMatchObject([
    { what: 'npm publish to http://127.0.0.1:1/ failed (exit code 1): too big', where: 'a' },
  ]);
});

test.each([
  [{}, 0],
  [{ publishConfig: { access: 'public' } }, 0],
  [{ publishConfig: { registry: 'https://registry.npmjs.org/' } }, 1],
  [{ publishConfig: { '@skewline:registry': 'https://a.example/' } }, 1],
])('%j names %i registries', (manifest, count) => {
  expect(registriesOfItsOwn(manifest, 'a')).toHaveLength(count);
});

test('programs that we start get no credentials, and no settings of npm or of a person', () => {
  const environment = {
    PATH: '/bin',
    HOME: '/root',
    https_proxy: 'http://proxy:1',
    npm_config_registry: 'https://a.example/',
    NODE_AUTH_TOKEN: 'x',
    GITHUB_TOKEN: 'x',
    NODE_OPTIONS: '--conditions=skewline-source',
    NX_DAEMON: 'false',
    NOTHING: undefined,
  };
  expect(plainEnvironment(environment)).toEqual({
    PATH: '/bin',
    HOME: '/root',
    https_proxy: 'http://proxy:1',
    NO_COLOR: '1',
  });
});
