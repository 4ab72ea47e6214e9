import { visit } from 'jsonc-parser';
import type { Json } from '../model/json.ts';
import { isInexact } from '../read/numbers.ts';
import { pointerOf } from '../read/pointer.ts';

export type Parsed =
  | { readonly value: Json; readonly inexact?: { readonly literal: string; readonly pointer: string } }
  | { readonly wrong: 'malformed' | 'too_deep'; readonly message: string };

/** JSON.parse, with the two things that it does not say: numbers that were rounded, and depth. */
export function parseExact(text: string, depth: number): Parsed {
  if (deeperThan(text, depth)) {
    return { wrong: 'too_deep', message: `the line nests deeper than ${String(depth)} levels` };
  }
  let value: Json;
  try {
    // What JSON.parse returns is Json by definition.
    value = JSON.parse(text) as Json;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { wrong: 'malformed', message: `the line is not JSON: ${reason.slice(0, 200)}` };
  }
  // Most lines have no number that long, and need no second look.
  if (!/[\s:[,]-?(?:[\d.]{16}|[\d.]+[eE])/.test(text)) return { value };
  const inexact = firstInexact(text);
  return inexact === undefined ? { value } : { value, inexact };
}

function firstInexact(text: string): { literal: string; pointer: string } | undefined {
  let found: { literal: string; pointer: string } | undefined;
  visit(text, {
    onLiteralValue: (value, offset, length, _line, _column, path) => {
      if (found !== undefined || typeof value !== 'number') return;
      const literal = text.slice(offset, offset + length);
      if (isInexact(literal) || losesDigits(literal)) found = { literal, pointer: pointerOf(path()) };
    },
  });
  return found;
}

/** An integer may also be written with a point or an exponent; a true fraction may be rounded. */
function losesDigits(literal: string): boolean {
  const digits = literal.replace(/[eE].*$/, '').replaceAll(/\D/g, '').replace(/^0+/, '');
  return digits.length > 15 && Math.abs(Number(literal)) > Number.MAX_SAFE_INTEGER;
}

/** Counts brackets outside of strings, so that nothing recursive ever sees a deep text. */
function deeperThan(text: string, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      at = endOfString(text, at);
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > limit) return true;
    } else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
    }
  }
  return false;
}

/** The position of the closing quote, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}
