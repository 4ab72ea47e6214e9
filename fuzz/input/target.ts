import type { Draw } from '../random.ts';

/** One thing of the codegen or the runtime that takes what others wrote. */
export interface Target {
  readonly name: string;
  /** One execution; true where what it was given was taken. What it throws is a fault. */
  run(draw: Draw, trial: Trial): boolean | Promise<boolean>;
}

/** A target with its share of the executions. */
export interface Plan {
  readonly name: string;
  /** Of `rounds` executions, this many. */
  readonly share: number;
  /** Milliseconds after which an execution is said to hang. */
  readonly limit: number;
}

/** What one execution found, and what it was given. */
export class Trial {
  readonly faults: string[] = [];
  readonly #notes: string[] = [];

  /** Something that must not happen. The first words say what, for counting; details come after. */
  fault(what: string, details = ''): void {
    this.faults.push(details === '' ? what : `${what}\n${details}`);
  }

  /** What was given, for whoever repeats the execution. */
  note(name: string, text: string): void {
    this.#notes.push(`--- ${name}\n${text}`);
  }

  get notes(): string {
    return this.#notes.join('\n');
  }
}

/** The targets, in the order of their shares. `worker.ts` has what they do. */
export const plans: readonly Plan[] = [
  { name: 'convert', share: 300, limit: 20_000 },
  { name: 'validators', share: 300, limit: 20_000 },
  { name: 'exchanges', share: 150, limit: 20_000 },
  { name: 'documents', share: 150, limit: 20_000 },
  { name: 'config', share: 70, limit: 20_000 },
  { name: 'decisions', share: 20, limit: 20_000 },
  { name: 'packages', share: 9, limit: 120_000 },
  { name: 'types', share: 1, limit: 120_000 },
];

/** Which target an execution is of: the same for a number, whatever else runs. */
export function planOf(number: number, all: readonly Plan[]): Plan {
  const rounds = all.reduce((sum, { share }) => sum + share, 0);
  // A step that has no divisor in common with the rounds mixes the targets well.
  let at = (number * 619) % rounds;
  for (const plan of all) {
    if (at < plan.share) return plan;
    at -= plan.share;
  }
  throw new RangeError('no target');
}
