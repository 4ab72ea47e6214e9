import { setTimeout as sleep } from 'node:timers/promises';
import { inspect, isDeepStrictEqual } from 'node:util';
import type {
  Instance,
  InstanceCreate,
  InstanceEvent,
  StartAttempt,
} from '@skewline/nexus-client/external';
import type { Instance as OperatorInstance, Vmm } from '@skewline/nexus-client/operator';
import type { Failure as VmmFailure } from '@skewline/sled-agent/control';
import { valueOf } from '../clients.ts';
import type { Rack, RackUser, SledHandle } from '../handles.ts';
import { gibibyte } from '../inventory.ts';
import { showAttempt, showEvent, showInstance } from './show-user.ts';
import { showOperatorInstance, showVmm } from './show-operator.ts';
import type { Check, Look, Telling } from './step.ts';

export const tourUser = 'tour';
export const tourProject = 'tour';

const pollMs = 100;

/** What a step has at hand. Whatever it makes is in the project of the tour, and goes with the step. */
export class Stage {
  readonly rack: Rack;
  readonly user: RackUser;
  readonly checks: Check[] = [];
  readonly #tell: (telling: Telling) => void;
  readonly #look: (look: Look) => Promise<void>;
  readonly #signal: AbortSignal;
  readonly #query = { project: tourProject };

  /** Whoever aborts the signal ends the step where it waits for something. */
  constructor(
    rack: Rack,
    user: RackUser,
    audience: {
      readonly told: (telling: Telling) => void;
      readonly looks?: (look: Look) => Promise<void>;
    },
    signal: AbortSignal,
  ) {
    this.rack = rack;
    this.user = user;
    this.#tell = audience.told;
    this.#look = audience.looks ?? (() => Promise.resolve());
    this.#signal = signal;
  }

  /** A sled whose sled agent tells causes, or one that is too old to. */
  sled(age: 'new' | 'old'): SledHandle {
    const found = this.rack.sleds.find(({ version }) => version >= 49 === (age === 'new'));
    if (found === undefined) throw new Error(`the tour needs a sled agent that is ${age}`);
    return found;
  }

  did(text: string): void {
    this.#tell({ kind: 'did', text });
  }

  /** Says whether it is as expected, and goes on in any case. */
  check(what: string, found: unknown, wanted: unknown): void {
    const ok = isDeepStrictEqual(found, wanted);
    const check: Check = { what, ok, found: ok ? null : inspect(found, { depth: 6 }) };
    this.checks.push(check);
    this.#tell({ kind: 'check', ...check });
  }

  // What the user does.

