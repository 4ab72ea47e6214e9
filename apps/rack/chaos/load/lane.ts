import { setTimeout as sleep } from 'node:timers/promises';
import type { Draw } from '../draw.ts';
import type { Violation } from '../invariants/invariant.ts';
import type { Account } from './accounts.ts';
import { drawOperation } from './operation.ts';
import { perform } from './perform.ts';
import type { Tally } from './tally.ts';

/** Somebody who asks for one thing after the other, at one nexus as long as it answers. */
export class Lane {
  readonly #account: Account;
  readonly #draw: Draw;
  readonly #sleds: number;
  #nexus: number;

  constructor(account: Account, draw: Draw, sleds: number, nexus: number) {
    this.#account = account;
    this.#draw = draw;
    this.#sleds = sleds;
    this.#nexus = nexus;
  }

  /** Asks until the signal says to stop, and for the last answer then. */
  async run(
    signal: AbortSignal,
    tally: Tally,
    onViolation: (violation: Violation) => void,
  ): Promise<void> {
    while (!signal.aborted) {
      const operation = drawOperation(this.#draw, this.#sleds);
      const answered = await perform(operation, this.#account.at(this.#nexus));
      for (const one of tally.add(this.#account.user, operation, answered)) onViolation(one);
      if (!/^\d/.test(answered.outcome)) this.#nexus += 1;
      await sleep(this.#draw.between(20, 400));
    }
  }
}
