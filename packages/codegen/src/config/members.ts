import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import type { Problem } from '../model/problem.ts';
import { child } from '../read/pointer.ts';
import { cut, valueText } from '../model/visible.ts';

/** An object of `skewline.json` while it is read: each question notes what is wrong with the answer. */
export class Members {
  readonly #json: JsonObject;
  readonly #pointer: string;
  readonly #problems: Problem[];
  readonly #file: string;

  constructor(json: JsonObject, pointer: string, problems: Problem[], file: string) {
    this.#json = json;
    this.#pointer = pointer;
    this.#problems = problems;
    this.#file = file;
  }

  wrong(key: string, message: string, fix: string): void {
    const pointer = key === '' ? this.#pointer : `${this.#pointer}/${key}`;
    const file = this.#file;
    this.#problems.push({ code: 'config_invalid', severity: 'error', message, fix, file, pointer });
  }

  has(key: string): boolean {
    return this.#json[key] !== undefined;
  }

  /** Members that are not listed are a problem, not ignored. */
  allow(known: readonly string[]): void {
    for (const key of Object.keys(this.#json)) {
      if (!known.includes(key)) {
        const at = child('', key).slice(1);
        this.wrong(at, `unknown member ${cut(key, 80)}`, `known are ${known.join(', ')}`);
      }
    }
  }

  text(key: string, fallback?: string): string {
    const value = this.#json[key] ?? fallback;
    if (typeof value === 'string' && value !== '') return value;
    this.wrong(key, `${key} must be a text`, `set ${key}`);
    return '';
  }

  flag(key: string): boolean {
    const value = this.#json[key] ?? false;
    if (typeof value !== 'boolean')
      this.wrong(key, `${key} must be true or false`, `write true or false`);
    return value === true;
  }

  /** One of a few words. */
  word<Word extends string>(
    key: string,
    words: readonly Word[],
    fallback?: Word,
  ): Word | undefined {
    const value = this.#json[key] ?? fallback;
    const found = words.find((one) => one === value);
    if (found === undefined && this.has(key)) {
      this.wrong(key, `${key} is ${valueText(value, 80)}`, `use ${words.join(' or ')}`);
    }
    return found;
  }

  /** An object whose values are texts. */
  texts(key: string): ReadonlyMap<string, string> {
    const value = this.#json[key] ?? {};
    const all = isJsonObject(value) ? Object.entries(value) : [];
    const entries = all.flatMap(([name, one]) =>
      typeof one === 'string' ? [[name, one] as const] : [],
    );
    if (!isJsonObject(value) || entries.length < all.length) {
      this.wrong(key, `${key} must be an object of texts`, `write {"Name": "text"}`);
    }
    return new Map(entries);
  }

  list(key: string, fix: string): readonly Json[] {
    const value = this.#json[key] ?? [];
    if (Array.isArray(value)) return value;
    this.wrong(key, `${key} must be a list`, fix);
    return [];
  }

  /** The objects of a list. */
  objects(key: string, fix: string): readonly Members[] {
    return this.list(key, fix).flatMap((one, index) =>
      this.#inner(`${key}/${String(index)}`, one, fix),
    );
  }

  object(key: string, fix: string): Members | undefined {
    return this.#inner(key, this.#json[key], fix)[0];
  }

  #inner(path: string, value: Json | undefined, fix: string): readonly Members[] {
    if (isJsonObject(value)) {
      return [new Members(value, `${this.#pointer}/${path}`, this.#problems, this.#file)];
    }
    this.wrong(path, `${path} must be an object`, fix);
    return [];
  }
}
