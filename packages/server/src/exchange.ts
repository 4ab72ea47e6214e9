import { type Context, setMember } from '@skewline/runtime';
import type { AdapterHooks } from './options.ts';
import type { Answer } from './answer.ts';
import type { BoundOperation } from './bound-operation.ts';
import type { Call } from './handlers.ts';

/** One request, as an entry knows it. It is also the call that a handler sees. */
export abstract class Exchange implements Call {
  operation = '';
  version = '';
  /** Path parameters by the keys of the template, decoded. */
  params: Readonly<Record<string, string>> = {};

  abstract readonly requestId: string;
  abstract readonly raw: unknown;
  abstract readonly signal: AbortSignal;
  abstract readonly method: string;
  /** Relative to where the adapter is mounted, as it was sent. */
  abstract readonly path: string;
  /** Without its question mark, as it was sent. */
  abstract readonly query: string;
  abstract header(name: string): string | undefined;
  /** Gives the answer, once. Never throws. */
  abstract respond(answer: Answer): void;
}

type Lost = NonNullable<Context['lost']>;

/** What decisions may know about the exchange that they convert. Most of them ask for nothing. */
export class ExchangeContext implements Context {
  /** Of the step that is being taken: its id in the version that the value comes from. */
  operation: string;
  readonly lost?: Lost;
  direction: 'request' | 'response' = 'request';
  readonly #exchange: Exchange;
  readonly #bound: BoundOperation;

  constructor(exchange: Exchange, bound: BoundOperation, hooks: AdapterHooks | undefined) {
    this.operation = bound.id;
    this.#exchange = exchange;
    this.#bound = bound;
    if (hooks?.onLoss !== undefined) this.lost = (report) => this.#tell(hooks, report);
  }

  get pathParameters(): Readonly<Record<string, string>> {
    const { params } = this.#exchange;
    const parameters: Record<string, string> = {};
    for (const [name, key] of this.#bound.keys) setMember(parameters, name, params[key] ?? '');
    return parameters;
  }

  #tell(hooks: AdapterHooks, { loss, from, to }: Parameters<Lost>[0]): void {
    const { operation, version, requestId } = this.#exchange;
    const { direction } = this;
    try {
      hooks.onLoss?.({ operation, version, requestId, direction, loss, from, to });
    } catch {
      // A hook that fails must not fail the request, and there is nobody else to tell.
    }
  }
}
