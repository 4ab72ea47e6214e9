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
  /** Whether nexus announces other versions than when this page first heard it. */
  readonly age: 'same' | 'newer' | 'older';
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
  let heard: Heard = { link: 'fine', since: now(), age: 'same' };
  const listeners = new Set<() => void>();
  /** By API: what was announced first, and last. */
  const announced = new Map<string, { readonly first: string; readonly last: string }>();

  const change = (link: Link): void => {
    const ages = [...announced.values()].map(({ first, last }) => ageOf(first, last));
    const age = ages.find((one) => one !== 'same') ?? 'same';
    if (link === heard.link && age === heard.age) return;
    heard = { link, age, since: link === heard.link ? heard.since : now() };
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

/** Who announces a newer version than before is newer; so is who has only dropped some. */
function ageOf(first: string, last: string): Heard['age'] {
  if (first === last) return 'same';
  const [before, after] = [newestOf(first), newestOf(last)];
  const differing = before.findIndex((number, index) => number !== after[index]);
  return differing !== -1 && (after[differing] ?? 0) < (before[differing] ?? 0) ? 'older' : 'newer';
}

/** The last of an announcement: `1.0.0..49.0.0`, `1.0.0, 2.0.0`. */
function newestOf(announcement: string): readonly number[] {
  return (announcement.match(/\d+\.\d+\.\d+/g)?.at(-1) ?? '').split('.').map(Number);
}
