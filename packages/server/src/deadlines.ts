/** Something that has to be done in time. */
export interface Pending {
  /** When it began, in ticks. For `Deadlines` only. */
  tick: number;
  expire(): void;
}

/** How many ticks the time is made of: nothing expires early, and nothing a tick too late. */
const ticks = 10;

/**
 * One timer for everything that has the same time to be done in: a timer for each request would cost
 * more than reading most bodies.
 */
export class Deadlines {
  readonly #milliseconds: number;
  /** In the order in which they began, and so in which they expire. */
  readonly #pending = new Set<Pending>();
  #tick = 0;
  #isTicking = false;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  begin(pending: Pending): void {
    pending.tick = this.#tick;
    this.#pending.add(pending);
    if (!this.#isTicking) this.#wait();
  }

  end(pending: Pending): void {
    this.#pending.delete(pending);
  }

  /** The timer does not keep a process alive: what it waits for does. */
  #wait(): void {
    this.#isTicking = true;
    setTimeout(() => this.#expire(), this.#milliseconds / ticks).unref();
  }

  #expire(): void {
    this.#isTicking = false;
    this.#tick += 1;
    for (const pending of this.#pending) {
      if (this.#tick - pending.tick <= ticks) break;
      this.#pending.delete(pending);
      pending.expire();
    }
    if (this.#pending.size > 0) this.#wait();
  }
}
