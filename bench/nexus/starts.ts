/** Starts of instances, as their user sees them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Instance, InstanceEvent } from '@skewline/nexus-types/external';
import { versionHeader } from './reads.ts';
import type { Site } from './site.ts';

/** All in milliseconds. */
export interface StartTimes {
  /** From the request to its 202. */
  readonly accepted: number;
  /** From the 202 until the instance is seen to run. */
  readonly running: number;
  /** From the event `start_accepted` to `start_succeeded`, as the history has it. */
  readonly told: number;
}

/** How long to wait between two looks. */
const pauseMs = 4;
const patienceMs = 30_000;

export class Starts {
  readonly #site: Site;
  #next = 0;

  constructor(site: Site) {
    this.#site = site;
  }

  /** One instance is started and stopped again; only the start counts. */
  async one(): Promise<StartTimes> {
    const [id] = this.#take(1);
    if (id === undefined) throw new Error('there is nothing to start');
    const path = `/v1/instances/${id}`;
    const begin = performance.now();
    await this.#ask('POST', `${path}/start`, 202);
    const accepted = performance.now();
    await this.#until(id, 'running', pauseMs);
    const running = performance.now();
    const told = await this.#told(path);
    await this.#stop([id]);
    return { accepted: accepted - begin, running: running - accepted, told };
  }

  /** Starts one and waits for the outcome, in one request. Milliseconds. */
  async waited(): Promise<number> {
    const ids = this.#take(1);
    const begin = performance.now();
    await this.#startAndWait(ids[0] ?? '', 0);
    const whole = performance.now() - begin;
    await this.#stop(ids);
    return whole;
  }

  /** Starts `count` instances, `concurrency` at a time, each waiting for the outcome; starts per second. */
  async perSecond(count: number, concurrency: number, nexus: number): Promise<number> {
    const ids = this.#take(count);
    let at = 0;
    const worker = async (): Promise<void> => {
      while (at < ids.length) {
        const index = at;
        at += 1;
        await this.#startAndWait(ids[index] ?? '', index % nexus);
      }
    };
    const begin = performance.now();
    await Promise.all(Array.from({ length: concurrency }, worker));
    const seconds = (performance.now() - begin) / 1000;
    await this.#stop(ids);
    return count / seconds;
  }

  #take(count: number): readonly string[] {
    const { startable } = this.#site;
    return Array.from({ length: count }, () => {
      const id = startable[this.#next % startable.length] ?? '';
      this.#next += 1;
      return id;
    });
  }

  async #startAndWait(id: string, nexus: number): Promise<void> {
    const headers = { prefer: 'wait=30' };
    await this.#ask('POST', `/v1/instances/${id}/start`, 202, { headers, nexus });
  }

  async #stop(ids: readonly string[]): Promise<void> {
    // Who is told of a start hears of it before the sled says that the guest runs, and a stop must not come first.
    for (const id of ids) {
      await this.#until(id, 'running', 20);
      await this.#ask('POST', `/v1/instances/${id}/stop`, 202);
    }
    for (const id of ids) await this.#until(id, 'stopped', 20);
  }

  async #until(id: string, state: Instance['run_state'], pause: number): Promise<void> {
    const end = performance.now() + patienceMs;
    for (;;) {
      // The cast: it is checked by nexus's own tests what an answer is.
      const seen = (await this.#ask('GET', `/v1/instances/${id}`, 200)) as Instance;
      if (seen.run_state === state) return;
      if (performance.now() > end) throw new Error(`${id} is ${seen.run_state}, not ${state}`);
      await sleep(pause);
    }
  }

  async #told(path: string): Promise<number> {
    const end = performance.now() + patienceMs;
    for (;;) {
      const query = 'sort_by=time_and_id_descending&limit=10';
      // The cast: as above.
      const { items } = (await this.#ask('GET', `${path}/events?${query}`, 200)) as {
        readonly items: readonly InstanceEvent[];
      };
      const timeOf = (kind: string): number => {
        const event = items.find(({ what }) => what.kind === kind);
        return event === undefined ? Number.NaN : Date.parse(event.timestamp);
      };
      const took = timeOf('start_succeeded') - timeOf('start_accepted');
      // The guest may run before it is written down that the start is over: then the newest success is of the last time.
      if (took >= 0) return took;
      if (performance.now() > end) throw new Error('a start is not told of');
      await sleep(pauseMs);
    }
  }

  async #ask(
    method: 'GET' | 'POST',
    path: string,
    status: number,
    {
      headers = {},
      nexus = 0,
    }: { readonly headers?: Readonly<Record<string, string>>; readonly nexus?: number } = {},
  ): Promise<unknown> {
    const { urls, token } = this.#site;
    const response = await fetch(`${urls[nexus] ?? ''}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...versionHeader, ...headers },
    });
    const text = await response.text();
    if (response.status !== status) {
      throw new Error(`${method} ${path}: ${String(response.status)} ${text}`);
    }
    return JSON.parse(text);
  }
}
