import {
  type CodePoints,
  complement,
  digits,
  everything,
  lineEnds,
  pointOf,
  spaces,
  union,
  words,
} from './ranges.ts';

/** A regular expression as far as it says a regular language; see `parsePattern`. */
export type Expression =
  | { readonly kind: 'set'; readonly set: CodePoints }
  | { readonly kind: 'sequence'; readonly parts: readonly Expression[] }
  | { readonly kind: 'either'; readonly parts: readonly Expression[] }
  | {
      readonly kind: 'repeat';
      readonly of: Expression;
      readonly least: number;
      readonly most: number;
    }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  /** `(?=…)` and `(?!…)`. */
  | { readonly kind: 'ahead'; readonly of: Expression; readonly negative: boolean };

/** Longer counted repetitions would only make large automata. */
const mostRepeats = 1000;
/** So would longer patterns, and each group within another takes of the stack. */
const mostLetters = 3000;
const mostGroups = 200;

class Unsupported extends Error {}

/**
 * The pattern's structure, as JavaScript reads it with the flag `u`. Undefined for what has no place
 * here: references back, looking behind, word boundaries, properties of Unicode; and for one that is
 * larger than anybody writes.
 */
export function parsePattern(pattern: string): Expression | undefined {
  if (pattern.length > mostLetters) return undefined;
  const reader = new Reader(Array.from(pattern));
  try {
    const parsed = reader.either();
    return reader.isAtEnd ? parsed : undefined;
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

class Reader {
  readonly #letters: readonly string[];
  #at = 0;
  #groups = 0;

  constructor(letters: readonly string[]) {
    this.#letters = letters;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#letters.length;
  }

  either(): Expression {
    const parts = [this.#sequence()];
    while (this.#take('|')) parts.push(this.#sequence());
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'either', parts };
  }

  #sequence(): Expression {
    const parts: Expression[] = [];
    while (!this.isAtEnd && !this.#sees('|') && !this.#sees(')')) parts.push(this.#repeated());
    return { kind: 'sequence', parts };
  }

  #repeated(): Expression {
    const of = this.#atom();
    const count = this.#count();
    if (count === undefined) return of;
    this.#take('?'); // Lazy: which strings match stays the same.
    if (of.kind === 'start' || of.kind === 'end' || of.kind === 'ahead') throw new Unsupported();
    const [least, most] = count;
    if (least > mostRepeats || (most !== Infinity && most > mostRepeats)) throw new Unsupported();
    return { kind: 'repeat', of, least, most };
  }

  #count(): readonly [number, number] | undefined {
    if (this.#take('*')) return [0, Infinity];
    if (this.#take('+')) return [1, Infinity];
    if (this.#take('?')) return [0, 1];
    if (!this.#take('{')) return undefined;
    const least = this.#number();
    let most = least;
    if (this.#take(',')) most = this.#sees('}') ? Infinity : this.#number();
    this.#expect('}');
    return [least, most];
  }

  #number(): number {
    let text = '';
    while (/^\d$/.test(this.#letters[this.#at] ?? '')) text += this.#next();
    if (text === '' || text.length > 6) throw new Unsupported();
    return Number(text);
  }

  #atom(): Expression {
    const letter = this.#next();
    switch (letter) {
      case '^':
        return { kind: 'start' };
      case '$':
        return { kind: 'end' };
      case '.':
        return { kind: 'set', set: complement(lineEnds) };
      case '[':
        return { kind: 'set', set: this.#class() };
      case '(':
        return this.#group();
      case '\\':
        return { kind: 'set', set: this.#escape(false) };
      case '*':
      case '+':
      case '?':
      case '{':
      case '}':
      case ']':
        throw new Unsupported();
      default:
        return { kind: 'set', set: [[pointOf(letter), pointOf(letter)]] };
    }
  }

  #group(): Expression {
    let ahead: boolean | undefined;
    if (this.#take('?')) {
      const letter = this.#next();
      if (letter === '=' || letter === '!') {
        ahead = letter === '!';
      } else if (letter === '<') {
        if (this.#sees('=') || this.#sees('!')) throw new Unsupported();
        while (this.#next() !== '>');
      } else if (letter !== ':') {
        throw new Unsupported();
      }
    }
    this.#groups += 1;
    if (this.#groups > mostGroups) throw new Unsupported();
    const of = this.either();
    this.#groups -= 1;
    this.#expect(')');
    return ahead === undefined ? of : { kind: 'ahead', of, negative: ahead };
  }

  #class(): CodePoints {
    const isNegative = this.#take('^');
    let set: CodePoints = [];
    while (!this.#take(']')) {
      const first = this.#member();
      const isRange = this.#sees('-') && this.#letters[this.#at + 1] !== ']';
      if (!isRange) {
        set = union(set, first);
        continue;
      }
      this.#next();
      const [from, to] = [single(first), single(this.#member())];
      if (from === undefined || to === undefined || from > to) throw new Unsupported();
      set = union(set, [[from, to]]);
    }
    return isNegative ? complement(set) : set;
  }

  #member(): CodePoints {
    const letter = this.#next();
    return letter === '\\' ? this.#escape(true) : [[pointOf(letter), pointOf(letter)]];
  }

  #escape(inClass: boolean): CodePoints {
    const letter = this.#next();
    const known: { readonly [letter: string]: CodePoints } = {
      d: digits,
      D: complement(digits),
      w: words,
      W: complement(words),
      s: spaces,
      S: complement(spaces),
      t: [[9, 9]],
      n: [[10, 10]],
      v: [[11, 11]],
      f: [[12, 12]],
      r: [[13, 13]],
      0: [[0, 0]],
    };
    const set = known[letter];
    if (set !== undefined) return set;
    if (letter === 'b' && inClass) return [[8, 8]];
    if (letter === 'x') return this.#hexadecimal(2);
    if (letter === 'u') {
      if (!this.#take('{')) return this.#hexadecimal(4);
      let text = '';
      while (!this.#take('}')) text += this.#next();
      return numbered(text);
    }
    // Other letters and digits mean something else; signs mean themselves.
    if (/^[\w]$/u.test(letter)) throw new Unsupported();
    return [[pointOf(letter), pointOf(letter)]];
  }

  #hexadecimal(length: number): CodePoints {
    let text = '';
    while (text.length < length) text += this.#next();
    return numbered(text);
  }

  #next(): string {
    const letter = this.#letters[this.#at];
    if (letter === undefined) throw new Unsupported();
    this.#at += 1;
    return letter;
  }

  #sees(letter: string): boolean {
    return this.#letters[this.#at] === letter;
  }

  #take(letter: string): boolean {
    if (!this.#sees(letter)) return false;
    this.#at += 1;
    return true;
  }

  #expect(letter: string): void {
    if (!this.#take(letter)) throw new Unsupported();
  }
}

function numbered(text: string): CodePoints {
  const point = Number.parseInt(text, 16);
  const isWhole =
    /^[0-9a-f]{1,6}$/i.test(text) && everything.some(([a, b]) => a <= point && point <= b);
  if (!isWhole) throw new Unsupported();
  return [[point, point]];
}

function single(set: CodePoints): number | undefined {
  const [only] = set;
  return set.length === 1 && only !== undefined && only[0] === only[1] ? only[0] : undefined;
}
