import type { FuzzCase } from './cases.ts';
import type { Answer } from './send.ts';

/** What was sent, what was answered, and what was wrong with it. */
export class Tally {
  readonly #statuses = new Map<string, number>();
  readonly #wrong = new Map<string, { readonly first: string; count: number }>();
  readonly #faults: string[] = [];
  readonly #latencies: number[] = [];
  readonly #operations = new Set<string>();
  #sent = 0;
  #good = 0;

  add(number: number, one: FuzzCase, answer: Answer, wrong: readonly string[]): void {
    this.#sent += 1;
    this.#operations.add(`${one.api} ${one.version} ${one.operation}`);
    this.#latencies.push(answer.milliseconds);
    const status = answer.kind === 'answer' ? String(answer.status) : answer.kind;
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
    if (answer.kind === 'answer' && answer.status < 300) this.#good += 1;
    for (const what of wrong) {
      const key = `${one.api} ${one.operation}, ${one.mutation}: ${what}`;
      const known = this.#wrong.get(key);
      if (known !== undefined) known.count += 1;
      else {
        const said = answer.kind === 'answer' ? answer.text.slice(0, 300) : '';
        this.#wrong.set(key, { first: `--only ${String(number)}: ${said}`, count: 1 });
      }
    }
  }

  /** Something that is wrong by itself. */
  fault(what: string): void {
    this.#faults.push(what);
  }

  get faults(): number {
    return this.#wrong.size + this.#faults.length;
  }

  report(operations: number, seconds: number, seed: number): string {
    const lines = [...this.#wrong]
      .toSorted(([, one], [, other]) => other.count - one.count)
      .map(([key, { first, count }]) => `WRONG ${String(count)} times: ${key}\n  ${first}`);
    const statuses = [...this.#statuses]
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([status, count]) => `${status}: ${String(count)}`);
    const sorted = this.#latencies.toSorted((one, other) => one - other);
    const at = (part: number): string => (sorted[Math.floor(sorted.length * part)] ?? 0).toFixed(1);
    return [
      ...lines,
      ...this.#faults.map((what) => `WRONG: ${what}`),
      `answers: ${statuses.join(', ')}`,
      `time of an answer, ms: p50 ${at(0.5)}, p99 ${at(0.99)}, most ${at(0.999999)}`,
      `${String(this.#operations.size)} of ${String(operations)} operations of all versions, ${String(this.#good)} requests were taken`,
      `seed ${String(seed)}: ${String(this.#sent)} requests in ${seconds.toFixed(0)} s, ${String(this.faults)} faults`,
      '',
    ].join('\n');
  }
}