  async create(name: string, more: Partial<InstanceCreate> = {}): Promise<Instance> {
    const body: InstanceCreate = {
      name,
      description: '',
      hostname: name,
      ncpus: 2,
      memory: 4 * gibibyte,
      start: false,
      ...more,
    };
    return valueOf(await this.user.external.instanceCreate({ query: this.#query, body }));
  }

  /** Starts it and waits for the outcome; shows and gives the answer. */
  async start(name: string): Promise<{ readonly status: number; readonly message: string | null }> {
    const answer = await this.user.external.instanceStart({
      path: { instance: name },
      query: this.#query,
      header: { prefer: 'wait=20' },
    });
    const status = answer.status ?? 0;
    const message = answer.ok ? null : answer.message;
    this.seen('user', `POST /v1/instances/${name}/start (Prefer: wait=20)`, [
      String(status),
      ...(message === null ? [] : [message]),
    ]);
    return { status, message };
  }

  /** The same without waiting; gives the attempt's id. */
  async startAndLeave(name: string): Promise<string> {
    const path = { instance: name };
    const answer = await this.user.external.instanceStart({ path, query: this.#query });
    valueOf(answer);
    const attempt = answer.ok ? answer.headers.get('start-attempt') : null;
    if (attempt === null) throw new Error(`the start of ${name} has no attempt`);
    return attempt;
  }

  /** Starts it on this sled: the operator closes all others for a moment. */
  async startOn(sled: SledHandle, name: string): Promise<void> {
    const others = this.rack.sleds.filter(({ id }) => id !== sled.id);
    const set = async (state: 'provisionable' | 'non_provisionable'): Promise<void> => {
      for (const { id } of others) {
        valueOf(
          await this.rack.operator.external.sledSetProvisionPolicy({
            path: { sled_id: id },
            body: { state },
          }),
        );
      }
    };
    await set('non_provisionable');
    try {
      await this.startAndLeave(name);
      await this.until(name, 'running', 15);
    } finally {
      await set('provisionable');
    }
  }

  async view(name: string): Promise<Instance> {
    return valueOf(
      await this.user.external.instanceView({ path: { instance: name }, query: this.#query }),
    );
  }

  /** The newest first. */
  async attempts(name: string): Promise<readonly StartAttempt[]> {
    const page = await this.user.external.instanceStartAttemptList({
      path: { instance: name },
      query: { ...this.#query, sort_by: 'time_and_id_descending' },
    });
    return valueOf(page).items;
  }

  /** Oldest first. */
  async events(name: string): Promise<readonly InstanceEvent[]> {
    const path = { instance: name };
    return valueOf(await this.user.external.instanceEventList({ path, query: this.#query })).items;
  }

  /** Waits until it is as wanted. @throws Error after so many seconds. */
  async untilView(
    name: string,
    what: string,
    isSo: (instance: Instance) => boolean | Promise<boolean>,
    seconds: number,
  ): Promise<Instance> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      this.#signal.throwIfAborted();
      const instance = await this.view(name);
      if (await isSo(instance)) return instance;
      if (Date.now() > deadline) {
        throw new Error(
          `${name} is ${instance.run_state}, and not ${what} after ${String(seconds)} s`,
        );
      }
      await sleep(pollMs);
    }
  }

  until(name: string, state: Instance['run_state'], seconds: number): Promise<Instance> {
    return this.untilView(name, state, ({ run_state }) => run_state === state, seconds);
  }

  // What the operator asks.

  async operatorView(id: string): Promise<OperatorInstance> {
    const path = { instance_id: id };
    return valueOf(await this.rack.operator.operator.instanceView({ path }));
  }

  /** All of an instance, also those that are gone; the newest first. */
  async vmms(id: string): Promise<readonly Vmm[]> {
    const query = { instance_id: id, deleted: true };
    const { items } = valueOf(await this.rack.operator.operator.vmmList({ query }));
    return items.toSorted((a, b) => (a.time_created < b.time_created ? 1 : -1));
  }

  // What goes wrong.

  /** The VMM of the instance on this sled fails. */
  async failVmm(sled: SledHandle, id: string, failure: VmmFailure): Promise<void> {
    const { active_vmm_id } = await this.operatorView(id);
    if (active_vmm_id === null) throw new Error('the instance has no VMM');
    const failed = await sled.control.failVmm(active_vmm_id, failure);
    if (!failed.ok) throw new Error(`${sled.serial} lets no VMM fail: ${failed.message}`);
  }

  // What is shown.

  seen(by: 'user' | 'operator', request: string, lines: readonly string[]): void {
    this.#tell({ kind: 'seen', by, request, lines });
  }

  /** The view of the user, the newest attempt, and the last events. */
  async showUser(name: string, eventCount = 6): Promise<void> {
    const path = `/v1/instances/${name}`;
    this.seen('user', `GET ${path}`, showInstance(await this.view(name)));
    const [newest] = await this.attempts(name);
    if (newest !== undefined) {
      this.seen('user', `GET ${path}/start-attempts (the newest)`, showAttempt(newest));
    }
    const events = await this.events(name);
    const shown = events.slice(-eventCount).flatMap(showEvent);
    this.seen('user', `GET ${path}/events (the last ${String(shown.length)})`, shown);
    await this.#look({ by: 'user', name });
  }

  /** The instance as operators see it, and its VMMs. */
  async showOperator(id: string): Promise<void> {
    const instance = await this.operatorView(id);
    const command = `${tourProject}/${instance.name}`;
    this.seen(
      'operator',
      `GET /operator/instances/${id}  (nexus instance show ${command})`,
      showOperatorInstance(instance),
    );
    const vmms = await this.vmms(id);
    if (vmms.length > 0) {
      this.seen(
        'operator',
        `GET /operator/vmms?instance_id=${id}&deleted=true  (nexus vmm list --deleted --instance ${command})`,
        vmms.flatMap(showVmm),
      );
    }
    await this.#look({ by: 'operator', id });
  }
}
