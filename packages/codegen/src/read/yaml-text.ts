import type { Alias, Node, ParsedNode } from 'yaml';
import {
  Composer,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
} from 'yaml';
import type { Json } from '../model/json.ts';
import { isBroken, reportBroken, reportInexact, reportTooDeep } from './json-text.ts';
import type { Limits } from './limits.ts';
import { isInexact, mustBeExact } from './numbers.ts';
import { pointerOf } from './pointer.ts';
import type { Reporter } from './reporter.ts';

type Path = readonly (string | number)[];

/**
 * YAML is composed to nodes and the nodes are made JSON here, so that repeated keys, rounded numbers
 * and aliases that grow without end are found where they stand.
 */
export function parseYaml(text: string, limits: Limits, reporter: Reporter): Json | undefined {
  if (hasMoreTokens(text, limits.yamlNodes)) {
    reporter.report('document_too_large', {
      message: `The YAML text has more than ${limits.yamlNodes} tokens.`,
      fix: 'Write the document as JSON, which is read faster, or raise the limit `yamlNodes`.',
    });
    return undefined;
  }
  const lines = new LineCounter();
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  if (isDeeperThan(tokens, limits.depth)) {
    reportTooDeep(limits, reporter);
    return undefined;
  }
  const composer = new Composer({ version: '1.2', uniqueKeys: false, intAsBigInt: true });
  const documents = [...composer.compose(tokens, true, text.length)];
  const [document] = documents;
  if (document === undefined || documents.length > 1) {
    reporter.report('document_unparsable', {
      message: `The file holds ${documents.length} YAML documents.`,
      fix: 'Write one document per file.',
    });
    return undefined;
  }
  const error = document.errors[0] ?? document.warnings[0];
  if (error !== undefined) {
    reporter.report('document_unparsable', {
      message: `The text is not valid YAML: ${error.message.split('\n')[0] ?? ''}`,
      fix: 'Mend the text at this line.',
      line: lines.linePos(error.pos[0]).line,
    });
    return undefined;
  }
  return new Conversion(lines, limits, reporter).run(document.contents);
}

/** Counted before any is kept: a text of many megabytes may be a token for each two letters. */
function hasMoreTokens(text: string, most: number): boolean {
  if (text.length <= most) return false;
  let count = 0;
  for (const _ of new Lexer().lex(text)) {
    count += 1;
    if (count > most) return true;
  }
  return false;
}

/** Tokens nest as the text does; walked level by level, so that no depth overflows the stack. */
function isDeeperThan(tokens: readonly unknown[], depth: number): boolean {
  // A map or list is a token with items, and an item holds its key and value.
  const levels = depth * 3 + 3;
  let level: readonly unknown[] = tokens;
  for (let nesting = 0; level.length > 0; nesting += 1) {
    if (nesting > levels) return true;
    const next: unknown[] = [];
    for (const token of level) {
      if (typeof token !== 'object' || token === null) continue;
      if ('value' in token) next.push(token.value);
      if ('key' in token) next.push(token.key);
      if ('items' in token && Array.isArray(token.items))
        for (const item of token.items) next.push(item);
    }
    level = next.filter((token) => typeof token === 'object' && token !== null);
  }
  return false;
}

class Conversion {
  readonly #anchors = new Map<string, Node>();
  readonly #lines: LineCounter;
  readonly #limits: Limits;
  readonly #reporter: Reporter;
  #nodes = 0;
  #stopped = false;

  constructor(lines: LineCounter, limits: Limits, reporter: Reporter) {
    this.#lines = lines;
    this.#limits = limits;
    this.#reporter = reporter;
  }

  run(contents: unknown): Json | undefined {
    const value = this.#convert(contents, []);
    return this.#stopped ? undefined : value;
  }

  #convert(node: unknown, path: Path): Json {
    this.#nodes += 1;
    if (this.#stopped) return null;
    if (path.length > this.#limits.depth)
      return this.#stop(() => reportTooDeep(this.#limits, this.#reporter));
    if (this.#nodes > this.#limits.yamlNodes) return this.#stop(() => this.#reportBomb());
    if (isAlias(node)) return this.#convert(this.#resolve(node, path), path);
    // In the order of the text, as YAML wants it: an anchor may be set again.
    if (isNode(node) && node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (isSeq(node)) return node.items.map((item, index) => this.#convert(item, [...path, index]));
    if (isMap(node)) return this.#convertMap(node.items, path);
    if (isScalar(node)) return this.#convertScalar(node, path);
    return null;
  }

  #convertMap(
    items: readonly { readonly key: unknown; readonly value: unknown }[],
    path: Path,
  ): Json {
    const object: Record<string, Json> = {};
    for (const { key, value } of items) {
      const name = this.#nameOf(key, path);
      const inner = [...path, name];
      if (isBroken(name)) reportBroken(this.#reporter, inner, this.#lineOf(key).line);
      if (Object.hasOwn(object, name)) {
        this.#reporter.report('duplicate_key', {
          message: `The key "${name}" stands twice in one map.`,
          fix: 'Remove one of the two.',
          pointer: pointerOf(inner),
          ...this.#lineOf(key),
        });
      }
      // Assigning would call the setter of `__proto__`; defining makes it a key like any other.
      Object.defineProperty(object, name, {
        value: this.#convert(value, inner),
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
    return object;
  }

  #nameOf(key: unknown, path: Path): string {
    if (isAlias(key)) return this.#nameOf(this.#resolve(key, path), path);
    if (isScalar(key) && key.anchor !== undefined) this.#anchors.set(key.anchor, key);
    if (isScalar(key))
      return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
    this.#reportValue('A key is a map or list', path, key);
    return '';
  }

  #convertScalar(scalar: { readonly value: unknown; readonly source?: string }, path: Path): Json {
    const { value } = scalar;
    if (typeof value === 'string' && isBroken(value)) {
      reportBroken(this.#reporter, path, this.#lineOf(scalar).line);
    }
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value !== 'number' && typeof value !== 'bigint') {
      this.#reportValue('A value is of a kind that JSON does not have', path, scalar);
      return null;
    }
    const literal = typeof value === 'bigint' ? value.toString() : (scalar.source ?? String(value));
    if ((isInexact(String(value)) || !Number.isFinite(Number(value))) && mustBeExact(path)) {
      reportInexact(this.#reporter, literal, pointerOf(path), this.#lineOf(scalar).line);
    }
    return Number(value);
  }

  #resolve(alias: Alias, path: Path): unknown {
    const node = this.#anchors.get(alias.source);
    if (node === undefined)
      this.#reportValue(`No anchor &${alias.source} stands above`, path, alias);
    return node;
  }

  #lineOf(node: unknown): { readonly line?: number } {
    // Every parsed node has a range; the parameter is unknown because yaml types keys so.
    const start = (node as Partial<ParsedNode> | null)?.range?.[0];
    return start === undefined ? {} : { line: this.#lines.linePos(start).line };
  }

  #stop(report: () => void): null {
    report();
    this.#stopped = true;
    return null;
  }

  #reportBomb(): void {
    this.#reporter.report('document_too_deep', {
      message: `With its aliases expanded the document has more than ${this.#limits.yamlNodes} values.`,
      fix: 'Use references ($ref) in place of YAML aliases.',
    });
  }

  #reportValue(message: string, path: Path, node: unknown): void {
    this.#reporter.report('document_unparsable', {
      message: `${message}.`,
      fix: 'Write a string, a number, true, false or null.',
      pointer: pointerOf(path),
      ...this.#lineOf(node),
    });
  }
}
