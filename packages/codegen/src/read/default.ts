import type { Json } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';
import { isList, member } from './raw.ts';
import { parseReference, valueAt } from './pointer.ts';

/** Steps before a search is given up: a circle or a bomb, which are reported elsewhere. */
const longestSearch = 200;

interface Search {
  readonly root: Json;
  steps: number;
}

/**
 * What an absent property means: its own default, the one in its allOf, or the one of the type it
 * refers to. `default: null` is a default; undefined is none.
 */
export function defaultAt(
  root: Json,
  raw: Json,
  onReference?: (reference: string) => void,
): { readonly value: Json } | undefined {
  return find({ root, steps: longestSearch }, raw, onReference);
}

function find(
  search: Search,
  raw: Json,
  onReference: ((reference: string) => void) | undefined,
): { readonly value: Json } | undefined {
  search.steps -= 1;
  if (!isJsonObject(raw) || search.steps < 0) return undefined;
  const own = member(raw, 'default');
  if (own !== undefined) return { value: own };
  const reference = member(raw, '$ref');
  if (typeof reference === 'string') {
    onReference?.(reference);
    const target = parseReference(reference);
    const value = target.kind === 'local' ? valueAt(search.root, target.tokens) : undefined;
    return value === undefined ? undefined : find(search, value, undefined);
  }
  const elements = member(raw, 'allOf');
  if (!isList(elements)) return undefined;
  // What the document says here counts before what the type it refers to says.
  const isReference = (element: Json): boolean =>
    isJsonObject(element) && Object.hasOwn(element, '$ref');
  const direct = elements.filter((element) => !isReference(element));
  for (const element of [...direct, ...elements.filter(isReference)]) {
    const found = find(search, element, onReference);
    if (found !== undefined) return found;
  }
  return undefined;
}
