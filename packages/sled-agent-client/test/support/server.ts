import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came over the wire. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly version: string | undefined;
  readonly body: unknown;
}

export interface Answer {
  readonly status?: number;
  /** Left out: no body. */
  readonly body?: unknown;
}

/** A server on this machine that says which versions it speaks, and notes what it is asked. */
export interface TestServer {
  readonly baseUrl: string;
  /** Without the questions for its versions. */
  readonly asked: readonly Asked[];
  /** What it announces; a test may change it, as an upgrade would. */
  versions: string;
  close(): Promise<void>;
}

export async function serve(
  api: string,
  versions: string,
  answer: (asked: Asked) => Answer = () => ({ status: 204 }),
): Promise<TestServer> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void readJson(request).then((body) => {
      const { method = '', url = '', headers } = request;
      response.setHeader('api-versions', state.versions);
      const send = ({ status = 200, body: said }: Answer): void => {
        if (said !== undefined) response.setHeader('content-type', 'application/json');
        response.writeHead(status).end(said === undefined ? undefined : JSON.stringify(said));
      };
      if (url === '/.well-known/api-versions') {
        send({ body: { api, versions: state.versions } });
        return;
      }
      const version = headers['api-version'];
      const one = { method, url, version: typeof version === 'string' ? version : undefined, body };
      asked.push(one);
      send(answer(one));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  // Of a server that listens on a port it is an address, not a path.
  const { port } = server.address() as AddressInfo;
  const state: TestServer = {
    baseUrl: `http://127.0.0.1:${String(port)}`,
    asked,
    versions,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return state;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : JSON.parse(text);
}
