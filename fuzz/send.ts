import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import type { WireRequest } from './request.ts';

/** What came back. */
export type Answer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string | string[] | undefined>>;
      readonly text: string;
      readonly milliseconds: number;
    }
  /** The connection ended without an answer. */
  | { readonly kind: 'broken'; readonly message: string; readonly milliseconds: number }
  /** Nothing came in time. */
  | { readonly kind: 'hang'; readonly milliseconds: number };

/** Longer than the longest wait that a request of ours can ask for. */
const patience = 20_000;

export class Sender {
  readonly #agent: Agent;

  constructor(connections: number) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  async send(baseUrl: string, { method, path, headers, body }: WireRequest): Promise<Answer> {
    const { hostname, port } = new URL(baseUrl);
    const said = path.replaceAll(/[^!-~]+/g, (letters) =>
      encodeURIComponent(Buffer.from(letters).toString()),
    );
    const begin = performance.now();
    const past = (): number => performance.now() - begin;
    return new Promise((resolve) => {
      const outgoing = httpRequest({
        agent: this.#agent,
        hostname,
        port,
        method,
        path: said,
        setHost: true,
      });
      const timer = setTimeout(() => {
        resolve({ kind: 'hang', milliseconds: past() });
        outgoing.destroy();
      }, patience);
      const end = (answer: Answer): void => {
        clearTimeout(timer);
        resolve(answer);
      };
      outgoing.on('error', (error) =>
        end({ kind: 'broken', message: error.message, milliseconds: past() }),
      );
      outgoing.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', (error) =>
          end({ kind: 'broken', message: error.message, milliseconds: past() }),
        );
        response.on('end', () =>
          end({
            kind: 'answer',
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
            milliseconds: past(),
          }),
        );
      });
      try {
        for (const [name, value] of headers) outgoing.appendHeader(name, value);
        if (body !== null) outgoing.setHeader('content-length', body.length);
      } catch (error) {
        // Node's client does not say it; what it says instead is a request as well.
        outgoing.setHeader('x-not-said', error instanceof Error ? error.name : 'error');
      }
      outgoing.end(body ?? undefined);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** What no HTTP client says. Gives what came back until the server closed or fell silent. */
export async function sendBytes(baseUrl: string, bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(Number(port), hostname);
    socket.setTimeout(1000, () => socket.destroy());
    socket.on('data', (chunk) => (text += chunk.toString('latin1')));
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
    socket.end(bytes);
  });
}

/** Requests that are none. */
export const bytes: readonly (string | Buffer)[] = [
  '\r\n\r\n',
  'GET\r\n\r\n',
  'GET / HTTP/9.9\r\n\r\n',
  'GET /v1/instances HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\n{}',
  'POST /v1/projects HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n',
  'POST /v1/projects HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
  'POST /v1/projects HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n0\r\n\r\n',
  `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nhost: a\r\n\r\n`,
  `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`,
  'GET /v1/instances HTTP/1.1\r\nhost: a\r\nx\u0000y: z\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]),
  'CONNECT example.com:443 HTTP/1.1\r\nhost: a\r\n\r\n',
  'TRACE / HTTP/1.1\r\nhost: a\r\n\r\n',
];
