import type { AddressInfo } from 'node:net';
import { createAdapter } from '@skewline/server';
import { skewlinePlugin } from '@skewline/server/fastify';
import fastify from 'fastify';
import type { AnyApi } from './ages.ts';
import { plain } from './difference.ts';
import type { Answer } from './values.ts';

/** Says which case a request belongs to. No API declares it. */
export const caseHeader = 'x-skew-case';

/** A real server whose handlers answer what a case wants, and remember what they were asked. */
export interface RecordingServer {
  readonly url: string;
  /** From now on a request of the case is answered with this. */
  answer(name: string, answer: Answer): void;
  /** What has been seen of the case, which is over. Cases come one after another. */
  taken(name: string): Seen;
  close(): Promise<void>;
}

export interface Seen {
  /** What reached a handler; undefined where nothing did. */
  readonly request?: unknown;
  readonly operation?: string;
  /** Losses that conversions have said, in the words of their decisions. */
  readonly losses: readonly string[];
  /** For people: what the server made of requests that it did not like. */
  readonly problems: readonly string[];
}

export async function startRecording(api: AnyApi): Promise<RecordingServer> {
  const answers = new Map<string, Answer>();
  const requests = new Map<string, { readonly operation: string; readonly request: unknown }>();
  const [losses, problems]: [string[], string[]] = [[], []];
  const handlers = Object.fromEntries(
    api.operations.map(({ id: operation }) => [
      operation,
      (request: unknown, call: { header(name: string): string | undefined }) => {
        const name = call.header(caseHeader) ?? '';
        const answer = answers.get(name);
        if (answer === undefined) throw new Error(`nothing is said about the case ${name}`);
        // A copy, taken before anybody else can change it.
        requests.set(name, { operation, request: plain(withText(request)) });
        return answer;
      },
    ]),
  );
  // One handler suits every operation, which types of one operation cannot say.
  const adapter = createAdapter(api, handlers as never, {
    checkReplies: true,
    hooks: {
      onLoss: ({ loss }) => void losses.push(loss),
      onProblem: ({ message, cause }) => void problems.push(`${message} ${wordsOf(cause)}`),
    },
  });
  const app = fastify();
  await app.register(skewlinePlugin, { adapter });
  await app.listen({ host: '127.0.0.1', port: 0 });
  // Listening on a port, so it is no path.
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    answer: (name, answer) => void answers.set(name, answer),
    taken(name) {
      const found = requests.get(name);
      requests.delete(name);
      answers.delete(name);
      return { ...found, losses: losses.splice(0), problems: problems.splice(0) };
    },
    close: () => app.close(),
  };
}

/** A body of bytes as the text that these tests have sent. */
function withText(request: unknown): unknown {
  const { body } = request as { readonly body?: unknown }; // every request may have one
  if (!(body instanceof Uint8Array)) return request;
  return { ...(request as object), body: new TextDecoder().decode(body) };
}

function wordsOf(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : (JSON.stringify(cause) ?? '');
}
