import { setTimeout as sleep } from 'node:timers/promises';
import type { NexusHandle } from '../../src/index.ts';
import type { Tenant } from './tenant.ts';

const pauseMs = 50;

/** What an observer saw, in the order in which it did. */
export interface Observed {
  /** Calls that were answered. */
  readonly answers: number;
  /** Calls that were not, though their nexus was not being restarted at that time. */
  readonly unexpected: readonly string[];
  /** Times when no nexus answered. */
  readonly silences: readonly string[];
  /** VMMs whose generation went back, and instances that were not there any more. */
  readonly lost: readonly string[];
}

/** Why a call comes to nothing while its nexus ends or begins: nobody listens, or it refuses what is new. */
const passing: ReadonlySet<string> = new Set(['network', 'timeout', 'versions_unknown', '503']);

/**
 * Asks each nexus again and again, over connections that are never made anew, for the instances and the VMMs that there
 * are.
 */
export class Observer {
  readonly #posts: readonly { readonly nexus: NexusHandle; readonly tenant: Tenant }[];
  readonly #expected: ReadonlySet<string>;
  readonly #restarts: { readonly name: string; readonly from: number; to: number }[] = [];
  readonly #generations = new Map<string, number>();
  readonly #unexpected: string[] = [];
  readonly #silences: string[] = [];
  readonly #lost: string[] = [];
  #answers = 0;
  #ended = false;
  readonly #run: Promise<void>;

  /** `expected`: names of instances that are there all the while. */
  constructor(tenant: Tenant, expected: readonly string[]) {
    this.#posts = tenant.rack.nexus.map((nexus) => ({ nexus, tenant: tenant.at(nexus) }));
    this.#expected = new Set(expected);
    this.#run = this.#observe();
  }

  /** Until it is over, the nexus need not answer. */
  async restarting({ name }: NexusHandle, work: () => Promise<void>): Promise<void> {
    const restart = { name, from: Date.now(), to: Infinity };
    this.#restarts.push(restart);
    try {
      await work();
    } finally {
      restart.to = Date.now();
    }
  }

  async end(): Promise<Observed> {
    this.#ended = true;
    await this.#run;
    return {
      answers: this.#answers,
      unexpected: this.#unexpected,
      silences: this.#silences,
      lost: this.#lost,
    };
  }

  async #observe(): Promise<void> {
    while (!this.#ended) {
      const seen = await Promise.all(this.#posts.map((post) => this.#ask(post)));
      if (!seen.includes(true)) this.#silences.push(new Date().toISOString());
      await sleep(pauseMs);
    }
  }

  async #ask({ nexus, tenant }: { nexus: NexusHandle; tenant: Tenant }): Promise<boolean> {
    const began = Date.now();
    const [instances, vmms] = await Promise.all([
      tenant.user.external.instanceList({ query: { ...tenant.query, limit: 1000 } }),
      tenant.operator.operator.vmmList({ query: { limit: 1000 } }),
    ]);
    for (const answer of [instances, vmms]) {
      if (answer.ok) continue;
      const code = answer.code === 'error_status' ? String(answer.status) : answer.code;
      const isPassing = passing.has(code) && this.#isRestarted(nexus.name, began);
      if (!isPassing) this.#unexpected.push(`${nexus.name}: ${code}: ${answer.message}`);
    }
    if (instances.ok) {
      const names = new Set(instances.value.items.map(({ name }) => name));
      const missing = [...this.#expected].filter((name) => !names.has(name));
      this.#lost.push(...missing.map((name) => `${nexus.name} does not know ${name}`));
    }
    if (vmms.ok) {
      for (const { id, generation } of vmms.value.items)
        this.#grow(`${nexus.name}: VMM ${id}`, generation);
    }
    if (instances.ok && vmms.ok) this.#answers += 1;
    return instances.ok && vmms.ok;
  }

  /** Of each nexus by itself: what one reads first may arrive last. */
  #grow(vmm: string, generation: number): void {
    const before = this.#generations.get(vmm) ?? 0;
    if (generation < before) {
      this.#lost.push(`${vmm} went from ${String(before)} to ${String(generation)}`);
    }
    this.#generations.set(vmm, generation);
  }

  #isRestarted(name: string, began: number): boolean {
    return this.#restarts.some((one) => one.name === name && one.to >= began);
  }
}
