import type { ProcessEvent } from '../../src/index.ts';
import type { Violation } from '../invariants/invariant.ts';

/** Remembers processes that have ended although nobody ended them. */
export class EndWatch {
  readonly #starting = new Set<string>();
  #violations: Violation[] = [];
  #isTroubleExpected = false;

  /** Until the next quiet point processes may refuse to begin: what they need is away. */
  expectTrouble(): void {
    this.#isTroubleExpected = true;
  }

  hear(event: ProcessEvent): void {
    const { kind, name } = event;
    if (kind === 'started') this.#starting.add(name);
    if (kind === 'ready') this.#starting.delete(name);
    if (kind !== 'ended' || !event.unexpected) return;
    if (this.#starting.has(name) && this.#isTroubleExpected) return;
    const how = event.exit.signal ?? `exit code ${String(event.exit.code)}`;
    const when = this.#starting.has(name) ? 'when it began' : 'while it ran';
    this.#violations.push({
      invariant: 'processes_live',
      evidence: `${name} has ended by itself ${when} (${how})`,
    });
  }

  /** What there was since it was asked last. */
  take(): readonly Violation[] {
    const taken = this.#violations;
    this.#violations = [];
    this.#isTroubleExpected = false;
    return taken;
  }
}
