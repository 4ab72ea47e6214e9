import type { BrowserContext, ConsoleMessage, Request } from 'playwright-core';

/** What a page may do that is no fault: a sign-in asks who is an operator, and who is none is told so. */
const fine = [/^status 403 GET \/operator\/background-tasks$/];

/** For `forgive`: nexus is away, or goes away in the middle of an answer. */
export const nexusIsAway: RegExp =
  /^failed .* net::ERR_(CONNECTION|EMPTY_RESPONSE|SOCKET|INCOMPLETE)/;

/** What should not happen on any page, as it happens. */
export interface Complaints {
  /** Complaints that match are none, until they are taken. */
  readonly forgive: (...patterns: readonly RegExp[]) => void;
  /** Those since the last time. */
  readonly take: () => readonly string[];
}

/**
 * Watches all pages of a context. A complaint is a line: `console …`, `error …` (that nobody caught), `policy …`
 * (the content security policy), `status 500 GET /v1/…`, `failed GET /v1/… net::ERR_…`, `elsewhere GET https://…`.
 */
export function watch(context: BrowserContext, origins: readonly string[]): Complaints {
  let found: string[] = [];
  let forgiven: readonly RegExp[] = [];
  const complain = (text: string): void => void found.push(text);

  context.on('console', (message) => {
    const text = textOf(message);
    if (text !== null) complain(text);
  });
  context.on('weberror', (error) => complain(`error ${String(error.error())}`));
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol === 'data:' || protocol === 'blob:' || origins.includes(origin)) return;
    complain(`elsewhere ${request.method()} ${request.url()}`);
  });
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? 'nobody knows why';
    // The page has given it up by itself: it asks for something else now.
    if (why !== 'net::ERR_ABORTED') complain(`failed ${nameOf(request)} ${why}`);
  });
  context.on('response', (response) => {
    const status = response.status();
    if (status >= 400) complain(`status ${String(status)} ${nameOf(response.request())}`);
  });
  return {
    forgive(...patterns) {
      forgiven = [...forgiven, ...patterns];
    },
    take() {
      const taken = found.filter((text) => ![...fine, ...forgiven].some((one) => one.test(text)));
      found = [];
      forgiven = [];
      return taken;
    },
  };
}

function textOf(message: ConsoleMessage): string | null {
  const text = message.text();
  if (message.type() !== 'error' && message.type() !== 'warning') return null;
  // Told by the request itself, with its path.
  if (text.startsWith('Failed to load resource')) return null;
  return `${text.includes('Content Security Policy') ? 'policy' : 'console'} ${text}`;
}

function nameOf(request: Request): string {
  const { pathname, search } = new URL(request.url());
  return `${request.method()} ${pathname}${search}`;
}
