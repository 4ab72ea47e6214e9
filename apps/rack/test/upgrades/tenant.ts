import type {
  Instance,
  InstanceCreate,
  InstanceEventWhat,
  StartAttempt,
} from '@skewline/nexus-client/external';
import type { Instance as OperatorInstance, Vmm } from '@skewline/nexus-types/operator/v1';
import {
  gibibyte,
  type NexusClients,
  type NexusHandle,
  type Rack,
  type SledHandle,
  valueOf,
} from '../../src/index.ts';
import { soon } from './soon.ts';

type Fields = Pick<Tenant, 'rack' | 'user' | 'operator' | 'project'>;

/** Somebody with a project of their own in a rack, and the operator behind them. */
export class Tenant {
  readonly rack: Rack;
  readonly user: NexusClients;
  readonly operator: NexusClients;
  readonly project: { readonly id: string; readonly name: string };

  private constructor({ rack, user, operator, project }: Fields) {
    this.rack = rack;
    this.user = user;
    this.operator = operator;
    this.project = project;
  }

  /** At the first nexus of the rack. */
  static async of(rack: Rack, name: string): Promise<Tenant> {
    const user = await rack.user(name);
    const body = { name, description: '' };
    const { id } = valueOf(await user.external.projectCreate({ body }));
    return new Tenant({ rack, user, operator: rack.operator, project: { id, name } });
  }

  /** The same people, at another nexus. */
  at(nexus: NexusHandle): Tenant {
    const { rack, user, operator, project } = this;
    const [there, behind] = [nexus.as(user.token), nexus.as(operator.token)];
    return new Tenant({ rack, user: there, operator: behind, project });
  }

  get query(): { readonly project: string } {
    return { project: this.project.name };
  }

  // What the user does. A name is that of an instance.

  /** It is not started, and not started again by itself, unless `more` says so. */
  async create(name: string, more: Partial<InstanceCreate> = {}): Promise<Instance> {
    const body: InstanceCreate = {
      name,
      description: '',
      hostname: name,
      ncpus: 1,
      memory: gibibyte,
      start: false,
      auto_restart_policy: 'never',
      ...more,
    };
    return valueOf(await this.user.external.instanceCreate({ query: this.query, body }));
  }

  async start(name: string): Promise<void> {
    valueOf(
      await this.user.external.instanceStart({ path: { instance: name }, query: this.query }),
    );
  }

  async stop(name: string): Promise<void> {
    valueOf(await this.user.external.instanceStop({ path: { instance: name }, query: this.query }));
  }

  async reboot(name: string): Promise<void> {
    valueOf(
      await this.user.external.instanceReboot({ path: { instance: name }, query: this.query }),
    );
  }

  async delete(name: string): Promise<void> {
    valueOf(
      await this.user.external.instanceDelete({ path: { instance: name }, query: this.query }),
    );
  }

  async view(name: string): Promise<Instance> {
    const path = { instance: name };
    return valueOf(await this.user.external.instanceView({ path, query: this.query }));
  }

  /** Oldest first. */
  async events(name: string): Promise<readonly InstanceEventWhat[]> {
    const path = { instance: name };
    const page = await this.user.external.instanceEventList({ path, query: this.query });
    return valueOf(page).items.map(({ what }) => what);
  }

  /** Oldest first. */
  async attempts(name: string): Promise<readonly StartAttempt[]> {
    const path = { instance: name };
    const page = await this.user.external.instanceStartAttemptList({ path, query: this.query });
    return valueOf(page).items;
  }

  /** Waits until users see it so. */
  until(name: string, state: Instance['run_state']): Promise<Instance> {
    return soon(async () => {
      const instance = await this.view(name);
      if (instance.run_state !== state) {
        throw new Error(`${name} is ${instance.run_state}, and not ${state}`);
      }
      return instance;
    });
  }

  // What the operator sees and does. An id is that of an instance.

  async seen(id: string): Promise<OperatorInstance> {
    const path = { instance_id: id };
    return valueOf(await this.operator.operator.instanceView({ path }));
  }

  /** All of an instance, also those that are gone; oldest first. */
  async vmms(id: string): Promise<readonly Vmm[]> {
    const query = { instance_id: id, deleted: true };
    const { items } = valueOf(await this.operator.operator.vmmList({ query }));
    return items.toSorted((a, b) => (a.time_created < b.time_created ? -1 : 1));
  }

  /** The one that it runs in. */
  async vmm(id: string): Promise<Vmm> {
    const { active_vmm } = await this.seen(id);
    if (active_vmm === null) throw new Error(`the instance ${id} has no VMM`);
    return active_vmm;
  }

  /** Where it runs. */
  async sledOf(id: string): Promise<SledHandle> {
    const { sled_id } = await this.vmm(id);
    const sled = this.rack.sleds.find((one) => one.id === sled_id);
    if (sled === undefined) throw new Error(`the rack has no sled ${sled_id}`);
    return sled;
  }

  /** Starts it on this sled, whichever else there are, and waits until it runs. */
  async runOn(
    sled: SledHandle,
    name: string,
    more: Partial<InstanceCreate> = {},
  ): Promise<Instance> {
    const { id } = await this.create(name, more);
    await this.onlyOn(sled, async () => {
      await this.start(name);
      await this.until(name, 'running');
    });
    const { serial } = await this.sledOf(id);
    if (serial !== sled.serial) throw new Error(`${name} is on ${serial}, and not ${sled.serial}`);
    return await this.view(name);
  }

  /** Meanwhile nothing is placed on another sled. */
  async onlyOn<Value>(sled: SledHandle, work: () => Promise<Value>): Promise<Value> {
    const others = this.rack.sleds.filter(({ id }) => id !== sled.id);
    const set = async (state: 'provisionable' | 'non_provisionable'): Promise<void> => {
      for (const { id } of others) {
        const asked = { path: { sled_id: id }, body: { state } };
        valueOf(await this.operator.external.sledSetProvisionPolicy(asked));
      }
    };
    await set('non_provisionable');
    try {
      return await work();
    } finally {
      await set('provisionable');
    }
  }

  async migrate(id: string, to: SledHandle): Promise<void> {
    const body = { destination_sled_id: to.id };
    const path = { instance_id: id };
    valueOf(await this.operator.operator.instanceMigrate({ path, body }));
  }
}
