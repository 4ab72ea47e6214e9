import type { ApiVersions, ClientOperation } from '../exchange.ts';
import { call, type Line } from './call.ts';
import type { Heard, Known, Spoken } from './negotiation.ts';
import { hear, isFresh, nothingKnown } from './negotiation.ts';
import type { CallOptions, ConnectOptions, ResponseValidators } from './options.ts';
import { parseJson, readText } from './read-body.ts';
import { redirected, redirection, type Limits } from './response.ts';
import type { Failure, RequestOf, ResultOf } from './result.ts';
import { asked, type AskedAnswer, type VersionSource } from './sources.ts';
import { givenUp, send, type Settings } from './transport.ts';
import { failure, Trouble } from './trouble.ts';
import { within } from './within.ts';

/** One server, or one address with several behind it, and what is known of its versions. */
export interface Connection<Name extends string = string> {
  readonly api: ApiVersions<Name>;
  readonly baseUrl: string;
  /** The version that the next call speaks, as three numbers; undefined while it is not known. */
  readonly version: string | undefined;
  /** Finds out which version to speak, unless it is known. Calls do it by themselves. */
  negotiate(
    options?: CallOptions,
  ): Promise<{ readonly ok: true; readonly version: string } | Failure>;
  /**
   * Takes an announcement from elsewhere, e.g. an update system: `1.0.0..49.0.0`. False where it is
   * malformed, or has no version in common: then the next call asks.
   */
  tell(announcement: string): boolean;
  /** What the generated functions do. */
  call<Op>(
    operation: ClientOperation<Name>,
    request: RequestOf<Op> | undefined,
    options?: CallOptions,
  ): Promise<ResultOf<Op>>;
}

/**
 * A connection to a server of this API. Nothing is sent before the first call.
 *
 * @throws TypeError where `baseUrl` is none.
 */
export function connect<Name extends string>(
  api: ApiVersions<Name>,
  options: ConnectOptions,
): Connection<Name> {
  return new Negotiating(api, options);
}

const minuteMs = 60_000;

/** What was heard so recently is not asked for once more. */
const justHeardMs = 1000;

class Negotiating<Name extends string> implements Connection<Name>, Line {
  readonly api: ApiVersions<Name>;
  readonly baseUrl: string;
  readonly settings: Settings;
  readonly limits: Limits;
  readonly validators: ResponseValidators | undefined;
  readonly #source: VersionSource;
  readonly #expiryMs: number;
  #known: Known = nothingKnown;
  /** The one that asks; everybody else waits for it. */
  #asking: Promise<Trouble | undefined> | undefined;

  constructor(api: ApiVersions<Name>, options: ConnectOptions) {
    this.api = api;
    this.baseUrl = checkedBaseUrl(options.baseUrl);
    const { headers, timeoutMs = minuteMs / 2, retries = 3, hooks = {}, validate } = options;
    this.settings = { fetch: options.fetch ?? fetch, headers, timeoutMs, retries, hooks };
    const { maxResponseBytes = 2 ** 24, maxDepth = 128 } = options;
    this.limits = { maxResponseBytes, maxDepth };
    this.validators = validate;
    this.#source = options.versions ?? asked();
    const { first: text, isFixed } = this.#source;
    this.#expiryMs = isFixed ? Infinity : (options.versionExpiryMs ?? 10 * minuteMs);
    if (text !== undefined) {
      this.#known = hear(api, nothingKnown, { kind: 'answered', text, at: Date.now() }).known;
    }
  }

  get version(): string | undefined {
    return this.#known.spoken?.version;
  }

  async negotiate(options: CallOptions = {}): Promise<{ ok: true; version: string } | Failure> {
    const spoken = await this.speak(options);
    if (spoken instanceof Trouble) return failure(spoken, '');
    return { ok: true, version: spoken.version };
  }

