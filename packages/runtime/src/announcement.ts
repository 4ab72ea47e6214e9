/**
 * How a server says which versions it speaks: in the header `api-versions` of every response, and at
 * its well-known path. `1.0.0..49.0.0` is every version from one to the other; a list has commas.
 */
import type { ApiVersions } from './api-versions.ts';
import { versionAt } from './ladder.ts';
import { compareNumbers, numbersOf, type VersionNumbers } from './version-numbers.ts';

/** The request header that names the version of a request: `49.0.0`. */
export const versionHeader = 'api-version';

/** The response header with the announcement. */
export const versionsHeader = 'api-versions';

/** Where a server says its versions and has its documents, after its base URL. */
export const wellKnownPath = '/.well-known/api-versions';

/** Never empty. */
export type Announcement = readonly {
  readonly low: VersionNumbers;
  /** Not below `low`; both are included. */
  readonly high: VersionNumbers;
}[];

const none: VersionNumbers = [0, 0, 0];

/** Nobody has to read more than this. */
const longest = 4096;

/** What a server of all these versions announces; of a list that would be too long, the newest. */
export function formatAnnouncement(api: ApiVersions): string {
  const all = api.versions.map(fullVersion);
  const [oldest, newest] = [all[0], all.at(-1)];
  if (api.sparse && oldest !== newest) return `${String(oldest)}..${String(newest)}`;
  let text = all.join(', ');
  while (text.length > longest) text = text.slice(text.indexOf(',') + 2);
  return text;
}

/** Undefined where it is malformed, too long or empty: it is used as a whole or not at all. */
export function parseAnnouncement(text: string): Announcement | undefined {
  if (text.length > longest) return undefined;
  const ranges: Announcement[number][] = [];
  for (const item of text.split(',')) {
    const [first = '', last = first, ...rest] = item.trim().split('..');
    const [low, high] = [numbersOf(first), numbersOf(last)];
    if (
      low === undefined ||
      high === undefined ||
      rest.length > 0 ||
      compareNumbers(low, high) > 0
    ) {
      return undefined;
    }
    ranges.push({ low, high });
  }
  return ranges;
}

/** Whether the version, which the API must have, is one of those that were announced. */
export function announces(announced: Announcement, version: string): boolean {
  const numbers = numbersOf(version);
  return numbers !== undefined && announced.some((range) => isWithin(numbers, range));
}

/** The highest version that both know, as three numbers; undefined where there is none. */
export function highestCommon(api: ApiVersions, announced: Announcement): string | undefined {
  const known = api.versions.flatMap((version) => {
    const numbers = numbersOf(version);
    return numbers === undefined ? [] : [numbers];
  });
  // Of a sparse API every number up to the newest is a version, so also the top of each range.
  const [oldest, newest] = [known[0], known.at(-1)];
  if (oldest === undefined || newest === undefined) return undefined;
  const between = { low: oldest, high: newest };
  const tops = api.sparse ? announced.map(({ high }) => high) : [];
  const common = [...known, ...tops.filter((top) => isWithin(top, between))].filter((numbers) =>
    announced.some((range) => isWithin(numbers, range)),
  );
  return common.sort(compareNumbers).at(-1)?.join('.');
}

/** `49` and `49.0` are `49.0.0`. What is no version stays as it is. */
export function fullVersion(version: string): string {
  return numbersOf(version)?.join('.') ?? version;
}

/** Below zero where the first is the older one. Both must be versions. */
export function compareVersions(a: string, b: string): number {
  return compareNumbers(numbersOf(a) ?? none, numbersOf(b) ?? none);
}

/** The position in the API's list of the version that is meant; undefined where it has no such version. */
export function positionOf(api: ApiVersions, version: string): number | undefined {
  return versionAt(api.versions, version, api.sparse);
}

function isWithin(numbers: VersionNumbers, { low, high }: Announcement[number]): boolean {
  return compareNumbers(low, numbers) <= 0 && compareNumbers(numbers, high) <= 0;
}
