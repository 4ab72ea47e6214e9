import { coveringStatus, type Operation, type Parameter, type Response } from '../model/api.ts';
import type { Schema } from '../model/schema.ts';

/** Two schemas at one place of two operations that are one. */
export interface SchemaPair {
  readonly part: 'request' | 'response';
  /** Behind the operation's id: `query.limit`, `body`, `responses.200`. */
  readonly path: string;
  readonly older: Schema;
  readonly newer: Schema;
  /** JSON pointers of the nearest place that both documents are sure to have. */
  readonly before: string;
  readonly after: string;
}

/** Which response of the one tells what a status of the other is. */
export interface ResponsePair {
  readonly status: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Parameters that are one: by name, and those of the path by their position in it. */
export function pairParameters(
  before: Operation,
  after: Operation,
): readonly (readonly [Parameter, Parameter])[] {
  const positions = samePath(before, after)
    ? new Map(pathNames(before).map((name, index) => [name, pathNames(after)[index]]))
    : new Map<string, string | undefined>();
  return before.parameters.flatMap((one) => {
    const name = one.in === 'path' ? (positions.get(one.name) ?? one.name) : one.name;
    const other = after.parameters.find((two) => two.in === one.in && isNamed(two, name));
    return other === undefined ? [] : [[one, other] as const];
  });
}

/** The names of headers are the same in capitals. */
export function isNamed(one: Parameter, name: string): boolean {
  return one.in === 'header' ? one.name.toLowerCase() === name.toLowerCase() : one.name === name;
}

export function samePath(before: Operation, after: Operation): boolean {
  const bare = (path: string): string => path.replaceAll(/\{[^}]*\}/g, '{}');
  return before.method === after.method && bare(before.path) === bare(after.path);
}

function pathNames({ path }: Operation): readonly string[] {
  return [...path.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '');
}

/** `application/json` covers `application/json; charset=utf-8`; a range covers what is in it. */
export function coveringMedia(
  media: string,
  content: ReadonlyMap<string, Schema>,
): string | undefined {
  const essence = (text: string): string => (text.split(';')[0] ?? '').trim().toLowerCase();
  const wanted = essence(media);
  const keys = [...content.keys()];
  const find = (one: string): string | undefined => keys.find((key) => essence(key) === one);
  return (
    keys.find((key) => key === media) ??
    find(wanted) ??
    find(`${wanted.split('/')[0] ?? ''}/*`) ??
    find('*/*')
  );
}

export function pairResponses(before: Operation, after: Operation): readonly ResponsePair[] {
  const older = [...before.responses.keys()].map((status) => ({
    status,
    before: status,
    after: coveringStatus(status, after),
  }));
  const newer = [...after.responses.keys()]
    .filter((status) => !before.responses.has(status))
    .map((status) => ({ status, before: coveringStatus(status, before), after: status }));
  return [...older, ...newer];
}

/** All schemas of two operations that say one thing in two versions. */
export function exchangePairs(before: Operation, after: Operation): readonly SchemaPair[] {
  const at = { before: before.pointer, after: after.pointer };
  const pairs: SchemaPair[] = pairParameters(before, after).map(([one, other]) => ({
    part: 'request',
    path: `${other.in}.${other.name}`,
    older: one.schema,
    newer: other.schema,
    ...at,
  }));
  const body = { before: `${at.before}/requestBody`, after: `${at.after}/requestBody` };
  for (const [older, newer] of mediaPairs(before.body?.content, after.body?.content)) {
    pairs.push({ part: 'request', path: 'body', older, newer, ...body });
  }
  for (const { status, before: one, after: other } of pairResponses(before, after)) {
    const [from, into] = [before.responses.get(one ?? ''), after.responses.get(other ?? '')];
    if (from === undefined || into === undefined) continue;
    const place = responsePointers(before, after, one, other);
    const path = `responses.${status}`;
    for (const [older, newer] of mediaPairs(from.content, into.content)) {
      pairs.push({ part: 'response', path, older, newer, ...place });
    }
    for (const [older, newer] of pairHeaders(from, into)) {
      const name = `${path}.header.${newer.name}`;
      pairs.push({
        part: 'response',
        path: name,
        older: older.schema,
        newer: newer.schema,
        ...place,
      });
    }
  }
  return pairs;
}

export function responsePointers(
  before: Operation,
  after: Operation,
  older: string | undefined,
  newer: string | undefined,
): { readonly before: string; readonly after: string } {
  const pointer = (one: Operation, status: string | undefined): string =>
    status === undefined ? one.pointer : `${one.pointer}/responses/${status}`;
  return { before: pointer(before, older), after: pointer(after, newer) };
}

export function pairHeaders(
  before: Response,
  after: Response,
): readonly (readonly [Parameter, Parameter])[] {
  return before.headers.flatMap((one) => {
    const other = after.headers.find((two) => isNamed(two, one.name));
    return other === undefined ? [] : [[one, other] as const];
  });
}

function mediaPairs(
  before: ReadonlyMap<string, Schema> | undefined,
  after: ReadonlyMap<string, Schema> | undefined,
): readonly (readonly [Schema, Schema])[] {
  if (before === undefined || after === undefined) return [];
  const pairs = new Map<string, readonly [Schema, Schema]>();
  const add = (one: string | undefined, other: string | undefined): void => {
    const [from, into] = [before.get(one ?? ''), after.get(other ?? '')];
    if (from !== undefined && into !== undefined)
      pairs.set(JSON.stringify([one, other]), [from, into]);
  };
  for (const media of before.keys()) add(media, coveringMedia(media, after));
  for (const media of after.keys()) add(coveringMedia(media, before), media);
  return [...pairs.values()];
}
