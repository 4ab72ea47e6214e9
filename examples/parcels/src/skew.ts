import { createAdapter } from '@skewline/server';
import { skewlinePlugin } from '@skewline/server/fastify';
import { fastify } from 'fastify';
import { depot } from './depot.ts';
import { createParcelsClient } from './generated/client/methods.ts';
import { api } from './generated/server.ts';
import type { ParcelRequest } from './generated/latest.ts';

const parcel: ParcelRequest = {
  recipient_name: 'Ada Byron',
  street: "12 St James's Square",
  city: 'London',
  weight_grams: 830,
  service: 'overnight',
  contents: 'not declared',
};

/**
 * A client of version 4 and a server that is upgraded under it, over HTTP on this machine. `say` gets
 * each line of what happens.
 */
export async function meet(say: (line: string) => void): Promise<void> {
  // What the carrier knows outlives its programs.
  const handlers = depot();
  let server = await serve(handlers, 0, '1');
  const client = createParcelsClient({
    baseUrl: `http://127.0.0.1:${String(server.port)}`,
    hooks: {
      onVersion: ({ version }) => say(`             it speaks ${String(version)} from here on`),
      onLoss: ({ loss }) => say(`             lost on the way: ${loss}`),
    },
  });
  const send = async (what: string, request: ParcelRequest): Promise<void> => {
    const sent = await client.parcelSend({ body: request });
    say(
      `${what.padEnd(13)}${sent.ok ? `${sent.value.number}, in version ${sent.version}` : sent.message}`,
    );
  };

  say('The server knows version 1.');
  await send('by night', parcel);
  await send('with books', { ...parcel, contents: 'books' });
  await server.close();

  server = await serve(handlers, server.port, '4');
  say('The server is replaced by one that knows versions 1 to 4.');
  const viewed = await client.parcelView({ path: { number: 'GB000000001' } });
  say(
    `look         ${viewed.ok ? `${String(viewed.value.events.length)} event, in version ${viewed.version}` : viewed.message}`,
  );
  await send('with books', { ...parcel, contents: 'books' });
  // A DELETE below version 4, a POST from there on: nobody has to know.
  const cancelled = await client.parcelCancel({ path: { number: 'GB000000001' } });
  say(`call back    ${cancelled.ok ? `done, in version ${cancelled.version}` : cancelled.message}`);
  await server.close();
}

interface Served {
  readonly port: number;
  close(): Promise<void>;
}

/** As a program that was made when `newest` was the newest. */
async function serve(
  handlers: ReturnType<typeof depot>,
  port: number,
  newest: string,
): Promise<Served> {
  const app = fastify({ forceCloseConnections: true });
  const adapter = createAdapter(api, handlers, { versions: { newest } });
  await app.register(skewlinePlugin, { adapter });
  const address = new URL(await app.listen({ host: '127.0.0.1', port }));
  return { port: Number(address.port), close: () => app.close() };
}
