import { type Context, setMember } from '@skewline/runtime';
import type { AdapterHooks } from './options.ts';
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
}

type Lost = NonNullable<Context['lost']>;

/** What decisions may know about the exchange that they convert. */
export class ExchangeContext implements Context {
  readonly operation: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly lost?: Lost;
  direction: 'request' | 'response' = 'request';

  constructor(exchange: Exchange, bound: BoundOperation, hooks: AdapterHooks | undefined) {
    this.operation = bound.id;
    const parameters: Record<string, string> = {};
    for (const [name, key] of bound.keys) setMember(parameters, name, exchange.params[key] ?? '');
    this.pathParameters = parameters;
    if (hooks?.onLoss === undefined) return;
    this.lost = ({ loss, from, to }) => {
      const { operation, version, requestId } = exchange;
      const { direction } = this;
      try {
        hooks.onLoss?.({ operation, version, requestId, direction, loss, from, to });
      } catch {
        // A hook that fails must not fail the request, and there is nobody else to tell.
      }
    };
  }
}
