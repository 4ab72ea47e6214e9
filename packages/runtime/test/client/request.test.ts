import { describe, expect, test } from 'vitest';
import type { OperationForm, ParameterForm } from '../../src/exchange.ts';
import { encode } from '../../src/client/request.ts';
import { Trouble } from '../../src/client/trouble.ts';

const parameter = (
  place: ParameterForm['in'],
  name: string,
  more: Partial<ParameterForm> = {},
): ParameterForm => ({ in: place, name, type: 'text', ...more });

const form: OperationForm = {
  first: 0,
  last: 0,
  id: 'thing_put',
  method: 'PUT',
  path: '/a/{id}/b/{kind}.json',
  parameters: [
    parameter('path', 'id'),
    parameter('path', 'kind', { list: true }),
    parameter('query', 'q'),
    parameter('query', 'some', { list: true, type: 'number' }),
    parameter('header', 'if-match'),
    parameter('header', 'x-list', { list: true }),
    parameter('cookie', 'session'),
    parameter('cookie', 'theme'),
  ],
  responses: {},
};

const path = { id: '1', kind: 'k' };

function sent(request: Parameters<typeof encode>[1], more: Partial<OperationForm> = {}): unknown {
  const encoded = encode({ ...form, ...more }, request);
  if (encoded instanceof Trouble) return `${encoded.details.field ?? ''} ${encoded.code}`;
  return [encoded.path, ...encoded.headers.map((pair) => pair.join(': '))].join('\n');
}

describe('parameters', () => {
  test.each([
    [{ path }, '/a/1/b/k.json'],
    [
      { path: { id: 'a/b?c#d%2e e\\ä', kind: ['x', 'y'] } },
      '/a/a%2Fb%3Fc%23d%252e%20e%5C%C3%A4/b/x,y.json',
    ],
    [
      { path, query: { q: 'a&b=c d+e', some: [1, 2.5] } },
      '/a/1/b/k.json?q=a%26b%3Dc%20d%2Be&some=1&some=2.5',
    ],
    [{ path, query: { q: true, some: 3 } }, '/a/1/b/k.json?q=true&some=3'],
    [{ path, query: { q: undefined, some: [] } }, '/a/1/b/k.json'],
    [{ path, query: { q: null } }, '/a/1/b/k.json'],
    [{ path, query: { q: '' } }, '/a/1/b/k.json?q='],
    [
      { path, header: { 'if-match': '"x"', 'x-list': ['a', 'b'] } },
      '/a/1/b/k.json\nif-match: "x"\nx-list: a,b',
    ],
    [
      { path, cookie: { session: 'a;b', theme: 'dark' } },
      '/a/1/b/k.json\ncookie: session=a%3Bb; theme=dark',
    ],
    [{ path: { id: '..a', kind: '.' } }, '/a/..a/b/..json'],
  ])('%j', (request, expected) => {
    expect(sent(request)).toBe(expected);
  });

  test.each([
    [{}, '/path/id'],
    [{ path: { id: '1' } }, '/path/kind'],
    [{ path: { id: undefined, kind: 'k' } }, '/path/id'],
    [{ path: { id: '', kind: 'k' } }, '/path/id'],
    [{ path: { id: [], kind: [] } }, '/path/id'],
    [{ path: { id: '.', kind: 'k' } }, '/path'],
    [{ path: { id: '..', kind: 'k' } }, '/path'],
    [{ path: { id: '\ud800', kind: 'k' } }, '/path/id'],
    [{ path: { ...path, constructor: 'x' } }, '/path/constructor'],
    [{ path, query: { other: 1 } }, '/query/other'],
    [{ path, query: { q: { a: 1 } } }, '/query/q'],
    [{ path, query: { q: [1] } }, '/query/q'],
    [{ path, query: { q: NaN } }, '/query/q'],
    [{ path, header: { 'x-list': ['a,b'] } }, '/header/x-list'],
    [{ path, header: { 'if-match': 'a\r\nx: y' } }, '/header/if-match'],
    [{ path, header: { 'if-match': ' a' } }, '/header/if-match'],
    [{ path, header: { 'if-match': '€' } }, '/header/if-match'],
    [{ path, body: {} }, '/body'],
  ])('%j is no request', (request, where) => {
    expect(sent(request)).toBe(`${where} request_invalid`);
  });
});

describe('bodies', () => {
  const json = { body: { mediaType: 'application/json', required: true } };
  const bytes = { body: { mediaType: 'application/octet-stream', required: false } };
  const bodyOf = (value: unknown, more: Partial<OperationForm>): unknown => {
    const encoded = encode({ ...form, ...more }, { path, body: value });
    return encoded instanceof Trouble ? encoded.code : encoded.body;
  };

  test.each([
    [{ a: [null, 1] }, '{"a":[null,1]}'],
    ['text', '"text"'],
    [null, 'null'],
    [{ a: NaN }, 'request_invalid'],
    [[Infinity], 'request_invalid'],
    [1n, 'request_invalid'],
    [() => 1, 'request_invalid'],
    [undefined, 'request_invalid'],
  ])('JSON %o', (value, expected) => {
    expect(bodyOf(value, json)).toBe(expected);
  });

  test('none goes with GET', () => {
    expect(bodyOf({}, { ...json, method: 'GET' })).toBe('request_invalid');
  });

  test('a circle is no JSON, and neither is what nests without end', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    expect(bodyOf(circle, json)).toBe('request_invalid');
    let deep: unknown = 1;
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
    expect(bodyOf(deep, json)).toBe('request_invalid');
  });

  test('bytes are sent as they are', () => {
    for (const value of [
      'x',
      new Uint8Array(1),
      new ArrayBuffer(1),
      new Blob([]),
      new FormData(),
      new URLSearchParams(),
      new ReadableStream(),
    ]) {
      expect(bodyOf(value, bytes)).toBe(value);
    }
    expect(bodyOf({ a: 1 }, bytes)).toBe('request_invalid');
    expect(bodyOf(undefined, bytes)).toBeUndefined();
  });

  test('each has its content type, but for a form, which has a boundary', () => {
    expect(sent({ path, body: 1 }, json)).toContain('content-type: application/json');
    expect(sent({ path, body: 'x' }, bytes)).toContain('content-type: application/octet-stream');
    const multipart = { body: { mediaType: 'multipart/form-data', required: true } };
    expect(sent({ path, body: new FormData() }, multipart)).toBe('/a/1/b/k.json');
    expect(sent({ path, body: 'x' }, { body: { mediaType: '*/*', required: true } })).toBe(
      '/a/1/b/k.json',
    );
  });
});
