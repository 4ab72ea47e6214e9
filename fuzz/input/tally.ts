import type { Plan } from './target.ts';
import type { Report } from './worker.ts';

interface Row {
  executions: number;
  taken: number;
  slowest: number;
}

interface Wrong {
  readonly first: string;
  /** By their numbers. */
  readonly executions: number[];
}

const mostTold = 20;

/** What was run, what was taken, and what was wrong. */
export class Tally {
  readonly #rows = new Map<string, Row>();
  readonly #wrong = new Map<string, Wrong>();
  readonly #tell: (line: string) => void;

  /** `tell` is told at once of each fault, but for what there were many of. */
  constructor(tell: (line: string) => void = () => undefined) {
    this.#tell = tell;
  }

  add({ target, executions, taken, slowest, faults }: Report): void {
    const row = this.#row(target);
    row.executions += executions;
    row.taken += taken;
    row.slowest = Math.max(row.slowest, slowest);
    for (const { number, what, notes } of faults) this.#fault(target, number, what, notes);
  }

  /** An execution that ended its worker. */
  broken(target: string, number: number, what: string): void {
    this.#row(target).executions += 1;
    this.#fault(target, number, what, '');
  }

  get faults(): number {
    return this.#wrong.size;
  }

  /** A line that says how far it is. */
  progress(seconds: number): string {
    return `after ${seconds.toFixed(0)} s: ${String(this.#executions())} executions, ${String(this.faults)} faults`;
  }

  report(plans: readonly Plan[], seconds: number, seed: number): string {
    const wrong = [...this.#wrong]
      .toSorted(([, one], [, other]) => other.executions.length - one.executions.length)
      .map(([key, { first, executions }]) => {
        // The same words may be said of different things.
        const [one, ...others] = executions.slice(0, mostTold);
        const numbers = `  --only ${String(one)} --targets … as above${others.length === 0 ? '' : `; also ${others.join(', ')}`}`;
        return `WRONG ${String(executions.length)} times: ${key}\n${numbers}\n${first}`;
      });
    const rows = plans.map(({ name }) => {
      const { executions, taken, slowest } = this.#row(name);
      const part = executions === 0 ? 0 : (100 * taken) / executions;
      return `${name.padEnd(12)}${String(executions).padStart(10)}${`${part.toFixed(0)} %`.padStart(9)}${`${String(slowest)} ms`.padStart(12)}`;
    });
    const total = this.#executions();
    return [
      ...wrong,
      'target      executions    taken     slowest (ms of a processor)',
      ...rows,
      `seed ${String(seed)}: ${String(total)} executions in ${seconds.toFixed(0)} s, ${(total / seconds).toFixed(0)} a second, ${String(this.faults)} faults`,
      '',
    ].join('\n');
  }

  #executions(): number {
    return [...this.#rows.values()].reduce((sum, { executions }) => sum + executions, 0);
  }

  #row(target: string): Row {
    let row = this.#rows.get(target);
    if (row === undefined) this.#rows.set(target, (row = { executions: 0, taken: 0, slowest: 0 }));
    return row;
  }

  /** The first words are what is wrong; what follows is about one case of it. */
  #fault(target: string, number: number, what: string, notes: string): void {
    const [words = '', ...details] = what.split('\n');
    const key = `${target}: ${words}`;
    const known = this.#wrong.get(key);
    const executions = known?.executions ?? [];
    executions.push(number);
    if (known === undefined) {
      const lines = [...details, notes.slice(0, 1500)];
      this.#wrong.set(key, { first: lines.map((line) => `  ${line}`).join('\n'), executions });
    }
    if (executions.length <= mostTold) this.#tell(`WRONG --only ${String(number)}: ${key}`);
  }
}
