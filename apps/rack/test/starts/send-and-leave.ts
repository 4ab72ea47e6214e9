import { once } from 'node:events';
import { connect } from 'node:net';

/** A request of the external API, in the version that knows start attempts. */
export interface RawRequest {
  readonly token: string;
  readonly path: string;
  /** As JSON. */
  readonly body?: object;
}

/** Sends a POST request, and hangs up as soon as all of it is written. */
export async function sendAndLeave(url: string, { token, path, body }: RawRequest): Promise<void> {
  const { hostname, port, host } = new URL(url);
  const text = body === undefined ? '' : JSON.stringify(body);
  const lines = [
    `POST ${path} HTTP/1.1`,
    `host: ${host}`,
    `authorization: Bearer ${token}`,
    'api-version: 2026112100.0.0',
    'prefer: wait=30',
    ...(text === '' ? [] : ['content-type: application/json']),
    `content-length: ${String(Buffer.byteLength(text))}`,
  ];
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  await new Promise<void>((resolve, reject) => {
    socket.write(`${lines.join('\r\n')}\r\n\r\n${text}`, (error) =>
      error ? reject(error) : resolve(),
    );
  });
  socket.destroy();
}
