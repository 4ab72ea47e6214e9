/**
 * npm @oxide/openapi-gen-ts 0.14.0, Oxide's own generator of clients, on the documents that we emit: an
 * opinion on them that is not ours. Its clients are compiled, bundled, and talk to our servers.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Api, judgeStep, readOpenApiDocuments } from '@skewline/codegen';
import { api as nexusApi } from '@skewline/nexus-types/external/server';
import { createAdapter } from '@skewline/server';
import { api as sledAgentApi } from '@skewline/sled-agent-types/server';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repository } from './ages.ts';
import { inWordsOf30, type Json } from './peers-document.ts';
import * as nexus from './peers-nexus.ts';
import { peerFile, run, type Running, serve } from './peers-process.ts';
import * as sledAgent from './peers-sled-agent.ts';

const documents = {
  'sled-agent 10': 'packages/sled-agent-types/src/generated/v10',
  'sled-agent 49': 'packages/sled-agent-types/src/generated/v49',
  'nexus 2026073100': 'packages/nexus-types/src/external/generated/v2026073100',
  'nexus 2026112100': 'packages/nexus-types/src/external/generated/v2026112100',
} as const;
type Name = keyof typeof documents;
const names = Object.keys(documents) as Name[]; // its own keys

const generator = peerFile('@oxide/openapi-gen-ts');

let folder: string;
const running: Running[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skewline-generated-'));
});

afterAll(async () => {
  await Promise.all(running.map(async ({ app }) => app.close()));
  await rm(folder, { recursive: true });
});

async function documentOf(name: Name): Promise<Json> {
  const text = await readFile(join(repository, documents[name], 'openapi.json'), 'utf8');
  return JSON.parse(text) as Json;
}

test('it reads no document of OpenAPI 3.1', async () => {
  const file = join(repository, documents['sled-agent 49'], 'openapi.json');
  const { exitCode, stderr } = await run(process.execPath, [generator, file, folder]);
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain('Unsupported OpenAPI version: 3.1.0');
});

test.each(names)('%s in the words of 3.0 says the same', async (name) => {
  const before = await documentOf(name);
  const after = inWordsOf30(before);
  expect(after).toMatchObject({ openapi: '3.0.3' });
  expect(JSON.stringify(after)).not.toMatch(/"null"/);
  const read = readOpenApiDocuments('api', [numbered(before, '1.0.0'), numbered(after, '2.0.0')]);
  expect(read.problems).toEqual([]);
  expect(stepOf(read.value)).toEqual([]);
  // What the comparison is worth: one word less is a finding.
  const less = JSON.parse(JSON.stringify(after).replace('"nullable":true,', '')) as Json;
  const other = readOpenApiDocuments('api', [numbered(before, '1.0.0'), numbered(less, '2.0.0')]);
  expect(stepOf(other.value)).not.toEqual([]);
});

function numbered(document: Json, version: string): { file: string; text: string } {
  const text = JSON.stringify(document).replace(/"version":"[^"]*"/, `"version":"${version}"`);
  return { file: `${version}.json`, text };
}

function stepOf(api: Api | undefined): readonly unknown[] {
  const [before, after] = api?.versions ?? [];
  if (before === undefined || after === undefined) throw new Error('a document was not read');
  return judgeStep(before, after).findings;
}

interface Answer {
  readonly type: 'success' | 'error' | 'client_error';
  readonly response: Response;
  readonly data: Readonly<Record<string, unknown>>;
}

type Methods = Readonly<Record<string, (request: object) => Promise<Answer>>>;
type Module = { readonly default: new (config: { host: string }) => { readonly methods: Methods } };

/** Generates a client, compiles it strictly together with `use`, bundles it and loads it. */
async function clientOf(name: Name, use: string): Promise<Module['default']> {
  const to = join(folder, name.replace(' ', '-'));
  await mkdir(to);
  const document = join(to, 'openapi.json');
  await writeFile(document, JSON.stringify(inWordsOf30(await documentOf(name))));
  const generated = await run(process.execPath, [generator, document, to]);
  expect(generated).toMatchObject({ exitCode: 0, stderr: '' });
  await writeFile(join(to, 'use.ts'), `import { Api } from './Api';\n${use}`);
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: 'es2023',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2023', 'dom', 'dom.iterable'],
    types: [],
  };
  await writeFile(
    join(to, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['use.ts'] }),
  );
  const tsc = join(repository, 'node_modules/typescript/bin/tsc');
  const compiled = await run(process.execPath, [tsc, '-p', to]);
  expect(compiled).toMatchObject({ exitCode: 0, stdout: '' });
  const outfile = join(to, 'client.mjs');
  await build({ entryPoints: [join(to, 'Api.ts')], outfile, bundle: true, format: 'esm' });
  const { default: Client } = (await import(
    /* @vite-ignore */ pathToFileURL(outfile).href
  )) as Module;
  return Client;
}

