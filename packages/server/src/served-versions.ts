import {
  type ApiVersions,
  formatAnnouncement,
  fullVersion,
  parseAnnouncement,
  positionOf,
} from '@skewline/runtime/exchange';
import type { AdapterOptions } from './options.ts';

/** A version that a caller speaks. */
export interface Spoken {
  /** Position in the API's own list of versions. */
  readonly position: number;
  /** `10.0.0`. */
  readonly text: string;
}

/** How many spellings of versions are remembered: there are many in a sparse API. */
const remembered = 1000;

/** The versions of an API that an adapter serves: all of them, or a part. */
export class ServedVersions {
  /** What is announced. */
  readonly versions: ApiVersions;
  readonly announcement: string;
  /** What a request without a version is taken for; undefined where it is refused. */
  readonly unsaid: Spoken | undefined;
  readonly #positions: readonly number[];
  readonly #known = new Map<string, Spoken>();

  constructor(api: ApiVersions, options: Pick<AdapterOptions, 'versions' | 'missingVersion'>) {
    const [versions, positions] = part(api, options.versions ?? {});
    this.versions = { name: api.name, versions, sparse: api.sparse };
    this.#positions = positions;
    this.announcement = formatAnnouncement(this.versions);
    const missing = options.missingVersion ?? 'refuse';
    if (missing !== 'refuse') {
      const text =
        missing === 'newest' ? this.newest : missing === 'oldest' ? this.oldest : missing.version;
      this.unsaid = this.find(text);
      if (this.unsaid === undefined) throw new RangeError(`missingVersion: ${text} is not served`);
    }
  }

  get oldest(): string {
    return fullVersion(this.versions.versions[0] ?? '');
  }

  get newest(): string {
    return fullVersion(this.versions.versions.at(-1) ?? '');
  }

  /** Undefined where it is not served, or no version at all. */
  find(text: string): Spoken | undefined {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const index = positionOf(this.versions, text);
    const position = index === undefined ? undefined : this.#positions[index];
    if (position === undefined) return undefined;
    const found = { position, text: fullVersion(text) };
    if (this.#known.size >= remembered) this.#known.clear();
    this.#known.set(text, found);
    return found;
  }
}

/** Whether a header says a version at all. */
export function isVersion(text: string): boolean {
  return /^\d{1,15}(?:\.\d{1,15}){0,2}$/.test(text);
}

/** The versions between two ends, with their positions. In a sparse API an end may be unlisted. */
function part(
  api: ApiVersions,
  {
    oldest = api.versions[0] ?? '',
    newest = api.versions.at(-1) ?? '',
  }: {
    readonly oldest?: string;
    readonly newest?: string;
  },
): readonly [readonly string[], readonly number[]] {
  const first = positionOf(api, oldest);
  const last = positionOf(api, newest);
  if (first === undefined || last === undefined) {
    throw new RangeError(`${api.name} has no version ${first === undefined ? oldest : newest}`);
  }
  // A range whose ends are the wrong way round is none.
  if (parseAnnouncement(`${oldest}..${newest}`) === undefined) {
    throw new RangeError(`${api.name}: ${oldest} is newer than ${newest}`);
  }
  const versions = [oldest, ...api.versions.slice(first + 1, last + 1)];
  const positions = versions.map((_version, index) => first + index);
  if (fullVersion(versions.at(-1) ?? '') !== fullVersion(newest)) {
    versions.push(newest);
    positions.push(last);
  }
  return [versions, positions];
}
