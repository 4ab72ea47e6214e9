/**
 * Equal texts become the same node, so that most comparisons of two versions end at `===`. A text
 * alone does not say everything: a union asks whether its variants' objects share a tag, a property
 * takes the default of the type it refers to. Every such question is kept with its answer, and a
 * node is used again only where all answers are still the same.
 */
export type Dependencies = Map<string, string>;

interface Entry<T> {
  readonly dependencies: Dependencies;
  readonly node: T;
}

export class Memo<T> {
  readonly #entries = new Map<string, Entry<T>[]>();

  find(text: string, answer: (question: string) => string): T | undefined {
    for (const { dependencies, node } of this.#entries.get(text) ?? []) {
      if (holds(dependencies, answer)) return node;
    }
    return undefined;
  }

  keep(text: string, dependencies: Dependencies, node: T): void {
    const entries = this.#entries.get(text);
    if (entries === undefined) this.#entries.set(text, [{ dependencies, node }]);
    else entries.push({ dependencies, node });
  }
}

function holds(dependencies: Dependencies, answer: (question: string) => string): boolean {
  for (const [question, expected] of dependencies) if (answer(question) !== expected) return false;
  return true;
}
