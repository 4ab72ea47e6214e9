import type { Plan } from './target.ts';
import type { Report } from './worker.ts';

interface Row {
  executions: number;
  taken: number;
  slowest: number;
}

/** What was run, what was taken, and what was wrong. */
export class Tally {
  readonly #rows = new Map<string, Row>();
  readonly #wrong = new Map<string, { readonly first: string; count: number }>();

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

  report(plans: readonly Plan[], seconds: number, seed: number): string {
    const wrong = [...this.#wrong]
      .toSorted(([, one], [, other]) => other.count - one.count)
      .map(([key, { first, count }]) => `WRONG ${String(count)} times: ${key}\n${first}`);
    const rows = plans.map(({ name }) => {
      const { executions, taken, slowest } = this.#row(name);
      const part = executions === 0 ? 0 : (100 * taken) / executions;
      return `${name.padEnd(12)}${String(executions).padStart(10)}${`${part.toFixed(0)} %`.padStart(9)}${`${String(slowest)} ms`.padStart(12)}`;
    });
    const total = [...this.#rows.values()].reduce((sum, { executions }) => sum + executions, 0);
    return [
      ...wrong,
      'target      executions    taken     slowest (ms of a processor)',
      ...rows,
      `seed ${String(seed)}: ${String(total)} executions in ${seconds.toFixed(0)} s, ${(total / seconds).toFixed(0)} a second, ${String(this.faults)} faults`,
      '',
    ].join('\n');
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
    if (known !== undefined) known.count += 1;
    else
      this.#wrong.set(key, {
        first: `  --only ${String(number)} --targets … as above\n${[...details, notes.slice(0, 1500)].map((line) => `  ${line}`).join('\n')}`,
        count: 1,
      });
  }
}
