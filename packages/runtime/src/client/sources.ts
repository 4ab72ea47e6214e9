/** Where a client learns which versions a server speaks: `fixed`, `asked`, `told` or `callback`. */
export interface VersionSource {
  /** What it is before anybody was asked: a version, or an announcement. */
  readonly first?: string;
  /** Nothing that a server says changes it. */
  readonly isFixed?: true;
  /** Gives an announcement. */
  readonly ask: (server: AskedServer) => Promise<Asked>;
}

/** An announcement, or why there is none. */
export type Asked =
  { readonly announcement: string } | { readonly problem: string; readonly cause?: unknown };

/** What a source may use to find out. */
export interface AskedServer {
  readonly baseUrl: string;
  /** The API's name. */
  readonly api: string;
  /** A request without a version; the body is read, and limited as any. */
  readonly send: (method: 'GET' | 'HEAD', path: string) => Promise<AskedAnswer>;
}

export interface AskedAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}
