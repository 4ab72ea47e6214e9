import { type Node as JsonNode, parseTree } from 'jsonc-parser';
import { isMap, isScalar, isSeq, LineCounter, type Node as YamlNode, parseDocument } from 'yaml';
import { tokensOf } from './pointer.ts';

/**
 * The line, counted from 1, on which the place of a JSON pointer begins: of a member, the line of its
 * key. Where the place does not exist, the line of what it would be in; undefined where the text
 * cannot be read or the pointer is none.
 */
export function lineOf(text: string, pointer: string): number | undefined {
  return lineFinder(text)(pointer);
}

/** The same for many places of one text, which is read once, and not before the first question. */
export function lineFinder(text: string): (pointer: string) => number | undefined {
  let find: ((tokens: readonly string[]) => number | undefined) | undefined;
  return (pointer) => {
    const tokens = tokensOf(pointer);
    if (tokens === undefined) return undefined;
    find ??= /^\s*[{[]/.test(text) ? findInJson(text) : findInYaml(text);
    return find(tokens);
  };
}

type Find = (tokens: readonly string[]) => number | undefined;

const nowhere: Find = () => undefined;

function findInJson(text: string): Find {
  const root = unlessTooDeep(() => parseTree(text));
  if (root === undefined) return nowhere;
  const starts = lineStarts(text);
  return (tokens) => {
    let at = root.offset;
    let node: JsonNode | undefined = root;
    for (const token of tokens) {
      const next: { at: number; value: JsonNode | undefined } | undefined = memberOf(node, token);
      if (next === undefined) break;
      at = next.at;
      node = next.value;
    }
    return lineAt(starts, at);
  };
}

function memberOf(
  node: JsonNode | undefined,
  token: string,
): { at: number; value: JsonNode | undefined } | undefined {
  if (node?.type === 'array') {
    const value = /^\d{1,9}$/.test(token) ? node.children?.[Number(token)] : undefined;
    return value === undefined ? undefined : { at: value.offset, value };
  }
  if (node?.type !== 'object') return undefined;
  const property = node.children?.find(({ children }) => children?.[0]?.value === token);
  return property === undefined
    ? undefined
    : { at: property.offset, value: property.children?.[1] };
}

function findInYaml(text: string): Find {
  const lines = new LineCounter();
  const document = unlessTooDeep(() => parseDocument(text, { lineCounter: lines, uniqueKeys: false }));
  const root: unknown = document?.contents;
  if (!isPlaced(root)) return nowhere;
  return (tokens) => {
    let at = root.range[0];
    let node: unknown = root;
    for (const token of tokens) {
      let next: unknown;
      let key: unknown;
      if (isSeq(node)) {
        next = /^\d{1,9}$/.test(token) ? node.items[Number(token)] : undefined;
        key = next;
      } else if (isMap(node)) {
        const pair = node.items.find((one) => isScalar(one.key) && String(one.key.value) === token);
        key = pair?.key;
        next = pair?.value;
      }
      if (!isPlaced(key)) break;
      at = key.range[0];
      node = next;
    }
    return lines.linePos(at).line;
  };
}

function isPlaced(node: unknown): node is YamlNode & { readonly range: readonly [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}

/** Both parsers recurse, and a text that was not read by our readers may nest without end. */
function unlessTooDeep<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** How many lines have begun at an offset. */
function lineAt(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
