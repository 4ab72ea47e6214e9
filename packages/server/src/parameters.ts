import { setMember } from '@skewline/runtime';
import type { OperationForm, ParameterForm } from '@skewline/runtime/exchange';

/** Parameters as they were sent, by name; a list where a key of a query was repeated. */
export type Texts = ReadonlyMap<string, string | readonly string[]>;

/** Reads one group of parameters (`path`, `query`, `header` or `cookie`) of one form. */
export class ParameterGroup {
  readonly #forms: readonly ParameterForm[];
  readonly #isCommaList: boolean;

  constructor(form: OperationForm, group: ParameterForm['in']) {
    this.#forms = form.parameters.filter((parameter) => parameter.in === group);
    this.#isCommaList = group !== 'query';
  }

  get isEmpty(): boolean {
    return this.#forms.length === 0;
  }

  /**
   * The values, as far as they are there. A text that is no number stays a text, so that the
   * validator says what is wrong with it.
   */
  read(find: (name: string) => string | readonly string[] | undefined): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    for (const form of this.#forms) {
      const text = find(form.name);
      if (text !== undefined) setMember(values, form.name, this.#value(form, text));
    }
    return values;
  }

  #value(form: ParameterForm, text: string | readonly string[]): unknown {
    if (form.list === true) {
      const items = typeof text === 'string' ? this.#items(text) : text;
      return items.map((item) => scalar(form.type, item));
    }
    return typeof text === 'string' ? scalar(form.type, text) : text;
  }

  #items(text: string): readonly string[] {
    if (!this.#isCommaList) return [text];
    return text === '' ? [] : text.split(',').map((item) => item.trim());
  }
}

function scalar(type: ParameterForm['type'], text: string): unknown {
  if (type === 'number') {
    return /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : text;
  }
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}

/** A query, without its question mark. Undefined where it is not percent-encoded UTF-8. */
export function readQuery(query: string): Texts | undefined {
  const texts = new Map<string, string | string[]>();
  for (const part of query.split('&')) {
    if (part === '') continue;
    const end = part.indexOf('=');
    const name = decode(end < 0 ? part : part.slice(0, end));
    const value = end < 0 ? '' : decode(part.slice(end + 1));
    if (name === undefined || value === undefined) return undefined;
    const earlier = texts.get(name);
    if (earlier === undefined) texts.set(name, value);
    else if (typeof earlier === 'string') texts.set(name, [earlier, value]);
    else earlier.push(value);
  }
  return texts;
}

function decode(text: string): string | undefined {
  return decodeText(text.includes('+') ? text.replaceAll('+', ' ') : text);
}

/** Undefined where the text is not percent-encoded UTF-8. */
export function decodeText(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The first of each name counts. */
export function readCookies(header: string): Texts {
  const texts = new Map<string, string>();
  for (const part of header.split(';')) {
    const end = part.indexOf('=');
    if (end < 0) continue;
    const name = part.slice(0, end).trim();
    const quoted = part.slice(end + 1).trim();
    const text = /^".*"$/.test(quoted) ? quoted.slice(1, -1) : quoted;
    if (!texts.has(name)) texts.set(name, decodeText(text) ?? text);
  }
  return texts;
}
