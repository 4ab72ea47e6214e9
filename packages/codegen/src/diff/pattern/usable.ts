/**
 * The pattern as a regular expression with the flag `u`. Needless escapes of other languages (`\_`,
 * `\-`) are undone, for that flag refuses them. Undefined where JavaScript cannot run it even so.
 */
export function usablePattern(pattern: string): string | undefined {
  return [pattern, withoutNeedlessEscapes(pattern)].find(compiles);
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
