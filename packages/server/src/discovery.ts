import { fullVersion } from '@skewline/runtime/exchange';
import { Answer, jsonContentType } from './answer.ts';
import type { Core } from './core.ts';
import type { Exchange } from './exchange.ts';

/** Says which versions are served, and gives the OpenAPI document of each. */
export class Discovery {
  /** Relative to where the adapter is mounted. */
  readonly path: string;
  readonly #core: Core;
  readonly #overview: Answer;

  constructor(path: string, core: Core) {
    this.path = path;
    this.#core = core;
    const { versions, oldest, newest, announcement } = core.versions;
    const documents = versions.versions
      .map(fullVersion)
      .map((version) => [version, `${path}/${version}/openapi.json`]);
    const overview = {
      api: versions.name,
      versions: announcement,
      oldest,
      newest,
      documents: Object.fromEntries(documents) as Readonly<Record<string, string>>,
    };
    this.#overview = new Answer(200, jsonContentType, JSON.stringify(overview));
  }

  /** The version whose document a path asks for, an empty text for the overview, else undefined. */
  asked(path: string): string | undefined {
    if (path === this.path) return '';
    if (!path.startsWith(`${this.path}/`)) return undefined;
    return /^\/([^/]+)\/openapi\.json$/.exec(path.slice(this.path.length))?.[1];
  }

  /** What `asked` has found; ends in `exchange.respond`. */
  serve(exchange: Exchange, version: string): void {
    if (version === '') exchange.respond(this.#overview);
    else void this.#document(exchange, version).then((answer) => exchange.respond(answer));
  }

  /** In a sparse API also of the versions between those that are listed. Never rejects. */
  async #document(exchange: Exchange, version: string): Promise<Answer> {
    const { api, versions, refuser } = this.#core;
    const spoken = versions.find(version);
    if (spoken === undefined) {
      const message = `there is no version ${version}; supported: ${versions.announcement}`;
      return refuser.refuse(exchange, 'document_unknown', message);
    }
    const listed = api.versions[spoken.position] ?? '';
    try {
      const document = await api.documents[listed]?.();
      return new Answer(200, jsonContentType, JSON.stringify(dated(document, spoken.text)));
    } catch (error) {
      return refuser.fail(exchange, 'document_failed', error);
    }
  }
}

/** The document says the version that was asked for, though a version before it is the last change. */
function dated(document: unknown, version: string): unknown {
  if (typeof document !== 'object' || document === null || !('info' in document)) {
    throw new TypeError(`the document of version ${version} is no OpenAPI document`);
  }
  const { info } = document;
  return { ...document, info: { ...(typeof info === 'object' ? info : {}), version } };
}