  tell(text: string): boolean {
    if (this.#source.isFixed) return false;
    return this.#hear({ kind: 'told', text, at: Date.now() }) === undefined;
  }

  async call<Op>(
    operation: ClientOperation<Name>,
    request: RequestOf<Op> | undefined,
    options: CallOptions = {},
  ): Promise<ResultOf<Op>> {
    // The types of the API say so: `request` is as in the newest version, and so is what comes back.
    return (await call(this, operation, request ?? {}, options)) as unknown as ResultOf<Op>;
  }

  speak(options: CallOptions): Spoken | Promise<Spoken | Trouble> {
    const { spoken } = this.#known;
    const isKnown = isFresh(this.#known, Date.now(), this.#expiryMs);
    return spoken !== undefined && isKnown ? spoken : this.#negotiated(options);
  }

  async speakNow(options: CallOptions): Promise<Spoken | undefined> {
    const { isFixed } = this.#source;
    if (isFixed || isFresh(this.#known, Date.now(), justHeardMs)) return undefined;
    const spoken = await this.#negotiated(options);
    return spoken instanceof Trouble ? undefined : spoken;
  }

  heard(text: string): void {
    if (!this.#source.isFixed) this.#hear({ kind: 'announced', text, at: Date.now() });
  }

  refused(text: string, sent: string): Trouble | undefined {
    const isUseless =
      this.#source.isFixed === true ||
      this.#hear({ kind: 'refused', text, at: Date.now(), sent }) !== undefined;
    return isUseless ? nothingInCommon(this.api, text, 400) : undefined;
  }

  async #negotiated({
    signal,
    timeoutMs = this.settings.timeoutMs,
  }: CallOptions): Promise<Spoken | Trouble> {
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    const asking = this.#asking;
    const end = await within(() => asking, timeoutMs, signal);
    if (end === 'timeout' || end === 'aborted') return givenUp(end, timeoutMs);
    const { spoken } = this.#known;
    return end ?? spoken ?? new Trouble('versions_unknown', 'the server changed its mind');
  }

  /** What is known afterwards is fresh, or there is a reason why it is not. */
  async #ask(): Promise<Trouble | undefined> {
    const { api, baseUrl } = this;
    const { timeoutMs, retries } = this.settings;
    const before = this.#known;
    const ask = (): Promise<string | Trouble> =>
      this.#source.ask({
        api: api.name,
        baseUrl,
        send: (method, path) => this.#send(method, path),
      });
    // Attempts and what is between them: it ends, and the next call may have more luck.
    const end = await within<{ text: string | Trouble }>(
      async () => ({ text: await ask() }),
      timeoutMs * (retries + 1) * 2,
      undefined,
    );
    const text = typeof end === 'string' ? givenUp(end, timeoutMs) : end.text;
    // Somebody has told it meanwhile.
    if (this.#known !== before && isFresh(this.#known, Date.now(), this.#expiryMs))
      return undefined;
    if (text instanceof Trouble) {
      if (before.spoken === undefined) return text;
      // It cannot be asked, and a server refuses what it does not know: the old version goes on.
      this.#known = { ...before, heardAt: Date.now() - justHeardMs };
      return undefined;
    }
    const unusable = this.#hear({ kind: 'answered', text, at: Date.now() });
    if (unusable === undefined) return undefined;
    if (unusable === 'nothing in common') return nothingInCommon(api, text);
    const message = `the server's versions are no announcement: ${shortened(text)}`;
    return new Trouble('versions_unknown', message);
  }

  #hear(heard: Heard): ReturnType<typeof hear>['unusable'] {
    const previous = this.#known.spoken?.version;
    const { known, unusable } = hear(this.api, this.#known, heard);
    this.#known = known;
    const version = known.spoken?.version;
    if (version !== previous) {
      this.settings.hooks.onVersion?.({
        reason: heard.kind,
        announced: shortened(heard.text),
        ...(version === undefined ? {} : { version }),
        ...(previous === undefined ? {} : { previous }),
      });
    }
    return unusable;
  }

  /** A request for nobody in particular: no signal ends it, only its time. */
  #send(method: string, path: string): Promise<AskedAnswer | Trouble> {
    const outgoing = {
      operation: '',
      method,
      url: `${this.baseUrl}${path}`,
      headers: new Headers({ accept: 'application/json' }),
      isRepeatable: true,
      signal: undefined,
    };
    const read = async (response: Response): Promise<AskedAnswer | Trouble> => {
      const where = redirection(response);
      if (where !== undefined) return redirected(response, where);
      const { status, headers } = response;
      const { maxResponseBytes, maxDepth } = this.limits;
      const text = await readText(response, maxResponseBytes);
      const json = text instanceof Trouble ? text : parseJson(text, maxDepth, status);
      return { status, headers, body: json instanceof Trouble ? undefined : json.value };
    };
    return send(this.settings, outgoing, { read });
  }
}

function nothingInCommon(api: ApiVersions, announced: string, status?: number): Trouble {
  const own = `${String(api.versions[0])} to ${String(api.versions.at(-1))}`;
  const message = `the server speaks ${shortened(announced)}, and this client ${api.name} ${own}`;
  return new Trouble('no_common_version', message, status === undefined ? {} : { status });
}

function shortened(announcement: string): string {
  return announcement.slice(0, 200);
}

function checkedBaseUrl(text: string): string {
  const url = new URL(text);
  if (
    !/^https?:$/.test(url.protocol) ||
    `${url.search}${url.hash}${url.username}${url.password}` !== ''
  ) {
    throw new TypeError(`a base URL is http or https, without query and credentials: ${text}`);
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
