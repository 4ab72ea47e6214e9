import { Refusal } from '@skewline/runtime';
import { decisions } from '../../src/decisions.ts';

/** A decision that was asked, e.g. `v10 up NetworkInterface.ip_config`. */
export interface Asked {
  readonly id: string;
  readonly loss: string | undefined;
}

type Answer = ((...input: readonly unknown[]) => unknown) & { readonly loss?: string };

const asked = new Map<string, Asked>();
const refusals = new WeakSet<Refusal>();

/** Puts itself before every decision, in this process: shims look a decision up when they need it. */
export function recordDecisions(): void {
  for (const [version, step] of Object.entries(decisions)) {
    for (const [direction, answers] of Object.entries(step)) {
      // Every member of a step's direction is a decision.
      const members = answers as Record<string, Answer>;
      for (const [key, decide] of Object.entries(members)) {
        const id = `${version} ${direction} ${key}`;
        members[key] = (...input) => {
          asked.set(id, { id, loss: decide.loss });
          const answer = decide(...input);
          if (answer instanceof Refusal) refusals.add(answer);
          return answer;
        };
      }
    }
  }
}

/** What was asked while this ran. */
export function recorded<T>(run: () => T): { readonly result: T; readonly asked: readonly Asked[] } {
  asked.clear();
  const result = run();
  return { result, asked: [...asked.values()] };
}

/** Whether a decision gave it: then a person has declared this failure. */
export function isDeclared(refusal: Refusal): boolean {
  return refusals.has(refusal);
}
