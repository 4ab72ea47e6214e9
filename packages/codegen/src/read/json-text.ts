import { createScanner, visit } from 'jsonc-parser';
import type { Json } from '../model/json.ts';
import type { Limits } from './limits.ts';
import { isInexact, mustBeExact } from './numbers.ts';
import { pointerOf } from './pointer.ts';
import type { Reporter } from './reporter.ts';

/**
 * JSON.parse makes the value, because nothing is faster. It forgives three things that we do not:
 * repeated keys, rounded numbers and halves of characters. They are looked for first, and only a
 * document that may have one is read again, slowly, to say where.
 */
export function parseJson(text: string, limits: Limits, reporter: Reporter): Json | undefined {
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch {
    reportUnparsable(text, limits, reporter);
    return undefined;
  }
  const keys = countKeys(value, limits.depth);
  if (keys === undefined) {
    reportTooDeep(limits, reporter);
    return undefined;
  }
  const hasLongNumbers = /[\s:[,]-?(?:\d{16}|[\d.]+[eE]\+?\d{3})/.test(text);
  const mayBeBroken = /\\u[dD][89a-fA-F]/.test(text) || isBroken(text);
  if (keys !== countKeysOfText(text) || hasLongNumbers || mayBeBroken) {
    reportForgiven(text, reporter);
  }
  return value;
}

/** Keys of a value and of all below it; undefined where it nests too deep. */
function countKeys(root: Json, depth: number): number | undefined {
  let count = 0;
  let level: readonly Json[] = [root];
  for (let nesting = 0; level.length > 0; nesting += 1) {
    const next: Json[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      if (nesting >= depth) return undefined;
      const isArray = Array.isArray(value);
      const members: readonly Json[] = isArray ? value : Object.values(value);
      if (!isArray) count += members.length;
      for (const member of members) if (typeof member === 'object') next.push(member);
    }
    level = next;
  }
  return count;
}

const backslash = 0x5c;
const colon = 0x3a;

/** Keys written in a valid JSON text: the strings that a colon follows. */
function countKeysOfText(text: string): number {
  let count = 0;
  for (let start = text.indexOf('"'); start !== -1; start = text.indexOf('"', start)) {
    let end = text.indexOf('"', start + 1);
    while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
    start = end + 1;
    while (isSpace(text.charCodeAt(start))) start += 1;
    if (text.charCodeAt(start) === colon) count += 1;
  }
  return count;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(at - 1 - slashes) === backslash) slashes += 1;
  return slashes % 2 === 1;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function reportForgiven(text: string, reporter: Reporter): void {
  const scopes: Set<string>[] = [];
  visit(text, {
    onObjectBegin: () => {
      scopes.push(new Set());
    },
    onObjectEnd: () => {
      scopes.pop();
    },
    onObjectProperty: (key, _offset, _length, line, _column, path) => {
      const scope = scopes.at(-1);
      if (isBroken(key)) reportBroken(reporter, [...path(), key], line + 1);
      if (scope?.has(key)) {
        reporter.report('duplicate_key', {
          message: `The key "${key}" stands twice in one object.`,
          fix: 'Remove one of the two.',
          pointer: pointerOf([...path(), key]),
          line: line + 1,
        });
      }
      scope?.add(key);
    },
    onLiteralValue: (value, offset, length, line, _column, path) => {
      if (typeof value === 'string' && isBroken(value)) reportBroken(reporter, path(), line + 1);
      if (typeof value !== 'number') return;
      const literal = text.slice(offset, offset + length);
      if (isInexact(literal) && mustBeExact(path())) {
        reportInexact(reporter, literal, pointerOf(path()), line + 1);
      }
    },
  });
}

/** Whether a text has half of a surrogate pair: it cannot be written to any file as it is. */
export function isBroken(text: string): boolean {
  return /\p{Cs}/u.test(text);
}

export function reportBroken(
  reporter: Reporter,
  path: readonly (string | number)[],
  line: number | undefined,
): void {
  reporter.report('document_unparsable', {
    message: 'A text has half of a character: \\ud800 to \\udfff mean something in pairs only.',
    fix: 'Write the whole character.',
    pointer: pointerOf(path),
    ...(line === undefined ? {} : { line }),
  });
}

export function reportInexact(
  reporter: Reporter,
  literal: string,
  pointer: string,
  line: number | undefined,
): void {
  reporter.report('number_inexact', {
    message: `JavaScript cannot hold ${literal} exactly.`,
    fix: 'Use a number between -(2^53 - 1) and 2^53 - 1, or a string.',
    pointer,
    ...(line === undefined ? {} : { line }),
  });
}

export function reportTooDeep(limits: Limits, reporter: Reporter): void {
  reporter.report('document_too_deep', {
    message: `The document nests deeper than ${limits.depth} levels.`,
    fix: 'Nest less (in a document, give inner parts names under components/schemas), or raise the limit `depth`.',
  });
}

export function reportTooLarge(size: number, limits: Limits, reporter: Reporter): void {
  const mib = (bytes: number): string => `${Math.round((bytes / 1024 / 1024) * 10) / 10} MiB`;
  reporter.report('document_too_large', {
    message: `The document has ${mib(size)}, more than ${mib(limits.documentBytes)}.`,
    fix: 'Minify or divide it, or raise the limit `documentBytes`.',
  });
}

/** JSON.parse often does not say where; the second parser does, once the depth is safe. */
function reportUnparsable(text: string, limits: Limits, reporter: Reporter): void {
  if (depthOfText(text, limits.depth) > limits.depth) {
    reportTooDeep(limits, reporter);
    return;
  }
  let at: { readonly offset: number; readonly line: number } | undefined;
  visit(
    text,
    {
      onError: (_code, offset, _length, line) => {
        at ??= { offset, line: line + 1 };
      },
    },
    { disallowComments: true, allowTrailingComma: false },
  );
  const isTruncated = at === undefined || at.offset >= text.trimEnd().length;
  reporter.report('document_unparsable', {
    message: isTruncated ? 'The JSON text ends too early.' : 'The text is not valid JSON.',
    fix: isTruncated ? 'Write the whole document again.' : 'Mend the text at this line.',
    line: at?.line ?? text.split('\n').length,
  });
}

function depthOfText(text: string, limit: number): number {
  const scanner = createScanner(text, true);
  let depth = 0;
  // SyntaxKind is a const enum: 1 {, 2 }, 3 [, 4 ], 17 end.
  for (let token: number = scanner.scan(); token !== 17; token = scanner.scan()) {
    if (token === 1 || token === 3) depth += 1;
    if (token === 2 || token === 4) depth -= 1;
    if (depth > limit) break;
  }
  return depth;
}
