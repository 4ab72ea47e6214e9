import type { Json } from '../packages/codegen/src/model/json.ts';
import type { Place } from './values.ts';

/** A request as an old program writes it that nobody generated: method, URL, headers, body. */
export interface RawRequest {
  readonly path: string;
  readonly init: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string;
  };
}

type Group = Readonly<Record<string, Json>>;

export function rawRequest({ operation }: Place, request: Json, version: string): RawRequest {
  const { path, query, header, body } = request as {
    readonly path?: Group;
    readonly query?: Group;
    readonly header?: Group;
    readonly body?: Json;
  }; // a request has no others
  const filled = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(text(path?.[name])),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) search.append(name, text(value));
  const headers: Record<string, string> = { 'api-version': version };
  for (const [name, value] of Object.entries(header ?? {})) headers[name] = text(value);
  if (body !== undefined) headers['content-type'] = 'application/json';
  return {
    path: search.size === 0 ? filled : `${filled}?${search.toString()}`,
    init: {
      method: operation.method.toUpperCase(),
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
  };
}

function text(value: Json | undefined): string {
  if (typeof value === 'object' || value === undefined) throw new Error('no text of a parameter');
  return String(value);
}