async function call(methods: Methods, method: string, request: object): Promise<Answer> {
  const run = methods[method];
  if (run === undefined) throw new Error(`the client has no ${method}`);
  return run(request);
}

const path = { propolisId: 'fe1d9a46-2b7e-4c8f-9d53-0a1b2c3d4e01' };

/** What both versions say in the same words. */
const rest = {
  instanceId: '3b9f8d52-7c61-4e0a-b1d4-6a5e4f3c2b10',
  propolisAddr: '[fd00:1122:3344:101::c]:12400',
  metadata: {
    siloId: '0d9c8b7a-6f5e-4d3c-8b2a-190807060504',
    projectId: '1e0d9c8b-7a6f-4e5d-9c3b-2a1908070605',
  },
  vmmSpec: {
    board: {
      cpus: 4,
      memoryMb: 4096,
      chipset: { type: 'i440_fx', value: { enablePcie: false } },
    },
    components: { com1: { type: 'serial_port', component: { num: 'com1' } } },
  },
};
const local = {
  hostname: 'web-1',
  nics: [],
  firewallRules: [],
  dhcpConfig: { dnsServers: [], hostDomain: null, searchDomains: [] },
  multicastGroups: [],
  delegatedZvols: [],
};
const bodyOf10 = {
  ...rest,
  vmmRuntime: { state: 'starting', gen: 1, timeUpdated: new Date(sledAgent.time) },
  localConfig: {
    ...local,
    sourceNat: { ip: '203.0.113.7', firstPort: 0, lastPort: 16_383 },
    ephemeralIp: null,
    floatingIps: ['203.0.113.40'],
  },
};
const bodyOf49 = {
  ...rest,
  vmmRuntime: { state: { kind: 'starting' }, gen: 1, timeUpdated: new Date(sledAgent.time) },
  localConfig: { ...local, attachedSubnets: [], externalIps: {} },
};

describe('a client of the sled agent', () => {
  const vmms: sledAgent.Vmms = new Map();
  let url: string;

  beforeAll(async () => {
    const adapter = createAdapter(sledAgentApi, sledAgent.handlersOf(vmms), { checkReplies: true });
    const server = await serve(adapter);
    running.push(server);
    ({ url } = server);
  });

  const runtimeOf = ({ data }: Answer): unknown => data['vmmState'];
  const at = { gen: 1, timeUpdated: new Date(sledAgent.time) };

  test('of version 49', async () => {
    const Client = await clientOf(
      'sled-agent 49',
      `const { methods } = new Api({ host: '' });
       export const state: Promise<string> = methods
         .vmmPutState({ path: { propolisId: '' }, body: { state: { type: 'reboot' } } })
         .then((answer) => {
           if (answer.type !== 'success') return answer.type;
           const state = answer.data.updatedRuntime?.vmmState.state;
           return state?.kind === 'failed' ? state.cause : 'none';
         });`,
    );
    const { methods } = new Client({ host: url });
    vmms.clear();

    const registered = await call(methods, 'vmmRegister', { path, body: bodyOf49 });
    expect([registered.type, registered.response.status]).toEqual(['success', 200]);
    expect(runtimeOf(registered)).toEqual({ ...at, state: { kind: 'starting' } });

    const body = { state: { type: 'reboot' } };
    const rebooted = await call(methods, 'vmmPutState', { path, body });
    expect(rebooted.data).toEqual({
      updatedRuntime: {
        vmmState: {
          ...at,
          state: { kind: 'failed', cause: 'zone_gone', detail: 'oxz_propolis-server_1 halted' },
        },
        migrationIn: null,
      },
    });

    const attached = await call(methods, 'vmmPutExternalIp', {
      path,
      body: { type: 'ephemeral', value: '203.0.113.9' },
    });
    expect([attached.type, attached.response.status, attached.data]).toEqual(['success', 204, {}]);

    expect((await call(methods, 'vmmUnregister', { path })).type).toBe('success');
    const gone = await call(methods, 'vmmGetState', { path });
    expect([gone.type, gone.response.status]).toEqual(['error', 404]);
    expect(gone.data).toMatchObject({ errorCode: 'ObjectNotFound' });
  });

  test('of version 10, from before external addresses had a place of their own', async () => {
    const Client = await clientOf(
      'sled-agent 10',
      `const { methods } = new Api({ host: '' });
       export const state: Promise<'failed' | 'other'> = methods
         .vmmGetState({ path: { propolisId: '' } })
         .then((answer) =>
           answer.type === 'success' && answer.data.vmmState.state === 'failed' ? 'failed' : 'other',
         );`,
    );
    const { methods } = new Client({ host: url });
    vmms.clear();

    const registered = await call(methods, 'vmmRegister', { path, body: bodyOf10 });
    expect([registered.type, registered.response.status]).toEqual(['success', 200]);
    expect(runtimeOf(registered)).toEqual({ ...at, state: 'starting' });
    // The handler has seen what version 49 says.
    expect(vmms.get(path.propolisId)?.body).toMatchObject({
      vmm_runtime: { state: { kind: 'starting' } },
      local_config: {
        attached_subnets: [],
        external_ips: { v4: { floating_ips: ['203.0.113.40'] } },
      },
    });

    const body = { state: { type: 'reboot' } };
    const rebooted = await call(methods, 'vmmPutState', { path, body });
    // The cause is what version 10 cannot say.
    expect(rebooted.data).toEqual({
      updatedRuntime: { vmmState: { ...at, state: 'failed' }, migrationIn: null },
    });

    const refused = await call(methods, 'vmmPutState', {
      path,
      body: { state: { type: 'sleep' } },
    });
    expect([refused.type, refused.response.status]).toEqual(['error', 400]);
    expect(refused.data['message']).toMatch(/\/body\/state/);
  });
});

