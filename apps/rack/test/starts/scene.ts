import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  Instance,
  InstanceCreate,
  InstanceEvent,
  StartAttempt,
} from '@skewline/nexus-client/external';
import type { Resources } from '@skewline/nexus-types/operator/v1';
import type { Fault } from '@skewline/sled-agent/control';
import { gibibyte, type Rack, type RackUser, type SledHandle, valueOf } from '../../src/index.ts';
import type { RackState } from '../../src/state.ts';
import { until } from './patience.ts';

/** What the control plane keeps for instances: nothing of a start that failed may be left in it. */
export interface Use {
  /** Of each sled, in the order of serial numbers. */
  readonly reserved: readonly Resources[];
  /** Those that are not deleted. */
  readonly vmms: readonly string[];
  readonly quota: { readonly cpus: number; readonly memory: number };
}

type GroupKind = 'affinity' | 'anti_affinity';

/**
 * A project of its own in a rack, and what is changed of the rack for it; `close` removes the one and takes back the other.
 * All through the APIs that users and operators have, and the control ports of sled agents.
 */
export class Scene {
  readonly rack: Rack;
  readonly user: RackUser;
  readonly project: string;
  readonly query: { readonly project: string };
  readonly #projectId: string;
  readonly #takeBack: (() => Promise<unknown>)[] = [];

  private constructor(rack: Rack, user: RackUser, project: string, projectId: string) {
    this.rack = rack;
    this.user = user;
    this.project = project;
    this.query = { project };
    this.#projectId = projectId;
  }

  static async open(rack: Rack, project: string): Promise<Scene> {
    const user = await rack.user('alice');
    const body = { name: project, description: '' };
    const { id } = valueOf(await user.external.projectCreate({ body }));
    return new Scene(rack, user, project, id);
  }

  // What users do.

  bodyOf(name: string, more: Partial<InstanceCreate>): InstanceCreate {
    const usual = { ncpus: 1, memory: gibibyte };
    return { name, description: '', hostname: name, ...usual, ...more };
  }

  async create(name: string, more: Partial<InstanceCreate> = {}): Promise<Instance> {
    const body = this.bodyOf(name, { start: false, ...more });
    return valueOf(await this.user.external.instanceCreate({ query: this.query, body }));
  }

  async start(name: string): Promise<void> {
    const path = { instance: name };
    const header = { prefer: 'wait=60' };
    valueOf(await this.user.external.instanceStart({ path, query: this.query, header }));
  }

  /** Makes an instance, and waits until it runs. */
  async run(name: string, more: Partial<InstanceCreate> = {}): Promise<Instance> {
    await this.create(name, more);
    await this.start(name);
    return this.until(name, 'running');
  }

  /** The same of several, no two of them on one sled. */
  async runApart(names: readonly string[], more: Partial<InstanceCreate>): Promise<void> {
    const apart = `apart-${names[0] ?? ''}`;
    await this.group('anti_affinity', apart);
    await Promise.all(
      names.map((name) => this.run(name, { ...more, anti_affinity_groups: [apart] })),
    );
  }

  async stop(name: string): Promise<void> {
    valueOf(await this.user.external.instanceStop({ path: { instance: name }, query: this.query }));
    await this.until(name, 'stopped');
  }

  async group(kind: GroupKind, name: string): Promise<void> {
    const { external } = this.user;
    const body = { name, description: '', policy: 'fail', failure_domain: 'sled' } as const;
    const request = { query: this.query, body };
    if (kind === 'affinity') valueOf(await external.affinityGroupCreate(request));
    else valueOf(await external.antiAffinityGroupCreate(request));
  }

  async joinGroup(kind: GroupKind, group: string, instance: string): Promise<void> {
    const { external } = this.user;
    const { query } = this;
    if (kind === 'affinity') {
      const path = { affinity_group: group, instance };
      valueOf(await external.affinityGroupMemberInstanceAdd({ path, query }));
    } else {
      const path = { anti_affinity_group: group, instance };
      valueOf(await external.antiAffinityGroupMemberInstanceAdd({ path, query }));
    }
  }

