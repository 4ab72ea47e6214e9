/** A process of its own that answers one message at a time. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export class Child {
  readonly #process: ChildProcess;

  constructor(file: string, ...args: readonly string[]) {
    this.#process = fork(join(import.meta.dirname, file), args, {
      execArgv: ['--conditions=skewline-source'],
    });
  }

  /** The next message that it sends; a process that ends instead is a failure. */
  async next<Message>(): Promise<Message> {
    const abort = new AbortController();
    const { signal } = abort;
    try {
      const [message] = await Promise.race([
        once(this.#process, 'message', { signal }),
        once(this.#process, 'exit', { signal }).then(([code]) => {
          throw new Error(`${this.#process.spawnargs.at(-1) ?? ''} ended with ${String(code)}`);
        }),
      ]);
      return message as Message; // both sides are ours, and name the type
    } finally {
      abort.abort();
    }
  }

  async ask<Message>(question: object): Promise<Message> {
    const answer = this.next<Message>();
    this.#process.send(question);
    return answer;
  }

  async end(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.disconnect();
    await ended;
  }
}
