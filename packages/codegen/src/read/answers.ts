import type { JsonObject } from '../model/json.ts';
import { defaultAt } from './default.ts';
import { parseReference, valueAt } from './pointer.ts';

/** What a node of the model may ask about the rest of its document; see Memo. */
export type Question = `exists ${string}` | `text ${string}` | `default ${string}`;

/** The answers of one document, each found once; empty for a reference that leads nowhere. */
export class Answers {
  readonly #root: JsonObject;
  readonly #answers = new Map<string, string>();

  constructor(root: JsonObject) {
    this.#root = root;
  }

  readonly to = (question: string): string => {
    let answer = this.#answers.get(question);
    if (answer === undefined) {
      answer = this.#find(question);
      this.#answers.set(question, answer);
    }
    return answer;
  };

  #find(question: string): string {
    const reference = question.slice(question.indexOf(' ') + 1);
    const target = parseReference(reference);
    if (target.kind !== 'local') return '';
    const value = valueAt(this.#root, target.tokens);
    if (value === undefined) return '';
    if (question.startsWith('exists ')) return 'yes';
    if (question.startsWith('text ')) return JSON.stringify(value);
    const found = defaultAt(this.#root, value);
    return found === undefined ? 'none' : JSON.stringify(found.value);
  }
}
