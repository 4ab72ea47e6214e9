import { jsonPointer, setMember } from '@skewline/runtime';
import { Fault, type StoredProblemCode } from './problem.ts';

/**
 * What JSON.parse gives, without what it forgives: rounded numbers, repeated names, any depth. And
 * it says where, in the same words on every platform. Nothing of the text gets into a message.
 */
export function parseExact(text: string, maxDepth: number): unknown {
  return new Parser(text, maxDepth).document();
}

const quote = 0x22;
const backslash = 0x5c;
const space = /[ \t\n\r]*/y;
const numberLetters = new Set('+-.0123456789eE');
const numberGrammar = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const words: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

class Parser {
  readonly #text: string;
  readonly #maxDepth: number;
  readonly #path: (string | number)[] = [];
  #at = 0;

  constructor(text: string, maxDepth: number) {
    this.#text = text;
    this.#maxDepth = maxDepth;
  }

  document(): unknown {
    const value = this.#value();
    if (value instanceof Fault) return value;
    this.#skipSpace();
    return this.#at < this.#text.length ? this.#wrong('something follows the document') : value;
  }

  #value(): unknown {
    this.#skipSpace();
    const letter = this.#text.charAt(this.#at);
    if (letter === '{') return this.#object();
    if (letter === '[') return this.#array();
    if (letter === '"') return this.#string();
    if (letter === '-' || (letter >= '0' && letter <= '9')) return this.#number();
    return this.#word();
  }

  #object(): unknown {
    const object: Record<string, unknown> = {};
    const names = new Set<string>();
    const fault = this.#members('}', () => {
      this.#skipSpace();
      const start = this.#at;
      if (this.#text.charCodeAt(this.#at) !== quote) return this.#wrong('a name is expected');
      const name = this.#string();
      if (name instanceof Fault) return name;
      this.#path.push(name);
      if (names.has(name)) {
        this.#at = start;
        return this.#fault('name_repeated', 'the name stands twice in one object');
      }
      names.add(name);
      this.#skipSpace();
      if (this.#text.charAt(this.#at) !== ':') return this.#wrong('a colon is expected');
      this.#at += 1;
      const member = this.#value();
      if (member instanceof Fault) return member;
      this.#path.pop();
      setMember(object, name, member);
      return undefined;
    });
    return fault ?? object;
  }

  #array(): unknown {
    const items: unknown[] = [];
    const fault = this.#members(']', () => {
      this.#path.push(items.length);
      const item = this.#value();
      if (item instanceof Fault) return item;
      this.#path.pop();
      items.push(item);
      return undefined;
    });
    return fault ?? items;
  }

  /** What stands between brackets and commas, one after the other. */
  #members(close: '}' | ']', member: () => Fault | undefined): Fault | undefined {
    // A path is as long as the brackets around it are deep.
    if (this.#path.length >= this.#maxDepth) {
      return this.#fault('too_deep', `nests deeper than ${String(this.#maxDepth)} levels`);
    }
    this.#at += 1;
    this.#skipSpace();
    if (this.#text.charAt(this.#at) === close) {
      this.#at += 1;
      return undefined;
    }
    for (;;) {
      const fault = member();
      if (fault !== undefined) return fault;
      this.#skipSpace();
      const letter = this.#text.charAt(this.#at);
      if (letter !== ',' && letter !== close) return this.#wrong(`, or ${close} is expected`);
      this.#at += 1;
      if (letter === close) return undefined;
    }
  }

  #string(): string | Fault {
    const start = this.#at;
    const end = this.#endOfString(start);
    if (end === -1) {
      this.#at = this.#text.length;
      return this.#wrong('a string has no end');
    }
    this.#at = end + 1;
    try {
      // JSON.parse of a string gives a string.
      return JSON.parse(this.#text.slice(start, this.#at)) as string;
    } catch {
      this.#at = start;
      return this.#wrong('a string has a letter or an escape that JSON does not have');
    }
  }

  /** The position of the closing quote. */
  #endOfString(start: number): number {
    let end = this.#text.indexOf('"', start + 1);
    while (end !== -1) {
      let slashes = 0;
      while (this.#text.charCodeAt(end - 1 - slashes) === backslash) slashes += 1;
      if (slashes % 2 === 0) break;
      end = this.#text.indexOf('"', end + 1);
    }
    return end;
  }

  #number(): unknown {
    const start = this.#at;
    let end = start;
    while (numberLetters.has(this.#text.charAt(end))) end += 1;
    const literal = this.#text.slice(start, end);
    // Nobody writes one that long, and the grammar would need memory for each letter.
    const isNumber = literal.length <= 1000 && numberGrammar.test(literal);
    if (!isNumber) {
      if (end === this.#text.length) this.#at = end;
      return this.#wrong('a number is not written as JSON writes it');
    }
    if (!isExact(literal)) {
      return this.#fault('number_inexact', 'the number cannot be held exactly');
    }
    this.#at = end;
    return Number(literal);
  }

  #word(): unknown {
    for (const [word, value] of words) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    const rest = this.#text.slice(this.#at, this.#at + 5);
    const isCut = rest.length < 5 && [...words.keys()].some((word) => word.startsWith(rest));
    if (isCut) this.#at = this.#text.length;
    return this.#wrong('a value is expected');
  }

  #skipSpace(): void {
    space.lastIndex = this.#at;
    space.test(this.#text);
    this.#at = space.lastIndex;
  }

  #wrong(what: string): Fault {
    return this.#at >= this.#text.length
      ? this.#fault('cut_off', 'is cut off: the document ends too early')
      : this.#fault('not_json', `is not JSON: ${what}`);
  }

  #fault(code: StoredProblemCode, message: string): Fault {
    const before = this.#text.slice(0, this.#at).split('\n');
    const column = (before.at(-1)?.length ?? 0) + 1;
    const where = `line ${String(before.length)}, column ${String(column)}`;
    return new Fault(code, `${message} (${where})`, jsonPointer(this.#path));
  }
}

/** Whether JavaScript holds what is written. A fraction may be rounded, an integer may not. */
function isExact(literal: string): boolean {
  const value = Number(literal);
  if (!Number.isFinite(value)) return false;
  const digits = literal
    .replace(/[eE].*$/, '')
    .replaceAll(/\D/g, '')
    .replace(/^0+/, '');
  if (value === 0) return digits === '';
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return true;
  return digits.length <= 15 && /[.eE]/.test(literal);
}
