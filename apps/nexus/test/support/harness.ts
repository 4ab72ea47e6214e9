import { randomUUID } from 'node:crypto';
import { addProjectMember, putUser } from '@skewline/db-model';
import type { Sled } from '@skewline/nexus-types/domain';
import { createNexusClient, type NexusClient } from '@skewline/nexus-client/external';
import {
  createNexusOperatorClient,
  type NexusOperatorClient,
} from '@skewline/nexus-client/operator';
import { type Logger, pino } from 'pino';
import { afterAll, beforeAll } from 'vitest';
import { addPool, addSled } from '../../../../packages/db-model/test/store/placement-rows.ts';
import { migratedInMemory } from '../../../../packages/db-model/test/support/databases.ts';
import {
  type FakeRack,
  fakeRack,
} from '../../../../packages/saga/test/instance/support/fake-rack.ts';
import type { Actor } from '../../src/auth/actor.ts';
import { createToken } from '../../src/auth/tokens.ts';
import { configDefaults, type NexusConfig } from '../../src/config.ts';
import type { Nexus } from '../../src/nexus.ts';
import { serve, type Served, type ServeOptions } from '../../src/serve.ts';
import { ServeProblem } from '../../src/serve-problem.ts';
import { fakeSleds } from './fake-sleds.ts';

/**
 * A whole nexus in this process, on PGlite in memory, with real HTTP and fake sleds. Put it into a `*.db.test.ts`:
 *
 *     const nexus = useNexus();
 *
 *     it('makes a project', async () => {
 *       const ada = await nexus().user('ada'); // made if need be; `nexus().operator` is somebody with that role
 *       const made = await ada.external.projectCreate({ body: { name: 'shop', description: '' } });
 *       expect(made).toMatchObject({ ok: true, status: 201 });
 *     });
 *
 * `nexus().addSled()` gives the rack a sled, `nexus().rack` does things to it (see `FakeRack`), and `nexus().nexus` is
 * what the handlers were made with: the database, the services, the tasks (which never look by themselves here).
 */
export function useNexus(options: TestOptions = {}): () => TestNexus {
  let started: TestNexus | undefined;
  beforeAll(async () => {
    started = await startNexus(options);
  });
  afterAll(async () => started?.close());
  return () => {
    if (started === undefined) throw new Error('nexus is there inside tests only');
    return started;
  };
}

export interface TestOptions extends Omit<ServeOptions, 'log'> {
  readonly config?: Partial<NexusConfig>;
  /** What would be in the log is given to this, line by line. */
  readonly onLog?: (line: string) => void;
}

/** Somebody with a token. */
export interface TestUser extends Actor {
  /** `Bearer skw_…` */
  readonly authorization: string;
  readonly external: NexusClient;
  readonly operator: NexusOperatorClient;
  /** A request as it is, to a path such as `/v1/projects`; with the token, unless `init` has another. */
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
}

export interface TestNexus extends Served {
  readonly operator: TestUser;
  readonly rack: FakeRack;
  /** A user of this name; made when first asked for. */
  readonly user: (name: string, role?: Actor['role']) => Promise<TestUser>;
  /** Adds a sled that instances can be placed on, with two pools for local disks. Gives its id. */
  readonly addSled: (over?: Partial<Sled>) => Promise<string>;
  readonly addMember: (projectId: string, user: Actor) => Promise<void>;
}

/** For a test that starts and stops by itself; most take `useNexus`. */
export async function startNexus(options: TestOptions = {}): Promise<TestNexus> {
  const database = options.config?.database ?? (await migratedInMemory());
  const served = await serve(testConfig({ ...options.config, database }), {
    sleds: options.sleds ?? fakeSleds,
    log: testLog(options),
  });
  if (served instanceof ServeProblem) throw new Error(`${served.message}: ${served.fix}`);
  const { nexus, url } = served;
  const users = new Map<string, Promise<TestUser>>();
  const user = (name: string, role: Actor['role'] = 'user'): Promise<TestUser> => {
    const there = users.get(name) ?? makeUser(nexus, url, name, role);
    users.set(name, there);
    return there;
  };
  return {
    ...served,
    operator: await user('operator', 'operator'),
    rack: fakeRack(nexus.database),
    user,
    async addSled(over) {
      const { kysely } = nexus.database;
      const sledId = await addSled(kysely, over);
      await addPool(kysely, sledId);
      await addPool(kysely, sledId);
      return sledId;
    },
    async addMember(projectId, { userId }) {
      await addProjectMember(nexus.database.kysely, { projectId, userId }, nexus.services.now());
    },
  };
}

/** Ports that are free, tasks that only look when they are asked to, and a database in memory. */
export function testConfig(over: Partial<NexusConfig> = {}): NexusConfig {
  const never = { periodSeconds: 86_400, disabled: true };
  return {
    ...configDefaults,
    database: { memory: true },
    listen: { host: '127.0.0.1', port: 0 },
    internalListen: { host: '127.0.0.1', port: 0 },
    tasks: {
      instance_watcher: never,
      instance_updater: never,
      instance_reincarnation: never,
      abandoned_vmm_reaper: never,
      saga_recovery: never,
    },
    sledTimeoutMs: 1000,
    sagas: { ...configDefaults.sagas, graceMs: 1000 },
    externalAddresses: { first: '203.0.113.1', last: '203.0.113.254' },
    ...over,
  };
}

function testLog({ onLog }: TestOptions): Logger {
  if (onLog === undefined) return pino({ level: process.env['NEXUS_TEST_LOG'] ?? 'silent' });
  return pino({ level: 'trace' }, { write: onLog });
}

async function makeUser(
  { database, services }: Nexus,
  url: string,
  name: string,
  role: Actor['role'],
): Promise<TestUser> {
  const now = services.now();
  const wanted = { id: randomUUID(), name, role };
  const { id: userId } = await database.transaction((transaction) =>
    putUser(transaction, wanted, now),
  );
  const { secret } = await createToken(database.kysely, userId, null, now);
  const authorization = `Bearer ${secret}`;
  const headers = { authorization };
  return {
    userId,
    name,
    role,
    authorization,
    external: createNexusClient({ baseUrl: url, headers, retries: 0 }),
    operator: createNexusOperatorClient({ baseUrl: `${url}/operator`, headers, retries: 0 }),
    fetch(path, init = {}) {
      const all = new Headers(init.headers);
      if (!all.has('authorization')) all.set('authorization', authorization);
      return fetch(`${url}${path}`, { ...init, headers: all });
    },
  };
}