describe('a client of nexus', () => {
  const rack = new nexus.Rack();
  let url: string;

  beforeAll(async () => {
    const adapter = createAdapter(nexusApi, nexus.handlersOf(rack), { checkReplies: true });
    const server = await serve(adapter);
    running.push(server);
    ({ url } = server);
  });

  const create = {
    query: { project: 'proj' },
    body: { name: 'web', description: 'd', hostname: 'web', ncpus: 1, memory: 1024, start: false },
  };

  async function instanceOf(Client: Module['default']): Promise<Methods> {
    const { methods } = new Client({ host: url });
    rack.projects.clear();
    rack.instances.clear();
    await call(methods, 'projectCreate', { body: { name: 'proj', description: '' } });
    const { type, response } = await call(methods, 'instanceCreate', create);
    expect([type, response.status]).toEqual(['success', 201]);
    return methods;
  }

  test('of version 2026112100 is told why an instance did not start', async () => {
    const Client = await clientOf(
      'nexus 2026112100',
      `const { methods } = new Api({ host: '' });
       export const why: Promise<string | undefined> = methods
         .instanceView({ path: { instance: '' } })
         .then((answer) => {
           if (answer.type !== 'success') return answer.type;
           const failure = answer.data.lastFailure;
           return failure?.kind === 'start' ? failure.failure.code : undefined;
         });`,
    );
    const methods = await instanceOf(Client);
    const { data } = await call(methods, 'instanceView', { path: { instance: 'web' } });
    expect(data).toMatchObject({
      name: 'web',
      runState: 'stopped',
      timeCreated: new Date(nexus.time),
      lastFailure: { kind: 'start', failure: { code: 'no_capacity' } },
      autoRestartStatus: { kind: 'planned', timeNextTry: new Date(nexus.time) },
    });
    const started = await call(methods, 'instanceStart', { path: { instance: 'too-big' } });
    expect([started.type, started.response.status]).toEqual(['error', 507]);
    expect(started.data).toMatchObject({
      startFailure: { code: 'no_capacity', fault: 'capacity' },
    });
  });

  test('of version 2026073100 is told that it did not, as ever', async () => {
    const Client = await clientOf(
      'nexus 2026073100',
      `const { methods } = new Api({ host: '' });
       export const state: Promise<string> = methods
         .instanceView({ path: { instance: '' } })
         .then((answer) => (answer.type === 'success' ? answer.data.runState : answer.type));`,
    );
    const methods = await instanceOf(Client);
    const { data } = await call(methods, 'instanceView', { path: { instance: 'web' } });
    expect(data).toMatchObject({ name: 'web', runState: 'stopped' });
    expect(Object.keys(data)).not.toContain('lastFailure');
    const started = await call(methods, 'instanceStart', { path: { instance: 'too-big' } });
    expect([started.type, started.response.status]).toEqual(['error', 507]);
    expect(Object.keys(started.data).sort()).toEqual(['errorCode', 'message', 'requestId']);
  });
});
