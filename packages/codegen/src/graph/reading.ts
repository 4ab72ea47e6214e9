import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import type { Problem, ProblemCode } from '../model/problem.ts';
import { child } from '../read/pointer.ts';
import { valueText } from '../model/visible.ts';

/** A value of JSON while it is read: each question notes what is wrong with the answer. */
export class Reading {
  readonly pointer: string;
  readonly #json: JsonObject;
  readonly #file: string;
  readonly #code: ProblemCode;
  readonly #problems: Problem[];

  constructor(
    json: Json,
    pointer: string,
    about: { readonly file: string; readonly code: ProblemCode; readonly problems: Problem[] },
  ) {
    this.pointer = pointer;
    this.#json = isJsonObject(json) ? json : {};
    this.#file = about.file;
    this.#code = about.code;
    this.#problems = about.problems;
  }

  wrong(key: string, message: string, fix: string): void {
    this.#problems.push({
      code: this.#code,
      severity: 'error',
      message,
      fix,
      file: this.#file,
      pointer: this.at(key),
    });
  }

  at(...keys: readonly (string | number)[]): string {
    return keys.reduce<string>(
      (pointer, key) => (key === '' ? pointer : child(pointer, key)),
      this.pointer,
    );
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#json, key);
  }

  value(key: string): Json | undefined {
    return this.has(key) ? this.#json[key] : undefined;
  }

  /** Members that are not listed are a problem, not ignored. */
  allow(known: readonly string[]): void {
    for (const key of Object.keys(this.#json)) {
      if (!known.includes(key)) {
        this.wrong(key, `unknown member ${valueText(key, 80)}`, `known are ${known.join(', ')}`);
      }
    }
  }

  /** One line that a terminal shows as it is. */
  text(key: string): string | undefined {
    if (!this.has(key)) return undefined;
    const value = this.value(key);
    if (isPlainText(value)) return value;
    this.wrong(key, `${key} must be a text of one line`, `write "${key}": "…"`);
    return undefined;
  }

  needed(key: string, fix: string): string | undefined {
    if (!this.has(key)) this.wrong('', `${key} is missing`, fix);
    return this.text(key);
  }

  word<Word extends string>(key: string, words: readonly Word[]): Word | undefined {
    if (!this.has(key)) return undefined;
    const value = this.value(key);
    const found = words.find((one) => one === value);
    if (found === undefined) {
      this.wrong(key, `${key} is ${valueText(value, 80)}`, `use ${words.join(', ')}`);
    }
    return found;
  }

  list(key: string, fix: string): readonly Json[] {
    if (!this.has(key)) return [];
    const value = this.value(key);
    if (Array.isArray(value)) return value;
    this.wrong(key, `${key} must be a list`, fix);
    return [];
  }

  texts(key: string, fix: string): readonly { readonly text: string; readonly pointer: string }[] {
    return this.list(key, fix).flatMap((one, index) => {
      const pointer = this.at(key, index);
      if (isPlainText(one)) return [{ text: one, pointer }];
      this.#problems.push({
        code: this.#code,
        severity: 'error',
        message: `an entry of ${key} must be a text of one line`,
        fix,
        file: this.#file,
        pointer,
      });
      return [];
    });
  }

  /** Something inside, whose problems are noted in the same place. */
  within(json: Json, pointer: string): Reading {
    const about = { file: this.#file, code: this.#code, problems: this.#problems };
    return new Reading(json, pointer, about);
  }

  objects(key: string, fix: string): readonly Reading[] {
    return this.list(key, fix).flatMap((one, index) => {
      const inner = this.within(one, this.at(key, index));
      if (isJsonObject(one)) return [inner];
      inner.wrong('', `an entry of ${key} must be an object`, fix);
      return [];
    });
  }
}

/** Without control characters: a name or a reason is shown on terminals and written into XML. */
export function isPlainText(value: Json | undefined): value is string {
  return (
    typeof value === 'string' && /^[^\p{Cc}\p{Cs}\u2028\u2029\uFFFE\uFFFF]{1,500}$/u.test(value)
  );
}
