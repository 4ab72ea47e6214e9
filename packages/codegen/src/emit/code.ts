/** Lines of code under construction, and names for the values between them. */
export class Code {
  readonly lines: string[] = [];
  #indent: string;
  #count = 0;

  constructor(indent = '') {
    this.#indent = indent;
  }

  line(text: string): void {
    this.lines.push(text === '' ? '' : `${this.#indent}${text}`);
  }

  /** What `inside` writes stands between `open {` and `close`. */
  block(open: string, inside: () => void, close = '}'): void {
    this.line(`${open} {`);
    this.indented(inside);
    this.line(close);
  }

  indented(inside: () => void): void {
    const outer = this.#indent;
    this.#indent += '  ';
    inside();
    this.#indent = outer;
  }

  name(hint: string): string {
    this.#count += 1;
    return `${hint}${String(this.#count)}`;
  }

  toString(): string {
    return this.lines.join('\n');
  }
}

const identifier = /^[A-Za-z_$][\w$]*$/;

export function isIdentifier(name: string): boolean {
  return identifier.test(name);
}

/** A string as a literal of a program. */
export function literal(value: unknown): string {
  return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** A property's name inside `{ … }` of a type or of a value. */
export function propertyName(name: string): string {
  return isIdentifier(name) ? name : literal(name);
}

/** A property's name in an object that is built: `__proto__: x` would set the prototype. */
export function builtName(name: string): string {
  return name === '__proto__' ? '["__proto__"]' : propertyName(name);
}

const inherited: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Whether every object seems to have a member of this name. */
export function isInherited(name: string): boolean {
  return inherited.has(name);
}

export function access(object: string, name: string): string {
  if (isInherited(name)) return `ownMember(${object}, ${literal(name)})`;
  return isIdentifier(name) ? `${object}.${name}` : `${object}[${literal(name)}]`;
}

/** Names come from documents: one with the end of a comment in it must not end ours. */
export function inComment(text: string): string {
  return text.replaceAll('*/', '*\\/').replaceAll(/[\r\n\u2028\u2029]+/g, ' ');
}

/** A module's text without what its comments and literals say, to see what the code itself uses. */
export function withoutWords(text: string): string {
  const words = /\/\*[\s\S]*?\*\/|\/\/.*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;
  return text.replaceAll(words, (found) => (found.startsWith('/') ? '' : '""'));
}
