import { fetchInstance, insertInstance } from '@skewline/db-model';
import type { Instance, VmmState } from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import { handleReport } from '@skewline/saga/instance';
import { sampleInstance } from '../../../../../../packages/db-model/test/store/samples.ts';
import type { TestNexus, TestUser } from '../../../support/harness.ts';
import { type Answered, type Asked, ask, instanceBody } from './api.ts';

/** A project of Ada's, and short words for what tests do in it. */
export interface Shop {
  readonly ada: TestUser;
  readonly projectId: string;
  /** A path with the project in its query: `/v1/instances/web`. */
  readonly in: (path: string) => string;
  readonly ask: (method: string, path: string, asked?: Asked) => Promise<Answered>;
  /** Makes a stopped instance. Gives its id. */
  readonly make: (name: string, over?: object) => Promise<string>;
  /** Makes one that runs. */
  readonly run: (name: string, over?: object) => Promise<string>;
  readonly start: (name: string, asked?: Asked) => Promise<Answered>;
  readonly view: (name: string) => Promise<Answered['body']>;
  /** Something happens to the VMM of an instance, and its sled agent says so. */
  readonly report: (instanceId: string, state: VmmState) => Promise<void>;
  /** A record as it is, whatever would have had to happen for it. */
  readonly insert: (over: Partial<Instance>) => Promise<Instance>;
}

export async function openShop(nexus: TestNexus, name = 'shop'): Promise<Shop> {
  const ada = await nexus.user('ada');
  const made = await ask(ada, 'POST', '/v1/projects', { body: { name, description: '' } });
  const projectId = String(made.body['id']);
  const { database, services } = nexus.nexus;
  const within = (path: string): string =>
    `${path}${path.includes('?') ? '&' : '?'}project=${name}`;
  const shop: Shop = {
    ada,
    projectId,
    in: within,
    ask: (method, path, asked) => ask(ada, method, within(path), asked),
    async make(instance, over = {}) {
      const body = instanceBody(instance, over);
      const answered = await shop.ask('POST', '/v1/instances', { body });
      if (answered.status !== 201) throw new Error(JSON.stringify(answered.body));
      return String(answered.body['id']);
    },
    async run(instance, over) {
      const id = await shop.make(instance, over);
      const started = await shop.start(instance, { prefer: 'wait=30' });
      if (started.status !== 202) throw new Error(JSON.stringify(started.body));
      return id;
    },
    start: (instance, asked) => shop.ask('POST', `/v1/instances/${instance}/start`, asked),
    view: async (instance) => (await shop.ask('GET', `/v1/instances/${instance}`)).body,
    async report(instanceId, state) {
      const loaded = await fetchInstance(database.kysely, instanceId);
      if (loaded instanceof Refusal) throw new Error(loaded.message);
      const vmmId = loaded.value.runtime.activeVmmId ?? '';
      const report = await nexus.rack.change(vmmId, { state });
      const written = await handleReport(services, vmmId, report);
      if (written instanceof Refusal) throw new Error(written.message);
    },
    async insert(over) {
      const instance = sampleInstance({ projectId, ...over });
      const refused = await insertInstance(database.kysely, instance);
      if (refused !== null) throw new Error(refused.message);
      return instance;
    },
  };
  return shop;
}
