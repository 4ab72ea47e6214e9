import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type FastifyInstance, fastify } from 'fastify';
import { skewlinePlugin } from '../../src/fastify.ts';
import type { Adapter } from '../../src/index.ts';

/** A server on this machine, until it is closed. */
export interface Running {
  /** With the path that the adapter is mounted at. */
  readonly url: string;
  close(): Promise<void>;
}

export const prefix = '/depot';

/** The two ways to serve an adapter. */
export const entries: Readonly<Record<string, (adapter: Adapter) => Promise<Running>>> = {
  fastify: async (adapter) => {
    const app = fastify();
    await app.register(skewlinePlugin, { adapter, prefix });
    return listen(app);
  },
  web: serveWeb,
};

export async function listen(app: FastifyInstance): Promise<Running> {
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  return { url: `${origin}${prefix}`, close: () => app.close() };
}

async function serveWeb(adapter: Adapter): Promise<Running> {
  const server = createServer((incoming, outgoing) => {
    void answer(adapter, incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Listening on TCP, it has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}${prefix}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Between Node's server and web requests, as frameworks do it. */
async function answer(
  adapter: Adapter,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '/' } = incoming;
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  const mounted = url.startsWith(prefix) ? url.slice(prefix.length) : url;
  const { 'content-length': length, 'transfer-encoding': encoding } = incoming.headers;
  const hasBody = encoding !== undefined || (length !== undefined && length !== '0');
  const headers = Object.entries(incoming.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const response = await adapter.fetch(
    new Request(`http://depot${mounted === '' ? '/' : mounted}`, {
      method,
      headers,
      signal: gone.signal,
      ...(hasBody ? { body: webStream(incoming), duplex: 'half' as const } : {}),
    }),
  );
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body === null) outgoing.end();
  // The caller may be gone: that is what some of the tests are about.
  else await pipeline(response.body, outgoing).catch(() => undefined);
}

/** Node's own types and those of browsers do not agree about streams; at run time they are the same. */
function webStream(incoming: IncomingMessage): ReadableStream<Uint8Array<ArrayBuffer>> {
  return Readable.toWeb(incoming) as unknown as ReadableStream<Uint8Array<ArrayBuffer>>;
}

export interface Sent {
  readonly method?: string;
  readonly path: string;
  /** Of the API; null sends no header. */
  readonly version?: string | null;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** What is no text is sent as JSON. */
  readonly body?: unknown;
}

export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly bytes: Buffer;
}

/** One request on a connection of its own, exactly as it is said here. */
export async function send(running: Running, sent: Sent): Promise<Received> {
  const { method = 'GET', path, version = '4.0.0', headers = {}, body } = sent;
  const isRaw = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
  const bytes = isRaw ? body : JSON.stringify(body);
  const { origin, pathname } = new URL(running.url);
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        hostname,
        port,
        method,
        // As it is: a URL would normalise it.
        path: `${pathname}${path}`,
        agent: false,
        headers: {
          ...(version === null ? {} : { 'api-version': version }),
          ...(isRaw ? {} : { 'content-type': 'application/json' }),
          ...(bytes === undefined ? {} : { 'content-length': Buffer.byteLength(bytes) }),
          ...Object.fromEntries(
            Object.entries(headers).map(([name, value]) => [name, [value].flat()]),
          ),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const all = Buffer.concat(chunks);
          const { statusCode: status = 0 } = response;
          resolve({ status, headers: response.headers, text: all.toString(), bytes: all });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(bytes);
  });
}
