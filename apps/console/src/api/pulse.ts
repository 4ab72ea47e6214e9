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
  /** When nexus last answered with what it was asked for, in milliseconds: what is shown is as it was then. */
  readonly asOf: number;
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
  let heard: Heard = { link: 'fine', asOf: now(), age: 'same' };
  let answered = heard.asOf;
  const listeners = new Set<() => void>();
  /** By API: what was announced first, and last. */
  const announced = new Map<string, { readonly first: string; readonly last: string }>();

  const change = (link: Link): void => {
    const ages = [...announced.values()].map(({ first, last }) => ageOf(first, last));
    const age = ages.find((one) => one !== 'same') ?? 'same';
    if (link === heard.link && age === heard.age) return;
    heard = { link, age, asOf: answered };
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
        if (!isOfNoInterest(init?.signal)) change('lost');
        throw error;
      }
      const versions = response.headers.get(versionsHeader);
      if (versions !== null) {
        announced.set(api, { first: announced.get(api)?.first ?? versions, last: versions });
      }
      if (response.status !== 503) {
        answered = now();
        change('fine');
      } else {
        // A command may be refused so for reasons of its own, such as a sled that does not take the instance.
        change((init?.method ?? 'GET') === 'GET' ? 'unavailable' : heard.link);
      }
      return response;
    },
  };
}

/** What the page itself gave up says nothing of the server, unless it was for want of an answer. */
function isOfNoInterest(signal: AbortSignal | null | undefined): boolean {
  if (signal?.aborted !== true) return false;
  // It is whatever somebody gave for one.
  const reason: unknown = signal.reason;
  return !(reason instanceof DOMException && reason.name === 'TimeoutError');
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
