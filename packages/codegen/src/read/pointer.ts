import type { Json } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';

/** One more step of a JSON pointer. */
export function child(pointer: string, token: string | number): string {
  if (typeof token === 'number') return `${pointer}/${token}`;
  const escaped =
    token.includes('~') || token.includes('/')
      ? token.replaceAll('~', '~0').replaceAll('/', '~1')
      : token;
  return `${pointer}/${escaped}`;
}

export function pointerOf(tokens: readonly (string | number)[]): string {
  return tokens.reduce<string>(child, '');
}

/** The tokens of a JSON pointer; undefined where it is none. */
export function tokensOf(pointer: string): readonly string[] | undefined {
  if (pointer === '') return [];
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value at a place of a document. Own members only: `toString` and `__proto__` are names. */
export function valueAt(root: Json, tokens: readonly string[]): Json | undefined {
  let value: Json = root;
  for (const token of tokens) {
    let next: Json | undefined;
    if (isJsonObject(value)) {
      next = Object.hasOwn(value, token) ? value[token] : undefined;
    } else if (Array.isArray(value) && /^(?:0|[1-9]\d{0,8})$/.test(token)) {
      // Array.isArray widens a readonly array to any[]; the element is JSON by the type of root.
      next = (value as readonly Json[])[Number(token)];
    }
    if (next === undefined) return undefined;
    value = next;
  }
  return value;
}

/**
 * Where a `$ref` leads: tokens in the same document, another document, or nowhere. A reference is a
 * URI, so its fragment is percent-encoded before it is a pointer.
 */
export type Target =
  | { readonly kind: 'local'; readonly tokens: readonly string[] }
  | { readonly kind: 'anchor' }
  | { readonly kind: 'file' }
  | { readonly kind: 'remote' }
  | { readonly kind: 'malformed' };

export function parseReference(reference: string): Target {
  if (!reference.startsWith('#')) {
    return { kind: /^[a-z][a-z0-9+.-]*:|^\/\//i.test(reference) ? 'remote' : 'file' };
  }
  let fragment: string;
  try {
    fragment = decodeURIComponent(reference.slice(1));
  } catch {
    return { kind: 'malformed' };
  }
  if (fragment !== '' && !fragment.startsWith('/')) return { kind: 'anchor' };
  const tokens = tokensOf(fragment);
  return tokens === undefined ? { kind: 'malformed' } : { kind: 'local', tokens };
}

/** A place as a reference says it; the way back from `parseReference`. */
export function referenceTo(pointer: string): string {
  return `#${encodeURI(pointer).replaceAll('#', '%23')}`;
}

/** The name, where the place is a named schema. */
export function schemaNameOf(tokens: readonly string[]): string | undefined {
  const [first, second, name] = tokens;
  return tokens.length === 3 && first === 'components' && second === 'schemas' ? name : undefined;
}
