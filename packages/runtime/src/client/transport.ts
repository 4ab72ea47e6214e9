import type { Hooks, RequestEvent, ResponseEvent } from './hooks.ts';
import type { ConnectOptions } from './options.ts';
import { retryDelay } from './retry.ts';
import { Trouble, words } from './trouble.ts';
import { type GivenUp, within } from './within.ts';
import type { BodyInput, HeadersInput } from './web.ts';

/** The options of a connection, with what they are where nobody says. */
export interface Settings {
  readonly fetch: typeof fetch;
  readonly headers: ConnectOptions['headers'];
  readonly timeoutMs: number;
  readonly retries: number;
  readonly hooks: Hooks;
}

export interface Outgoing {
  readonly operation: string;
  readonly version?: string;
  readonly method: string;
  readonly url: string;
  /** Of this call; headers of the connection and of hooks come before them. */
  readonly headers: Headers;
  readonly body?: BodyInput;
  /** Whether doing it twice is as good as once. */
  readonly isRepeatable: boolean;
  readonly signal: AbortSignal | undefined;
}

/** What is wanted of responses. */
export interface Reader<T> {
  /** Of each one, also of those that are not the last word. */
  readonly heard?: (response: Response) => void;
  /** Within the time of the attempt. */
  readonly read: (response: Response) => Promise<T | Trouble>;
}

/** Sends a request until there is an answer, or no more sense in it. */
export async function send<T>(
  settings: Settings,
  outgoing: Outgoing,
  reader: Reader<T>,
): Promise<T | Trouble> {
  const { hooks, retries, timeoutMs } = settings;
  const { operation, version, method, url, signal, isRepeatable } = outgoing;
  for (let attempt = 1; ; attempt += 1) {
    const spoken = version === undefined ? {} : { version };
    const event: RequestEvent = { operation, method, url, attempt, ...spoken };
    const extra = hooks.onRequest?.(event) ?? undefined;
    const start = performance.now();
    const { result, response } = await attemptOnce(settings, outgoing, extra, reader);
    if (response !== undefined) reader.heard?.(response);
    const code: { code?: string } = result instanceof Trouble ? { code: result.code } : {};
    const status = response === undefined ? {} : { status: response.status };
    const durationMs = performance.now() - start;
    const done: ResponseEvent = { ...event, durationMs, ...status, ...code };
    hooks.onResponse?.(done);
    if (!isRepeatable || givesUp.has(code.code)) return result;
    const answered = code.code === 'network' ? {} : status;
    const retryAfter = response?.headers.get('retry-after') ?? null;
    const tried = { attempt, retries, timeoutMs, retryAfter, ...answered };
    const delayMs = retryDelay(tried, Math.random(), Date.now());
    if (delayMs === undefined) return result;
    if (response !== undefined) discard(response);
    hooks.onRetry?.({ ...done, delayMs });
    // It ends by its time, unless the signal ends it.
    const end = await within<never>(() => new Promise(() => undefined), delayMs, signal);
    if (end === 'aborted') return givenUp(end, timeoutMs);
  }
}

/** Lets go of a body that nobody reads. */
export function discard(response: Response): void {
  if (!response.bodyUsed) response.body?.cancel().catch(() => undefined);
}

export function givenUp(why: GivenUp, timeoutMs: number): Trouble {
  const message =
    why === 'aborted' ? 'given up by the caller' : `no whole answer in ${String(timeoutMs)} ms`;
  return new Trouble(why, message);
}

/** After these nothing is tried again. */
const givesUp: ReadonlySet<string | undefined> = new Set(['aborted', 'timeout', 'request_invalid']);

interface Attempt<T> {
  readonly result: T | Trouble;
  readonly response?: Response;
}

async function attemptOnce<T>(
  settings: Settings,
  outgoing: Outgoing,
  extra: HeadersInput | undefined,
  { read }: Reader<T>,
): Promise<Attempt<T>> {
  const { timeoutMs, fetch: fetchIt } = settings;
  let response: Response | undefined;
  const finished = (result: T | Trouble): Attempt<T> => {
    if (response === undefined) return { result };
    if (result instanceof Trouble) discard(response);
    return { result, response };
  };
  try {
    const end = await within<Attempt<T>>(
      async (signal, stay) => {
        const init = await initOf(settings, outgoing, extra);
        if (init instanceof Trouble) return finished(init);
        response = await fetchIt(outgoing.url, { ...init, signal });
        const result = await read(response);
        // It is the caller who reads it, and who may abort it still.
        if (response.body !== null && !response.bodyUsed) stay();
        return finished(result);
      },
      timeoutMs,
      outgoing.signal,
    );
    return typeof end === 'string' ? finished(givenUp(end, timeoutMs)) : end;
  } catch (cause) {
    return finished(new Trouble('network', words(cause), { cause }));
  }
}

async function initOf(
  { headers: given }: Settings,
  { method, headers: own, body }: Outgoing,
  extra: HeadersInput | undefined,
): Promise<RequestInit | Trouble> {
  try {
    const headers = new Headers(typeof given === 'function' ? await given() : given);
    for (const more of [extra, own]) {
      for (const [name, value] of new Headers(more)) headers.set(name, value);
    }
    if (headers.has('cookie') && !mayHaveCookies()) {
      return new Trouble('request_invalid', 'a browser does not let programs send cookies');
    }
    const init: RequestInit & { duplex?: 'half' } = { method, headers, redirect: 'manual' };
    if (body !== undefined) init.body = body;
    // A stream is sent before the answer begins; no other way exists, but it has to be said.
    if (body instanceof ReadableStream) init.duplex = 'half';
    return init;
  } catch (cause) {
    return new Trouble('request_invalid', `no such request: ${words(cause)}`, { cause });
  }
}

/** Browsers leave them out in silence. */
function mayHaveCookies(): boolean {
  return new Request('http://a', { headers: { cookie: 'a=b' } }).headers.has('cookie');
}
