import type { TestUser } from '../../../support/harness.ts';

export const newest = '2026112100.0.0';
export const oldest = '2026073100.0.0';

export interface Asked {
  readonly body?: unknown;
  readonly version?: string;
  readonly prefer?: string;
  readonly signal?: AbortSignal;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // What came is for `expect` to look at.
  readonly body: Readonly<Record<string, unknown>>;
}

/** What nobody but operators may see in any answer: see `leaks`. */
const told: string[] = [];

/** Asks as any HTTP client would; every answer is remembered for `answers`. */
export async function ask(
  user: TestUser,
  method: string,
  path: string,
  { body, version = newest, prefer, signal }: Asked = {},
): Promise<Answered> {
  const response = await user.fetch(path, {
    method,
    headers: {
      'api-version': version,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(prefer === undefined ? {} : { prefer }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await response.text();
  if (user.role === 'user') told.push(`${method} ${path} ${String(response.status)} ${text}`);
  // All that this server answers is an object, or nothing.
  const parsed = (text === '' ? {} : JSON.parse(text)) as Answered['body'];
  return { status: response.status, headers: response.headers, body: parsed };
}

/** All that users were answered so far. */
export function answers(): readonly string[] {
  return told;
}

/** What is in a page. */
export function itemsOf({ body }: Answered): readonly Readonly<Record<string, unknown>>[] {
  return body['items'] as readonly Readonly<Record<string, unknown>>[];
}

export const instanceBody = (name: string, over: object = {}): object => ({
  name,
  description: 'made by a test',
  hostname: name,
  ncpus: 2,
  memory: 4 * 2 ** 30,
  start: false,
  ...over,
});
