import type { Side } from '../../diff/side.ts';
import { sampleOf } from '../../diff/values/sample.ts';
import type { Operation } from '../../model/api.ts';
import type { Json } from '../../model/json.ts';

export interface RequestOptions {
  /** `query.limit` or `body`: what is not sent although it is required. */
  readonly leaveOut?: string | undefined;
  /** `query.limit`: what is sent although it is not required. */
  readonly sent?: string | undefined;
  readonly media?: string | undefined;
}

/** A request of an operation as plain data: `{ method, path, query, headers, media, body }`. */
export function requestOf(operation: Operation, side: Side, options: RequestOptions = {}): Json {
  const { leaveOut, sent, media } = options;
  let { path } = operation;
  const query: Record<string, Json> = {};
  const headers: Record<string, Json> = {};
  for (const { name, in: place, required, schema } of operation.parameters) {
    const key = `${place}.${name}`;
    const isSent = (required && key !== leaveOut) || key === sent;
    const value = isSent ? sampleOf(schema, side) : undefined;
    if (value === undefined) continue;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (place === 'path') path = path.replaceAll(`{${name}}`, encodeURIComponent(text));
    else if (place === 'query') query[name] = value;
    else if (place === 'header') headers[name] = value;
    else headers['cookie'] = `${name}=${encodeURIComponent(text)}`;
  }
  const contents = [...(operation.body?.content ?? [])];
  const isSent =
    (operation.body?.required === true && leaveOut !== 'body') ||
    sent === 'body' ||
    media !== undefined;
  const content = isSent ? (contents.find(([type]) => type === media) ?? contents[0]) : undefined;
  const body = content === undefined ? undefined : sampleOf(content[1], side);
  return {
    method: operation.method.toUpperCase(),
    path,
    ...(Object.keys(query).length === 0 ? {} : { query }),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(content === undefined ? {} : { media: content[0] }),
    ...(body === undefined ? {} : { body }),
  };
}

/** A response as plain data: `{ status, headers, media, body }`. */
export function responseOf(
  { responses }: Operation,
  status: string,
  side: Side,
  {
    media,
    leaveOut,
  }: { readonly media?: string | undefined; readonly leaveOut?: string | undefined } = {},
): Json | undefined {
  const response = responses.get(status);
  if (response === undefined) return undefined;
  const headers: Record<string, Json> = {};
  for (const { name, required, schema } of response.headers) {
    const value = required && name !== leaveOut ? sampleOf(schema, side) : undefined;
    if (value !== undefined) headers[name] = value;
  }
  const content = [...response.content].find(([type]) => media === undefined || type === media);
  const body = content === undefined ? undefined : sampleOf(content[1], side);
  return {
    status: /^\d+$/.test(status) ? Number(status) : status,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(content === undefined ? {} : { media: content[0] }),
    ...(body === undefined ? {} : { body }),
  };
}
