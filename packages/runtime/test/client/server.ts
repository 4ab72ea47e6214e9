import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly version: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface TestServer {
  readonly url: string;
  /** All requests, in the order in which they came. */
  readonly seen: readonly Seen[];
  /** Those that are no discovery. */
  readonly calls: readonly Seen[];
  close(): Promise<void>;
}

export type Answer = (seen: Seen, response: ServerResponse) => void | Promise<void>;

const open: TestServer[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** A real server on this machine, for one test. */
export async function listen(answer: Answer): Promise<TestServer> {
  const seen: Seen[] = [];
  const listener: RequestListener = (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const version = request.headers['api-version'];
      const one: Seen = {
        method: request.method ?? '',
        url: request.url ?? '',
        version: Array.isArray(version) ? version[0] : version,
        headers: request.headers,
        body,
      };
      seen.push(one);
      void answer(one, response);
    });
  };
  const server = createServer(listener);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo; // it listens on a port
  const started: TestServer = {
    url: `http://127.0.0.1:${String(port)}`,
    seen,
    get calls() {
      return seen.filter(({ url, method }) => !url.includes('.well-known') && method !== 'HEAD');
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  open.push(started);
  return started;
}

export function sendJson(
  response: ServerResponse,
  body: unknown,
  { status = 200, ...headers }: { status?: number } & Record<string, unknown> = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(headers as Record<string, string>),
  });
  response.end(JSON.stringify(body));
}

const parcel = { weight: 1, labels: ['a', 'b'] };

export const newest = { ...parcel, state: { kind: 'new' }, stamps: [] };

/** Parcels as each version has them. */
export const parcels: Readonly<Record<string, unknown>> = {
  '1.0.0': { ...parcel, state: 'new' },
  '2.0.0': { ...parcel, state: 'new' },
  '3.0.0': newest,
};

/** What a server of these versions does: discovery, refusals, parcels. Its versions may change. */
export function depot(state: { versions: string; answer?: Answer }): Answer {
  return (seen, response) => {
    const announced = { 'api-versions': state.versions };
    if (seen.url === '/.well-known/api-versions') {
      return sendJson(response, { api: 'depot', versions: state.versions }, announced);
    }
    const known = state.versions.split(', ');
    if (seen.method === 'HEAD' && seen.version === undefined) {
      response.writeHead(404, announced).end();
      return undefined;
    }
    if (seen.version === undefined || !known.includes(seen.version)) {
      const message = `version ${String(seen.version)} is none of ${state.versions}`;
      return sendJson(response, { message }, { status: 400, ...announced });
    }
    if (state.answer !== undefined) return state.answer(seen, response);
    return sendJson(response, parcels[seen.version], announced);
  };
}
