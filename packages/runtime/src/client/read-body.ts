import { Trouble, words } from './trouble.ts';

/** The text of a body, up to a limit; what comes behind it is not waited for. */
export async function readText(response: Response, maxBytes: number): Promise<string | Trouble> {
  const { body, status } = response;
  if (body === null) return '';
  const reader = body.getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let [text, bytes] = ['', 0];
  for (;;) {
    const { done, value } = await reader.read();
    bytes += value?.length ?? 0;
    if (bytes > maxBytes) {
      reader.cancel().catch(() => undefined);
      const message = `the body has more than ${String(maxBytes)} bytes`;
      return new Trouble('response_too_large', message, { status });
    }
    try {
      text += decoder.decode(value, { stream: !done });
    } catch (cause) {
      reader.cancel().catch(() => undefined);
      return new Trouble('response_invalid', 'the body is no UTF-8', { status, cause });
    }
    if (done) return text;
  }
}

/** The value that the text says. No number is rounded: the text is refused. */
export function parseJson(text: string, maxDepth: number, status: number): JsonText | Trouble {
  // Most texts need no closer look.
  if (hasMoreBrackets(text, maxDepth) || /\d{16}/.test(text)) {
    const { depth, rounded } = examined(text);
    if (depth > maxDepth) {
      const message = `the body has more than ${String(maxDepth)} objects and lists in each other`;
      return new Trouble('response_too_deep', message, { status });
    }
    if (rounded !== undefined) {
      const message = `the body has a number that would be rounded: ${rounded.slice(0, 40)}`;
      return new Trouble('response_invalid', message, { status });
    }
  }
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch (cause) {
    return new Trouble('response_invalid', `the body is no JSON: ${words(cause)}`, {
      status,
      cause,
    });
  }
}

export interface JsonText {
  readonly value: unknown;
}

/** The first characters of a body that nobody expected, for a message. */
export async function excerptOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  try {
    const { value } = await reader.read();
    const text = new TextDecoder().decode(value?.subarray(0, 400)).replaceAll(/\s+/g, ' ').trim();
    return text === '' ? '' : `: ${text.slice(0, 100)}`;
  } catch {
    // It is said anyway that the answer is not what was expected.
    return '';
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

function hasMoreBrackets(text: string, limit: number): boolean {
  let count = 0;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      count += 1;
      if (count > limit) return true;
    }
  }
  return false;
}

/** How deep it nests, and the first integer that a number cannot hold. One pass over the text. */
function examined(text: string): { readonly depth: number; readonly rounded?: string } {
  let [depth, open] = [0, 0];
  // Strings are stepped over by their parts between backslashes, so nothing is tried twice.
  const token = /["[\]{}]|-?\d[\d.eE+-]*/g;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [found] = match;
    if (found === '"') token.lastIndex = endOfString(text, token.lastIndex);
    else if (found === '{' || found === '[') depth = Math.max(depth, (open += 1));
    else if (found === '}' || found === ']') open -= 1;
    else if (/^-?\d{16,}$/.test(found) && String(Number(found)) !== found) {
      return { depth, rounded: found };
    }
  }
  return { depth };
}

/** The position behind the quote that ends a string. */
function endOfString(text: string, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 92) at += 1;
    else if (code === 34) return at + 1;
  }
  return text.length;
}
