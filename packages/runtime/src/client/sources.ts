import { versionsHeader, wellKnownPath } from '../announcement.ts';
import { isObject } from '../objects.ts';
import { Trouble, words } from './trouble.ts';

/** Where a client learns which versions a server speaks: `fixed`, `asked`, `told` or `callback`. */
export interface VersionSource {
  /** What is so before anybody was asked: a version, or an announcement. */
  readonly first?: string;
  /** Nothing that a server says changes it. */
  readonly isFixed?: true;
  /** Gives an announcement. */
  readonly ask: (server: AskedServer) => Promise<string | Trouble>;
}

/** What a source may use to find out. */
export interface AskedServer {
  readonly baseUrl: string;
  /** The API's name. */
  readonly api: string;
  /** Sends a request without a version. */
  readonly send: (method: 'GET' | 'HEAD', path: string) => Promise<AskedAnswer | Trouble>;
}

export interface AskedAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined where it is no JSON. */
  readonly body: unknown;
}

/** Always this version, whatever the server says. */
export function fixed(version: string): VersionSource {
  return { first: version, isFixed: true, ask: () => Promise.resolve(version) };
}

/** Asks the server at a well-known path, after the base URL. */
export function asked(path: string = wellKnownPath): VersionSource {
  return {
    async ask({ api, send }) {
      const answer = await send('GET', path);
      if (answer instanceof Trouble) return answer;
      const { body, status, headers } = answer;
      const said = isObject(body) ? (body as { readonly [name: string]: unknown }) : {}; // parsed JSON
      if (status === 200 && typeof said['versions'] === 'string') {
        if (said['api'] === undefined || said['api'] === api) return said['versions'];
        return unknown(`this is the server of another API: ${JSON.stringify(said['api'])}`, status);
      }
      return headers.get(versionsHeader) ?? unknown(`${path} does not say them`, status);
    },
  };
}

/**
 * Learns from the header of every response. Until the first one it speaks `first`; without that it
 * sends HEAD to the base URL to be told.
 */
export function told(first?: string): VersionSource {
  return {
    ...(first === undefined ? {} : { first }),
    async ask({ send }) {
      const answer = await send('HEAD', '');
      if (answer instanceof Trouble) return answer;
      return (
        answer.headers.get(versionsHeader) ??
        unknown(`there is no header ${versionsHeader}`, answer.status)
      );
    },
  };
}

/** Asks the program: it gives an announcement, `1.0.0..49.0.0`, or the one version of that server. */
export function callback(
  ask: (server: { readonly baseUrl: string; readonly api: string }) => string | Promise<string>,
): VersionSource {
  return {
    async ask({ baseUrl, api }) {
      try {
        return await ask({ baseUrl, api });
      } catch (cause) {
        return new Trouble('versions_unknown', `the callback failed: ${words(cause)}`, { cause });
      }
    },
  };
}

function unknown(why: string, status: number): Trouble {
  return new Trouble('versions_unknown', `the server's versions are not known: ${why}`, { status });
}
