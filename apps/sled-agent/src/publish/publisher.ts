import type { Uuid } from '@skewline/runtime/api';
import type { SledVmmState } from '@skewline/sled-agent-types/v49';
import type { Logger } from 'pino';
import type { Faults } from '../faults/faults.ts';
import { delayAfter, wait, type Waits } from '../wait.ts';
import type { Sent, Transport } from './transport.ts';

/** What a publisher needs of the agent. */
export interface Outbox {
  /** The report that a VMM has to send now, if any. */
  readonly next: (vmmId: Uuid) => SledVmmState | undefined;
  /** Nexus has it, or will never take it. */
  readonly done: (vmmId: Uuid, report: SledVmmState) => void;
  /** Gives why what was seen is not on the disk. Nobody is told what a crash could take back. */
  readonly stored: () => Promise<string | null>;
}

export interface PublisherStatistics {
  readonly taken: number;
  readonly refused: number;
  readonly failures: number;
  /** What nexus could not be told because it is too old, in the words of the decisions, and how often. */
  readonly losses: Readonly<Record<string, number>>;
}

interface Services {
  readonly outbox: Outbox;
  readonly transport: Transport;
  readonly faults: Faults;
  readonly waits: Waits;
  readonly log: Logger;
}

/** Tells nexus what became of VMMs: of each one report at a time, again and again until it is taken. */
export class Publisher {
  readonly #services: Services;
  readonly #ending = new AbortController();
  readonly #busy = new Map<Uuid, Promise<void>>();
  /** Reports that arrive once more, after the next one of their VMM. */
  readonly #late = new Map<Uuid, SledVmmState>();
  #statistics: PublisherStatistics = { taken: 0, refused: 0, failures: 0, losses: {} };

  constructor(services: Services) {
    this.#services = services;
  }

  get statistics(): PublisherStatistics {
    return this.#statistics;
  }

  /** There may be something to tell of this VMM. */
  wake(vmmId: Uuid): void {
    if (this.#busy.has(vmmId) || this.#ending.signal.aborted) return;
    const run = this.#run(vmmId).finally(() => {
      this.#busy.delete(vmmId);
      // Something may have come between the last look and now.
      if (this.#services.outbox.next(vmmId) !== undefined) this.wake(vmmId);
    });
    this.#busy.set(vmmId, run);
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await Promise.all(this.#busy.values());
  }

  async #run(vmmId: Uuid): Promise<void> {
    const { outbox, waits, log } = this.#services;
    const { signal } = this.#ending;
    for (let failures = 0; !signal.aborted;) {
      const report = outbox.next(vmmId);
      if (report === undefined) return;
      const sent = await this.#try(vmmId, report);
      // Whoever closes has no say in what was taken; it is told again.
      if (signal.aborted) return;
      this.#count(sent);
      if (sent.kind === 'failed') {
        failures += 1;
        const delayMs = delayAfter(failures, waits);
        log.warn({ vmmId, failures, delayMs, why: sent.why }, 'nexus was not told, and will be');
        await wait(delayMs, signal);
        continue;
      }
      failures = 0;
      if (sent.kind === 'refused') log.error({ vmmId, why: sent.why }, 'nexus refuses a report');
      else if (sent.losses.length > 0) {
        log.warn({ vmmId, version: sent.version, losses: sent.losses }, 'nexus is too old to hear');
      }
      outbox.done(vmmId, report);
    }
  }

  async #try(vmmId: Uuid, report: SledVmmState): Promise<Sent> {
    const { outbox, faults } = this.#services;
    const problem = await outbox.stored();
    if (problem !== null) return { kind: 'failed', why: problem };
    const { signal } = this.#ending;
    const send = (): Promise<Sent> => this.#services.transport(vmmId, report, signal);
    const fault = faults.ofReport(vmmId);
    if (fault === null) return this.#withLate(vmmId, await send());
    switch (fault.kind) {
      case 'drop':
        if (fault.when === 'after') await send();
        return { kind: 'failed', why: 'lost by a fault' };
      case 'delay':
        await wait(fault.delayMs ?? 1000, signal);
        return this.#withLate(vmmId, await send());
      case 'duplicate':
        await send();
        return this.#withLate(vmmId, await send());
      case 'reorder': {
        const sent = await send();
        this.#late.set(vmmId, report);
        return sent;
      }
    }
  }

  /** After a report the late one arrives, whatever becomes of it. */
  async #withLate(vmmId: Uuid, sent: Sent): Promise<Sent> {
    const late = this.#late.get(vmmId);
    if (late === undefined || sent.kind !== 'taken') return sent;
    this.#late.delete(vmmId);
    await this.#services.transport(vmmId, late, this.#ending.signal);
    return sent;
  }

  #count(sent: Sent): void {
    const before = this.#statistics;
    const name = { taken: 'taken', refused: 'refused', failed: 'failures' } as const;
    const losses = { ...before.losses };
    for (const loss of sent.kind === 'taken' ? sent.losses : []) {
      losses[loss] = (losses[loss] ?? 0) + 1;
    }
    this.#statistics = { ...before, [name[sent.kind]]: before[name[sent.kind]] + 1, losses };
  }
}
