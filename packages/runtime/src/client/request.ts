import type { OperationForm, ParameterForm } from '../exchange.ts';
import { jsonPointer, Refusal } from '../refusal.ts';
import type { RequestParts } from './expressible.ts';
import { isJson } from './media-type.ts';
import { Trouble, words } from './trouble.ts';
import type { BodyInput } from './web.ts';

/** A request as it goes over the wire, but for what each attempt adds. */
export interface Encoded {
  readonly method: string;
  /** From the base URL on. */
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: BodyInput;
}

const places = ['path', 'query', 'header', 'cookie'] as const;

/**
 * Parameters in their places, and the body. Null in a query or a header is left out, as is an empty
 * list in a query: they have no text.
 */
export function encode(form: OperationForm, request: RequestParts): Encoded | Trouble {
  const texts = new Map<ParameterForm, readonly string[]>();
  for (const place of places) {
    for (const [name, value] of Object.entries(request[place] ?? {})) {
      if (value === undefined || value === null) continue;
      const parameter = form.parameters.find((one) => one.in === place && one.name === name);
      if (parameter === undefined) return invalid([place, name], 'there is no such parameter');
      const text = textsOf(parameter, value);
      if (text instanceof Refusal) return invalid([place, name], text.message);
      texts.set(parameter, text);
    }
  }
  const path = pathOf(form, texts);
  if (path instanceof Trouble) return path;
  const body = bodyOf(form, request.body);
  if (body instanceof Trouble) return body;
  const sent = [...texts].map(([{ name, in: place }, values]) => ({ name, place, values }));
  const query = sent
    .filter(({ place }) => place === 'query')
    .flatMap(({ name, values }) =>
      values.map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
    );
  const cookies = sent
    .filter(({ place }) => place === 'cookie')
    .map(({ name, values }) => `${name}=${encodeURIComponent(values.join())}`);
  const headers = sent
    .filter(({ place }) => place === 'header')
    .map(({ name, values }): [string, string] => [name, values.join()]);
  if (cookies.length > 0) headers.push(['cookie', cookies.join('; ')]);
  for (const [name, value] of headers) {
    if (!survives(name, value)) return invalid(['header', name], 'a header cannot have this value');
  }
  const { method } = form;
  const question = query.length === 0 ? '' : `?${query.join('&')}`;
  return {
    method,
    path: `${path}${question}`,
    headers: [...headers, ...body.headers],
    ...body.sent,
  };
}

/** One text, or one for each item of a list. */
function textsOf({ list, in: place }: ParameterForm, value: unknown): readonly string[] | Refusal {
  const items: readonly unknown[] = list && Array.isArray(value) ? value : [value];
  const texts: string[] = [];
  for (const item of items) {
    const isFinite = typeof item === 'number' && Number.isFinite(item);
    if (typeof item !== 'string' && typeof item !== 'boolean' && !isFinite) {
      return new Refusal('a parameter is a text, a number or a boolean');
    }
    const text = String(item);
    if (/\p{Surrogate}/u.test(text)) return new Refusal('half a character');
    if (list && place !== 'query' && text.includes(',')) {
      return new Refusal('an item with a comma would become two');
    }
    texts.push(text);
  }
  return texts;
}

function pathOf(
  form: OperationForm,
  texts: ReadonlyMap<ParameterForm, readonly string[]>,
): string | Trouble {
  let path = '';
  // Odd parts are what stood in braces.
  for (const [index, part] of form.path.split(/[{}]/).entries()) {
    if (index % 2 === 0) {
      path += part;
      continue;
    }
    const parameter = form.parameters.find((one) => one.in === 'path' && one.name === part);
    const text = (parameter === undefined ? undefined : texts.get(parameter))
      ?.map((item) => encodeURIComponent(item))
      .join();
    if (text === undefined) return invalid(['path', part], 'a parameter of the path is missing');
    if (text === '') return invalid(['path', part], 'a part of a path cannot be empty');
    path += text;
  }
  // Every URL parser takes these out, whatever way they are spelt.
  if (/\/\.{1,2}(?=\/|$)/.test(path))
    return invalid(['path'], 'a part of a path cannot be . or ..');
  return path;
}

interface Body {
  readonly headers: readonly (readonly [string, string])[];
  readonly sent: { readonly body?: BodyInput };
}

function bodyOf({ body: wanted, method }: OperationForm, value: unknown): Body | Trouble {
  if (value === undefined) {
    return wanted?.required ? invalid(['body'], 'the body is missing') : { headers: [], sent: {} };
  }
  if (wanted === undefined) return invalid(['body'], 'this operation takes no body');
  if (method === 'GET' || method === 'HEAD') {
    return invalid(['body'], `fetch sends no body with ${method}`);
  }
  const { mediaType } = wanted;
  if (!isJson(mediaType)) {
    if (!isBytes(value))
      return invalid(['body'], `a body of ${mediaType} is text, bytes or a form`);
    // A form says its own boundary, and a program that may send anything says what by a header.
    const isOwn = value instanceof FormData || mediaType.includes('*');
    return { headers: isOwn ? [] : [['content-type', mediaType]], sent: { body: value } };
  }
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
    // What is no number is written as null: only then it is worth the look.
    if (text?.includes('null')) refuseNotFinite('the body', value);
  } catch (cause) {
    return new Trouble('request_invalid', `the body is no JSON: ${words(cause)}`, { cause });
  }
  if (text === undefined) return invalid(['body'], 'a function is no JSON');
  return { headers: [['content-type', mediaType]], sent: { body: text } };
}

/** It has been written as JSON, so there is no cycle in it. */
function refuseNotFinite(name: string, value: unknown): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError(`${name} is ${String(value)}`);
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [member, inner] of Object.entries(value)) refuseNotFinite(member, inner);
}

function isBytes(value: unknown): value is BodyInput {
  return (
    typeof value === 'string' ||
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value) ||
    value instanceof Blob ||
    value instanceof FormData ||
    value instanceof URLSearchParams ||
    value instanceof ReadableStream
  );
}

/** Headers take no line breaks and no letters beyond Latin-1, and lose blanks at both ends. */
function survives(name: string, value: string): boolean {
  try {
    return new Headers([[name, value]]).get(name) === value;
  } catch {
    return false;
  }
}

function invalid(path: readonly string[], message: string): Trouble {
  const field = jsonPointer(path);
  return new Trouble('request_invalid', `${field}: ${message}`, { field });
}
