import { isExponential } from './backtracking.ts';
import { parsePattern } from './parse.ts';

/**
 * The pattern as a regular expression with the flag `u`. Needless escapes of other languages (`\_`,
 * `\-`) are undone, for that flag refuses them. Undefined where JavaScript cannot run it even so.
 */
export function usablePattern(pattern: string): string | undefined {
  return [pattern, withoutNeedlessEscapes(pattern)].find(compiles);
}

/**
 * The same, unless to check a text by it could take years: what is wrong with a text that somebody sends
 * must not be found out by those who wait for an answer.
 */
export function checkablePattern(pattern: string): string | undefined {
  const usable = usablePattern(pattern);
  return usable === undefined || backtracks(usable) ? undefined : usable;
}

const known = new Map<string, boolean>();

function backtracks(usable: string): boolean {
  let found = known.get(usable);
  if (found === undefined) {
    const parsed = parsePattern(usable);
    found = parsed !== undefined && isExponential(parsed);
    known.set(usable, found);
  }
  return found;
}

function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').unicode;
  } catch {
    return false;
  }
}

function withoutNeedlessEscapes(pattern: string): string {
  let inClass = false;
  return pattern.replaceAll(/\\?./gsu, (token) => {
    if (token === '[') inClass = true;
    if (token === ']') inClass = false;
    if (token.length === 1 || /^\\[\w$()*+./?[\\\]^{|}]/.test(token)) {
      // `_` is the one letter of a word that means nothing when escaped.
      return token === '\\_' ? '_' : token;
    }
    return inClass && token === '\\-' ? token : token.slice(1);
  });
}
