import type { TestUser } from '../../support/harness.ts';

export interface Answer {
  readonly status: number;
  /** Null: there was none. */
  readonly body: unknown;
}

/** A request as a client of the newest version sends it; what is answered is taken as it is. */
export async function ask(
  user: TestUser,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Answer> {
  const response = await user.fetch(path, {
    method,
    headers: {
      'api-version': path.startsWith('/operator/') ? '1.0.0' : '2026112100.0.0',
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}

export interface Made {
  readonly id: string;
  readonly name: string;
}

/** Makes something that has a name; with 201, or else the test fails. */
export async function make(user: TestUser, path: string, body: unknown): Promise<Made> {
  const answer = await ask(user, 'POST', path, body);
  if (answer.status !== 201) throw new Error(`${path}: ${JSON.stringify(answer)}`);
  return madeOf(answer.body);
}

export async function makeProject(user: TestUser, name: string): Promise<Made> {
  return make(user, '/v1/projects', { name, description: '' });
}

/** What a refusal says, or just the status of what is none. */
export function said({ status, body }: Answer): readonly [number, string?, string?] {
  const { error_code, message } = members(body);
  if (typeof message !== 'string' || typeof error_code !== 'string') return [status];
  return [status, error_code, message];
}

export interface Page {
  readonly items: readonly Made[];
  readonly next: string | null;
}

export async function page(user: TestUser, path: string): Promise<Page> {
  const { status, body } = await ask(user, 'GET', path);
  const { items, next_page } = members(body);
  if (status !== 200 || !Array.isArray(items)) {
    throw new Error(`${path}: ${String(status)} ${JSON.stringify(body)}`);
  }
  return { items: items.map(madeOf), next: typeof next_page === 'string' ? next_page : null };
}

/** All items of a list, page by page. */
export async function walk(
  user: TestUser,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<readonly Page[]> {
  const pages: Page[] = [];
  let next: string | null = null;
  do {
    const all = new URLSearchParams({ ...query, ...(next === null ? {} : { page_token: next }) });
    const found: Page = await page(user, `${path}?${all.toString()}`);
    pages.push(found);
    next = found.next;
  } while (next !== null);
  return pages;
}

function madeOf(value: unknown): Made {
  const { id, name } = members(value);
  return { id: String(id), name: String(name) };
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  // What JSON.parse gives has no other members than those that stand in the text.
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
