import type { DeclaredLoss, Unrepresentable } from './declared.ts';

/** What came of a case. */
export type Outcome =
  /** A value went there, an answer came back, and nothing is missing. */
  | { readonly kind: 'full' }
  /** The same, and what is missing is declared. */
  | { readonly kind: 'lossy'; readonly losses: readonly DeclaredLoss[] }
  /** The client has not sent it, for a reason that is listed. */
  | { readonly kind: 'unrepresentable'; readonly entry: Unrepresentable }
  /** The server has answered what a decision says about this value. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'unexplained'; readonly why: string };

/** Counts of outcomes, and what has to be looked at. */
export class Tally {
  readonly #counts = new Map<Outcome['kind'], number>();
  readonly #occurred = new Set<Unrepresentable | DeclaredLoss>();
  readonly unexplained: string[] = [];
  pairs = 0;

  add(outcome: Outcome, name: string): void {
    this.#counts.set(outcome.kind, this.count(outcome.kind) + 1);
    if (outcome.kind === 'unrepresentable') this.#occurred.add(outcome.entry);
    if (outcome.kind === 'lossy') for (const loss of outcome.losses) this.#occurred.add(loss);
    if (outcome.kind === 'unexplained') this.unexplained.push(`${name}: ${outcome.why}`);
  }

  count(kind: Outcome['kind']): number {
    return this.#counts.get(kind) ?? 0;
  }

  get cases(): number {
    return [...this.#counts.values()].reduce((sum, one) => sum + one, 0);
  }

  /** Of all cases, how many carried a value there and an answer back. */
  get carried(): number {
    return (this.count('full') + this.count('lossy')) / this.cases;
  }

  /** Whether something that is declared has happened. */
  occurred(declared: Unrepresentable | DeclaredLoss): boolean {
    return this.#occurred.has(declared);
  }

  text(name: string): string {
    return [
      `${name}: ${String(this.pairs)} pairs, ${String(this.cases)} cases`,
      `${String(this.count('full'))} carried in full`,
      `${String(this.count('lossy'))} carried with a declared loss`,
      `${String(this.count('unrepresentable'))} unrepresentable`,
      `${String(this.count('refused'))} refused by a decision`,
      `${String(this.count('unexplained'))} unexplained`,
      `${(100 * this.carried).toFixed(1)} % carried`,
    ].join('; ');
  }
}
