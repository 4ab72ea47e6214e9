import { connect, sledPowerPut } from '@skewline/gateway-types/client';
import type { Logger } from 'pino';
import type { SledAgentConfig } from './config.ts';
import { delayAfter, wait } from './wait.ts';

/** Tells the gateway whether the sled has power, until it has heard it; the newest counts. */
export class PowerTeller {
  readonly #tell: ((state: 'A0' | 'A2', signal: AbortSignal) => Promise<string | null>) | null;
  readonly #log: Logger;
  readonly #closing = new AbortController();
  #telling = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor({ gatewayUrl, serial }: Pick<SledAgentConfig, 'gatewayUrl' | 'serial'>, log: Logger) {
    this.#log = log;
    if (gatewayUrl === null) {
      this.#tell = null;
      return;
    }
    const gateway = connect({ baseUrl: gatewayUrl, timeoutMs: 5000, retries: 0 });
    this.#tell = async (state, signal) => {
      const call = { path: { serial }, body: { power_state: state } };
      const told = await sledPowerPut(gateway, call, { signal });
      return told.ok ? null : `${told.code}: ${told.message}`;
    };
  }

  /** Gives whether the gateway was told within the time; it goes on trying after that. */
  async set(power: 'on' | 'off', waitMs: number): Promise<boolean> {
    if (this.#tell === null) return false;
    this.#telling.abort();
    const before = this.#running;
    this.#telling = new AbortController();
    const signal = AbortSignal.any([this.#telling.signal, this.#closing.signal]);
    const telling = before.then(() => this.#run(power === 'on' ? 'A0' : 'A2', signal));
    this.#running = telling.then(() => {});
    return Promise.race([telling, wait(waitMs, signal).then(() => false)]);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(state: 'A0' | 'A2', signal: AbortSignal): Promise<boolean> {
    for (let failures = 1; !signal.aborted; failures += 1) {
      // What is being said is said to its end: cut off, it could arrive after what is said next.
      const problem = (await this.#tell?.(state, this.#closing.signal)) ?? null;
      if (problem === null) return true;
      if (signal.aborted) break;
      this.#log.warn({ state, problem }, 'the gateway was not told of the power, and will be');
      await wait(delayAfter(failures, { firstDelayMs: 250, maxDelayMs: 10_000 }), signal);
    }
    return false;
  }
}
