/** How it stands between this page and nexus. */
export type Link =
  /** The last answer was one. */
  | 'fine'
  /** The last request was not answered. */
  | 'lost'
  /** Nexus answers that its database does not. */
  | 'unavailable';

/** What is heard of the server, in every answer of it. */
export interface Heard {
  readonly link: Link;
  /** When it came to stand so, in milliseconds. */
  readonly since: number;
  /** Nexus announces other versions than when this page first heard it. */
  readonly isOther: boolean;
}

/** Listens to all that is fetched. */
export interface Pulse {
  readonly heard: () => Heard;
  /** Calls it at each change; gives what ends that. */
  readonly subscribe: (listener: () => void) => () => void;
  /** The global `fetch`, listened to. `api` tells announcements apart. */
  readonly fetchFor: (api: string) => typeof fetch;
}

const versionsHeader = 'api-versions';

export function createPulse(
  inner: typeof fetch = (input, init) => fetch(input, init),
  now: () => number = Date.now,
): Pulse {
  let heard: Heard = { link: 'fine', since: now(), isOther: false };
  const listeners = new Set<() => void>();
  /** By API: what was announced first, and last. */
  const announced = new Map<string, { readonly first: string; readonly last: string }>();

  const change = (link: Link): void => {
    const isOther = [...announced.values()].some(({ first, last }) => first !== last);
    if (link === heard.link && isOther === heard.isOther) return;
    heard = { link, isOther, since: link === heard.link ? heard.since : now() };
    for (const listener of listeners) listener();
  };

  return {
    heard: () => heard,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    fetchFor: (api) => async (input, init) => {
      let response: Response;
      try {
        response = await inner(input, init);
      } catch (error) {
        // What the page itself gave up says nothing of the server, unless it was for want of an answer.
        if (!(error instanceof DOMException && error.name === 'AbortError')) change('lost');
        throw error;
      }
      const versions = response.headers.get(versionsHeader);
      if (versions !== null) {
        announced.set(api, { first: announced.get(api)?.first ?? versions, last: versions });
      }
      change(response.status === 503 ? 'unavailable' : 'fine');
      return response;
    },
  };
}
