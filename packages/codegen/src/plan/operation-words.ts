import type { Version } from '../model/api.ts';
import type { Direction } from './plan.ts';

/**
 * Operation id → the word for it in the names of functions, one for all versions. An operation keeps
 * its word when later versions add others: who came first, and then who sorts first, has the plain one.
 */
export function operationWords(versions: readonly Version[]): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  const taken = new Set<string>();
  for (const { operations } of versions) {
    const added = [...operations.keys()].filter((id) => !words.has(id));
    for (const id of added.sort()) {
      const plain = id.replaceAll(/\W/g, '_');
      let word = plain;
      for (let count = 2; taken.has(word); count += 1) word = `${plain}_${String(count)}`;
      taken.add(word);
      words.set(id, word);
    }
  }
  return words;
}

export type ExchangePart = 'Request' | 'Response';

/** `upRequest_vmm_register`: the function of `vN/operations.ts`, by the id that its input is of. */
export function shimFunction(
  direction: Direction,
  part: ExchangePart,
  id: string,
  words: ReadonlyMap<string, string>,
): string {
  const word = words.get(id);
  if (word === undefined) throw new Error(`No word for the operation ${id}`);
  return `${direction}${part}_${word}`;
}
