import type { Limit } from './limit.ts';

/** A limit, and the span of versions in which it was met. */
export interface ReportedLimit extends Limit {
  readonly clients: Span;
  readonly servers: Span;
}

export interface Span {
  readonly first: string;
  readonly last: string;
}

/** Equal limits of many pairs are one. */
export class LimitList {
  readonly #versions: readonly string[];
  readonly #positions = new Map<Limit, number>();
  readonly #texts = new Map<string, number>();
  readonly #spans: {
    readonly limit: Limit;
    clients: [number, number];
    servers: [number, number];
  }[] = [];

  constructor(versions: readonly string[]) {
    this.#versions = versions;
  }

  add(limit: Limit, client: number, server: number): number {
    let position = this.#positions.get(limit);
    if (position === undefined) {
      const text = JSON.stringify(limit);
      position = this.#texts.get(text);
      if (position === undefined) {
        position = this.#spans.length;
        this.#texts.set(text, position);
        this.#spans.push({ limit, clients: [client, client], servers: [server, server] });
      }
      this.#positions.set(limit, position);
    }
    const span = this.#spans[position];
    if (span !== undefined) {
      span.clients = widened(span.clients, client);
      span.servers = widened(span.servers, server);
    }
    return position;
  }

  all(): readonly ReportedLimit[] {
    const span = ([first, last]: [number, number]): Span => ({
      first: this.#versions[first] ?? '',
      last: this.#versions[last] ?? '',
    });
    return this.#spans.map(({ limit, clients, servers }) => ({
      ...limit,
      clients: span(clients),
      servers: span(servers),
    }));
  }
}

function widened([first, last]: [number, number], one: number): [number, number] {
  return [Math.min(first, one), Math.max(last, one)];
}
