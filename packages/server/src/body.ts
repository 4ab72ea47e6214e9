import type { ProblemCode } from './problem.ts';

/** Why a body is not taken, or what it says. */
export type BodyResult =
  { readonly value: unknown } | { readonly code: ProblemCode; readonly message: string };

// It keeps nothing from one text to the next. Without `stream` a text is complete in itself.
const decoder = new TextDecoder('utf-8', { fatal: true });

export function isJson(mediaType: string): boolean {
  return mediaType === 'application/json' || /^[^;]+\+json$/.test(mediaType);
}

/** JSON for media types of JSON, a text for those of text, bytes for all else. */
export function readContent(bytes: Uint8Array, mediaType: string, maxDepth: number): BodyResult {
  const isJsonBody = isJson(mediaType);
  if (!isJsonBody && !mediaType.startsWith('text/')) return { value: bytes };
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return { code: 'body_not_utf8', message: 'the body is not UTF-8' };
  }
  if (!isJsonBody) return { value: text };
  if (text.length > parsedFirst && isDeeper(text, maxDepth)) return tooDeep(maxDepth);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (isDeeper(text, maxDepth)) return tooDeep(maxDepth);
    // The parser's words name a place in the caller's own text.
    const words = error instanceof Error ? error.message : '';
    return { code: 'body_not_json', message: `the body is not JSON: ${words}` };
  }
  // What is shorter than the limit cannot nest deeper.
  const isToSee = text.length <= parsedFirst && text.length > maxDepth;
  return isToSee && isValueDeeper(value, maxDepth) ? tooDeep(maxDepth) : { value };
}

/**
 * Up to this length it is quicker to parse a text and to look at its value, a fraction of the work of
 * looking at each character; of a longer one nothing is built before it is known to be harmless.
 */
const parsedFirst = 65_536;

function tooDeep(maxDepth: number): BodyResult {
  const message = `the body nests deeper than ${String(maxDepth)} lists and objects`;
  return { code: 'body_too_deep', message };
}

/** Whether parsed JSON nests too deep. */
export function isValueDeeper(value: unknown, maxDepth: number): boolean {
  return isNested(value) && isDeeperThan(value, maxDepth);
}

/** It is called for what may nest alone: most values are texts and numbers, and each call would cost more than the look. */
function isDeeperThan(value: object, maxDepth: number): boolean {
  if (maxDepth === 0) return true;
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) {
      if (isNested(item) && isDeeperThan(item, maxDepth - 1)) return true;
    }
    return false;
  }
  for (const name in value) {
    // It is a name of the object's own: parsed JSON inherits nothing that can be listed.
    const member = (value as Readonly<Record<string, unknown>>)[name];
    if (isNested(member) && isDeeperThan(member, maxDepth - 1)) return true;
  }
  return false;
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Whether JSON nests too deep, told without parsing it. For other text any answer will do. */
export function isDeeper(text: string, maxDepth: number): boolean {
  return count(text, '{', maxDepth) + count(text, '[', maxDepth) > maxDepth && scan(text, maxDepth);
}

/** How often it occurs; may stop counting beyond the limit. */
function count(text: string, character: string, limit: number): number {
  let found = 0;
  for (let at = text.indexOf(character); at >= 0 && found <= limit; found += 1) {
    at = text.indexOf(character, at + 1);
  }
  return found;
}

function scan(text: string, maxDepth: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x22: // "
        at = endOfString(text, at);
        break;
      case 0x5b: // [
      case 0x7b: // {
        depth += 1;
        if (depth > maxDepth) return true;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth -= 1;
        break;
      default:
    }
  }
  return false;
}

/** Where the string that begins here ends. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at;
    if (code === 0x5c) at += 1; // a backslash: whatever follows is part of the string
  }
  return text.length;
}

/** Whether a body of this type may come where `mediaType` is due. */
export function isContentType(header: string, mediaType: string): boolean {
  if (header === mediaType) return true;
  const [type = '', ...parameters] = header.toLowerCase().split(';');
  if (type.trim() !== mediaType.toLowerCase()) return false;
  const isText = isJson(mediaType) || mediaType.startsWith('text/');
  const charset = parameters
    .map((parameter) => /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/.exec(parameter)?.[1])
    .find((value) => value !== undefined);
  return !isText || charset === undefined || charset === 'utf-8' || charset === 'utf8';
}
