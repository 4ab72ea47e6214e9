/** What the benchmark uses of autocannon, which brings no types. */
declare module 'autocannon' {
  export interface Options {
    readonly url: string;
    readonly method: 'GET' | 'PUT';
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    /** Asked for in turn by each connection. */
    readonly requests?: readonly { readonly path: string }[];
    readonly connections: number;
    readonly pipelining: number;
    /** Seconds. */
    readonly duration: number;
    /** What every answer must be. */
    readonly expectBody?: string;
  }
  export interface Result {
    readonly duration: number;
    readonly requests: { readonly total: number };
    /** Milliseconds. */
    readonly latency: { readonly p50: number; readonly p99: number };
    readonly '2xx': number;
    readonly non2xx: number;
    readonly errors: number;
    readonly timeouts: number;
    readonly mismatches: number;
  }
  export default function autocannon(options: Options): Promise<Result>;
}
