/** Something that has to be done in time. */
export interface Pending {
  /** In the milliseconds of `performance.now()`. Set by `begin`. */
  deadline: number;
  expire(): void;
}

/**
 * One timer for everything that has the same time to be done in: a timer for each request would cost
 * more than reading most bodies.
 */
export class Deadlines {
  readonly #milliseconds: number;
  /** In the order of their deadlines, because all have the same time. */
  readonly #pending = new Set<Pending>();
  #isArmed = false;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  begin(pending: Pending): void {
    pending.deadline = performance.now() + this.#milliseconds;
    this.#pending.add(pending);
    if (!this.#isArmed) this.#arm(this.#milliseconds);
  }

  end(pending: Pending): void {
    this.#pending.delete(pending);
  }

  /** The timer does not keep a process alive: what it waits for does. */
  #arm(milliseconds: number): void {
    this.#isArmed = true;
    setTimeout(() => this.#expire(), milliseconds).unref();
  }

  #expire(): void {
    this.#isArmed = false;
    // A timer may be early by a part of a millisecond.
    const now = performance.now() + 1;
    for (const pending of this.#pending) {
      if (pending.deadline > now) {
        this.#arm(pending.deadline - now + 1);
        return;
      }
      this.#pending.delete(pending);
      pending.expire();
    }
  }
}