  async detach(instance: string, disk: string): Promise<void> {
    const request = { path: { instance }, query: this.query, body: { disk } };
    valueOf(await this.user.external.instanceDiskDetach(request));
  }

  async attach(instance: string, disk: string): Promise<void> {
    const request = { path: { instance }, query: this.query, body: { disk } };
    valueOf(await this.user.external.instanceDiskAttach(request));
  }

  /** A local disk; it is on no sled before an instance with it was started. */
  async disk(name: string, gibibytes: number): Promise<void> {
    const body = {
      name,
      description: '',
      size: gibibytes * gibibyte,
      disk_backend: { type: 'local' },
    } as const;
    valueOf(await this.user.external.diskCreate({ query: this.query, body }));
  }

  // What users see.

  /** Null: there is none of that name. */
  async find(name: string): Promise<Instance | null> {
    const path = { instance: name };
    const answer = await this.user.external.instanceView({ path, query: this.query });
    if (!answer.ok && answer.status === 404) return null;
    return valueOf(answer);
  }

  async view(name: string): Promise<Instance> {
    const path = { instance: name };
    return valueOf(await this.user.external.instanceView({ path, query: this.query }));
  }

  until(name: string, state: Instance['run_state']): Promise<Instance> {
    return until(`${name} is ${state}`, async () => {
      const instance = await this.view(name);
      return instance.run_state === state ? instance : null;
    });
  }

  /** The newest first; none where there is no such instance. */
  async attempts(name: string): Promise<readonly StartAttempt[]> {
    const answer = await this.user.external.instanceStartAttemptList({
      path: { instance: name },
      query: { ...this.query, sort_by: 'time_and_id_descending' },
    });
    if (!answer.ok && answer.status === 404) return [];
    return valueOf(answer).items;
  }

  /** Oldest first. */
  async events(name: string): Promise<readonly InstanceEvent[]> {
    const path = { instance: name };
    return valueOf(await this.user.external.instanceEventList({ path, query: this.query })).items;
  }

  // What operators do.

  /** The VMM of the instance fails. */
  async fail(name: string): Promise<void> {
    const { id } = await this.view(name);
    const path = { instance_id: id };
    const view = valueOf(await this.rack.operator.operator.instanceView({ path }));
    const sled = this.rack.sleds.find((one) => one.id === view.sled_id);
    if (sled === undefined || view.active_vmm_id === null) {
      throw new Error(`${name} runs on no sled`);
    }
    const failure = { cause: 'zone_gone', detail: 'by hand' } as const;
    controlled(await sled.control.failVmm(view.active_vmm_id, failure));
    await this.until(name, 'failed');
  }

  /** No new instances on these sleds. */
  async closeSleds(sleds: readonly SledHandle[]): Promise<void> {
    const set = (state: 'provisionable' | 'non_provisionable') =>
      Promise.all(
        sleds.map(async ({ id }) => {
          const request = { path: { sled_id: id }, body: { state } };
          valueOf(await this.rack.operator.external.sledSetProvisionPolicy(request));
        }),
      );
    this.takeBack(() => set('provisionable'));
    await set('non_provisionable');
  }

  async evacuateSleds(): Promise<void> {
    const set = (evacuating: boolean) =>
      Promise.all(
        this.rack.sleds.map(async ({ id }) => {
          const request = { path: { sled_id: id }, body: { evacuating } };
          valueOf(await this.rack.operator.operator.sledSetEvacuation(request));
        }),
      );
    this.takeBack(() => set(false));
    await set(true);
  }

