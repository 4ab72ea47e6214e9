/** Something that has to be done in time. */
export interface Pending {
  readonly isDone: boolean;
  expire(): void;
}

/**
 * One timer for everything that has the same time to be done in: a timer for each request would cost
 * more than reading most bodies. What is done within the same turn of the event loop, as most bodies
 * are, costs next to nothing.
 */
export class Deadlines {
  readonly #milliseconds: number;
  /** Begun in this turn. */
  #fresh: Pending[] = [];
  /** With their deadlines, in the order of these, because all have the same time. */
  readonly #late = new Map<Pending, number>();
  #isArmed = false;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  begin(pending: Pending): void {
    if (this.#fresh.push(pending) === 1) setImmediate(() => this.#watch());
  }

  /** Forgets what has been done. */
  end(pending: Pending): void {
    if (this.#late.size > 0) this.#late.delete(pending);
  }

  #watch(): void {
    const deadline = performance.now() + this.#milliseconds;
    for (const pending of this.#fresh) {
      if (!pending.isDone) this.#late.set(pending, deadline);
    }
    this.#fresh = [];
    if (this.#late.size > 0 && !this.#isArmed) this.#arm(this.#milliseconds);
  }

  /** The timer does not keep a process alive: what it waits for does. */
  #arm(milliseconds: number): void {
    this.#isArmed = true;
    setTimeout(() => this.#expire(), milliseconds).unref();
  }

  #expire(): void {
    this.#isArmed = false;
    const now = performance.now();
    for (const [pending, deadline] of this.#late) {
      if (deadline > now) {
        this.#arm(deadline - now + 1);
        return;
      }
      pending.expire();
    }
  }
}
