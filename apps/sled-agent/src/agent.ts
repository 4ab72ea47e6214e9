import { Refusal, refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type {
  InstanceEnsureBody,
  SledVmmState,
  VmmStateRequested,
} from '@skewline/sled-agent-types/v49';
import type { Logger } from 'pino';
import type { SledAgentConfig } from './config.ts';
import { delaysOf } from './config.ts';
import type { Faults } from './faults/faults.ts';
import { Fetcher } from './migration/fetcher.ts';
import type { Pull, PullStep } from './migration/peers.ts';
import { Publisher, type PublisherStatistics } from './publish/publisher.ts';
import type { Transport } from './publish/transport.ts';
import type { StateFile } from './state/state-file.ts';
import type { Attachments } from './vmm/attachments.ts';
import { beginGiving, handOver, keep } from './vmm/give.ts';
import { happen, type VmmEvent } from './vmm/happen.ts';
import { afterReport, end } from './vmm/observe.ts';
import { isGone, noSuchInstance } from './vmm/refusals.ts';
import { register } from './vmm/register.ts';
import { request } from './vmm/request.ts';
import { type Failure, isEnding, type Moment, type Vmm } from './vmm/vmm.ts';

interface Services {
  readonly config: SledAgentConfig;
  readonly file: StateFile;
  readonly faults: Faults;
  readonly transport: Transport;
  readonly log: Logger;
}

/** How many migrations that are over are remembered. */
const rememberedMigrations = 1000;
/** More than are under way at any time. */
const rememberedVmms = 1000;

/** A VMM before and after a decision about it. */
interface Decided {
  readonly before: Vmm | undefined;
  /** Null: it is not here any more. */
  readonly after: Vmm | null;
}

type Decision = (there: Vmm | undefined, moment: Moment) => Vmm | null | Refusal;

/**
 * Performs what is decided about VMMs: keeps them, watches the clock for them, tells nexus, and fetches guests. From its
 * making until `close` it is the sled agent's process, so to say; the VMMs outlive it in the file.
 */
export class Agent {
  readonly #services: Services;
  readonly #delays: Moment['delays'];
  readonly #vmms: Map<Uuid, Vmm>;
  readonly #timers = new Map<Uuid, NodeJS.Timeout>();
  readonly #publisher: Publisher;
  readonly #fetcher: Fetcher;
  #isClosed = false;

  constructor(services: Services) {
    const { config, file, faults, transport, log } = services;
    this.#services = services;
    this.#delays = delaysOf(config);
    this.#vmms = new Map(file.state.vmms.map((vmm) => [vmm.id, vmm]));
    this.#publisher = new Publisher({
      outbox: {
        next: (id) => this.#vmms.get(id)?.unsent[0],
        done: (id, report) => {
          this.#decide(id, (vmm) => (vmm === undefined ? null : afterReport(vmm, report)));
        },
        stored: async () => (await file.flush())?.message ?? null,
      },
      transport,
      faults,
      waits: config.publish,
      log,
    });
    this.#fetcher = new Fetcher({
      peers: config.peers,
      vmm: (id) => this.#vmms.get(id),
      happened: (id, event) => {
        this.#event(id, event);
      },
      log,
    });
    // What goes on goes on, and nexus hears how things are: what it was told last may have been lost.
    for (const vmm of this.#vmms.values()) {
      const unsent = vmm.unsent.length > 0 ? vmm.unsent : [vmm.state];
      this.#put({ ...vmm, unsent });
    }
  }

  get vmms(): readonly Vmm[] {
    return [...this.#vmms.values()];
  }

  get statistics(): PublisherStatistics {
    return this.#publisher.statistics;
  }

  /** One that has ended does not begin again: a request that comes so late is one that nobody waits for any more. */
  async register(id: Uuid, body: InstanceEnsureBody): Promise<Vmm | Refusal> {
    const hasEnded = !this.#vmms.has(id) && this.#services.file.state.ended?.includes(id) === true;
    if (hasEnded) return isGone(id);
    return this.#decideOne(id, (there, { now }) => register(there, id, body, now));
  }

  /** Null: there was none. */
  async unregister(id: Uuid): Promise<SledVmmState | null | Refusal> {
    let last: SledVmmState | null = null;
    // Also where there was none: its registration may still be on the way.
    if (!this.#isClosed) this.#remember(id);
    const decided = await this.#store(
      this.#decide(id, (there, { now }) => {
        last = there === undefined ? null : end(there, { kind: 'destroyed' }, now).state;
        return null;
      }),
    );
    return decided instanceof Refusal ? decided : last;
  }

  /** A VMM that is there, and is not about to go. */
  find(id: Uuid): Vmm | Refusal {
    const vmm = this.#vmms.get(id);
    if (vmm === undefined) return noSuchInstance(id);
    return isEnding(vmm) ? isGone(id) : vmm;
  }

  /** Null where nothing that nexus can see has changed. */
  async request(id: Uuid, requested: VmmStateRequested): Promise<SledVmmState | null | Refusal> {
    const failure = requested.type === 'running' ? this.#services.file.state.nextStartFails : null;
    const decided = this.#decide(id, (there, moment) =>
      there === undefined ? noSuchInstance(id) : request(there, requested, moment, failure),
    );
    if (decided instanceof Refusal) return decided;
    const { before, after } = decided;
    const hasBegun = before?.work === null && after?.work?.kind === 'boot';
    if (failure !== null && hasBegun) this.failNextStart(null);
    const stored = await this.#store(decided);
    if (stored instanceof Refusal || after === null)
      return stored instanceof Refusal ? stored : null;
    return after.state === before?.state ? null : after.state;
  }

  async attach(
    id: Uuid,
    change: (attachments: Attachments, vmm: Vmm) => Attachments | Refusal,
  ): Promise<Vmm | Refusal> {
    return this.#decideOne(id, () => {
      const vmm = this.find(id);
      if (vmm instanceof Refusal) return vmm;
      const attachments = change(vmm.attachments, vmm);
      return attachments instanceof Refusal ? attachments : { ...vmm, attachments };
    });
  }

  /** Something happens to a VMM because somebody wants to see it happen. */
  async befall(id: Uuid, event: VmmEvent): Promise<Vmm | Refusal> {
    return this.#decideOne(id, (_there, moment) => {
      const vmm = this.find(id);
      return vmm instanceof Refusal ? vmm : happen(vmm, event, moment);
    });
  }

  /** The VMM is gone, and nobody is told. */
  async forget(id: Uuid): Promise<null | Refusal> {
    const decided = this.#decide(id, (there) => (there === undefined ? noSuchInstance(id) : null));
    const stored = await this.#store(decided);
    return stored instanceof Refusal ? stored : null;
  }

  failNextStart(failure: Failure | null): void {
    this.#services.file.change({ nextStartFails: failure });
  }

  /** What the target of a migration asks for. */
  async give(step: PullStep, asked: Pull): Promise<null | Refusal> {
    const { file } = this.#services;
    const migrationId = asked.migration_id;
    const source = this.vmms.find(
      ({ registration }) =>
        registration.propolis_addr === asked.source &&
        registration.instance_id === asked.instance_id,
    );
    if (source === undefined) {
      const isOver = step === 'finish' && file.state.handedOver.includes(migrationId);
      return isOver ? null : noSuchInstance(asked.source);
    }
    const decided = this.#decide(source.id, (_there, moment) => {
      if (step === 'abort') return keep(source, migrationId, moment);
      return step === 'begin'
        ? beginGiving(source, migrationId, moment)
        : handOver(source, migrationId, moment);
    });
    if (!(decided instanceof Refusal) && step === 'finish') {
      const others = file.state.handedOver.filter((one) => one !== migrationId);
      file.change({ handedOver: [...others, migrationId].slice(-rememberedMigrations) });
    }
    const stored = await this.#store(decided);
    return stored instanceof Refusal ? stored : null;
  }

  /** Waits for what is being sent and stored, and does nothing more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await Promise.all([this.#publisher.close(), this.#fetcher.close()]);
  }

  #event(id: Uuid, event: VmmEvent): void {
    this.#decide(id, (vmm, moment) => (vmm === undefined ? null : happen(vmm, event, moment)));
    // Who needs it on the disk waits for that; here it must only come to pass.
    void this.#services.file.flush();
  }

  async #decideOne(id: Uuid, decision: Decision): Promise<Vmm | Refusal> {
    const stored = await this.#store(this.#decide(id, decision));
    if (stored instanceof Refusal) return stored;
    return stored.after ?? noSuchInstance(id);
  }

  #decide(id: Uuid, decision: Decision): Decided | Refusal {
    if (this.#isClosed) return unavailable('the sled agent is being stopped');
    const before = this.#vmms.get(id);
    const after = decision(before, { now: Date.now(), delays: this.#delays });
    if (after instanceof Refusal) return after;
    if (after === null && before !== undefined) this.#remove(id);
    if (after !== null && after !== before) this.#put(after);
    if (before !== undefined) this.#fetcher.changed(before, after);
    return { before, after };
  }

  /** What was decided, once a crash cannot take it back. */
  async #store(decided: Decided | Refusal): Promise<Decided | Refusal> {
    if (decided instanceof Refusal) return decided;
    const problem = await this.#services.file.flush();
    if (problem === null) return decided;
    this.#services.log.error({ problem: problem.message }, 'the state cannot be stored');
    return unavailable('the state of the sled cannot be stored now');
  }

  #put(vmm: Vmm): void {
    const before = this.#vmms.get(vmm.id);
    this.#vmms.set(vmm.id, vmm);
    this.#changed();
    if (before?.state !== vmm.state) {
      this.#services.log.info({ vmmId: vmm.id, state: vmm.state }, 'a VMM has changed');
    }
    this.#schedule(vmm);
    if (vmm.unsent.length > 0) this.#publisher.wake(vmm.id);
    this.#fetcher.wake(vmm);
  }

  #remove(id: Uuid): void {
    this.#remember(id);
    this.#vmms.delete(id);
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.#changed();
    this.#services.log.info({ vmmId: id }, 'a VMM is gone');
  }

  #remember(id: Uuid): void {
    const { file } = this.#services;
    const others = (file.state.ended ?? []).filter((one) => one !== id);
    file.change({ ended: [...others, id].slice(-rememberedVmms) });
  }

  #changed(): void {
    this.#services.file.change({ vmms: this.vmms });
  }

  #schedule({ id, work }: Vmm): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    if (work === null) return;
    // Never before it is due: clocks of timers and of days differ by a little. One that is far away is looked at again.
    const delay = Math.min(Math.max(0, Math.ceil(work.dueAt - Date.now())), 2 ** 31 - 1);
    const timer = setTimeout(() => {
      this.#event(id, { kind: 'time' });
      const vmm = this.#vmms.get(id);
      if (vmm?.work === work) this.#schedule(vmm);
    }, delay);
    this.#timers.set(id, timer);
  }
}

function unavailable(message: string): Refusal {
  return refusal(503, message, 'ServiceNotAvailable');
}