  /** Tells nexus that all sleds are others than before, until the scene is over. */
  async refitSleds(refit: {
    readonly hardwareThreads?: number;
    readonly cpuFamily?: 'amd_milan' | 'amd_turin';
  }): Promise<void> {
    const before = valueOf(await this.rack.operator.operator.sledList()).items;
    const { hardwareThreads, cpuFamily } = refit;
    const tell = async (as: Partial<typeof refit>): Promise<void> => {
      const known = valueOf(await this.rack.operator.operator.sledList()).items;
      const state = await this.#rackState();
      for (const sled of before) {
        const { serial, part, revision, ip, port, cpu_family, capacity } = sled;
        const told = state.sleds.find(({ id }) => id === sled.id);
        const generation = known.find(({ id }) => id === sled.id)?.generation ?? 0;
        const threads = as.hardwareThreads ?? capacity.hardware_threads;
        const body = {
          rack_id: state.rackId,
          serial,
          part,
          revision,
          ip,
          port,
          cpu_family: as.cpuFamily ?? cpu_family,
          capacity: { ...capacity, hardware_threads: threads },
          disks: [...(told?.disks ?? [])],
          generation: generation + 1,
        };
        valueOf(await this.rack.operator.operator.sledPut({ path: { sled_id: sled.id }, body }));
      }
    };
    this.takeBack(() => tell({}));
    await tell({
      ...(hardwareThreads === undefined ? {} : { hardwareThreads }),
      ...(cpuFamily === undefined ? {} : { cpuFamily }),
    });
  }

  async setQuota(cpus: number | null): Promise<void> {
    const path = { project_id: this.#projectId };
    const body = { cpus, memory: null };
    valueOf(await this.rack.operator.operator.projectQuotaPut({ path, body }));
  }

  // What goes wrong on sleds.

  async disturb(faults: readonly Fault[], sleds = this.rack.sleds): Promise<void> {
    this.takeBack(() => Promise.all(sleds.map(async (sled) => sled.control.deleteFaults())));
    await Promise.all(sleds.map(async (sled) => controlled(await sled.control.putFaults(faults))));
  }

  /** Done when the scene is over, the last first. */
  takeBack(undo: () => Promise<unknown>): void {
    this.#takeBack.push(undo);
  }

  // What is left.

  async use(): Promise<Use> {
    const { operator } = this.rack.operator;
    const path = { project_id: this.#projectId };
    const [sleds, vmms, quota] = await Promise.all([
      operator.sledList(),
      operator.vmmList({ query: { limit: 1000 } }),
      operator.projectQuotaView({ path }),
    ]);
    const { cpus_used: cpus, memory_used: memory } = valueOf(quota);
    return {
      reserved: valueOf(sleds)
        .items.toSorted((a, b) => (a.serial < b.serial ? -1 : 1))
        .map(({ reserved }) => reserved),
      vmms: valueOf(vmms)
        .items.map(({ id }) => id)
        .toSorted(),
      quota: { cpus, memory },
    };
  }

  /** Ends it: all is taken back, and nothing of the project is left. */
  async close(): Promise<void> {
    for (const undo of this.#takeBack.splice(0).toReversed()) await undo();
    const { external } = this.user;
    const query = { ...this.query, limit: 1000 };
    await until(`${this.project} has no instances`, async () => {
      const { items } = valueOf(await external.instanceList({ query }));
      await Promise.all(
        items.map(async ({ id, run_state }) => {
          const path = { instance: id };
          if (run_state === 'stopped') await external.instanceDelete({ path });
          else if (run_state !== 'stopping') await external.instanceStop({ path });
        }),
      );
      return items.length === 0 ? true : null;
    });
    for (const { id } of valueOf(await external.diskList({ query })).items) {
      valueOf(await external.diskDelete({ path: { disk: id } }));
    }
  }

  async #rackState(): Promise<RackState> {
    // It was written by the rack of this test.
    return JSON.parse(await readFile(join(this.rack.folder, 'rack.json'), 'utf8')) as RackState;
  }
}

/** What a control port answers where it has to do it. @throws Error that says why it has not. */
export function controlled<Value>(
  answer: { readonly ok: true; readonly value: Value } | { readonly ok: false; message: string },
): Value {
  if (answer.ok) return answer.value;
  throw new Error(`the control port of a sled agent answered: ${answer.message}`);
}
