import { type ProblemCode } from '../../src/problem.ts';
import type { Sent } from './servers.ts';

/** A request, and what has to come back. */
export interface Case {
  readonly name: string;
  readonly send: Sent;
  readonly status: number;
  /** Where JSON comes back. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Provoked extends Omit<Case, 'body'> {
  /** What the message says. */
  readonly says: string;
  /** Nearly the same, and nothing is wrong with it. */
  readonly twin: Sent;
}

export const grams = (weight_grams: unknown): Sent => ({
  method: 'POST',
  path: '/parcels',
  version: '1',
  body: { weight_grams },
});
export const pixel = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0]);
export const newest = { id: 7, weight: { value: 700, unit: 'g' }, note: 'fragile' };

/** What works. */
export const good: readonly Case[] = [
  {
    name: 'the newest version',
    send: { path: '/parcels/7' },
    status: 200,
    body: newest,
    headers: { 'content-type': 'application/json; charset=utf-8' },
  },
  {
    name: 'an older response',
    send: { path: '/parcels/7', version: '2' },
    status: 200,
    body: { id: 7, weight: newest.weight },
  },
  {
    name: 'the oldest response',
    send: { path: '/parcels/7', version: '1.0.0' },
    status: 200,
    body: { id: 7, weight_grams: 700 },
  },
  {
    name: 'a version between two that are listed',
    send: { path: '/parcels/7', version: '3.1.4' },
    status: 200,
    body: { id: 7, weight: newest.weight },
  },
  {
    name: 'an older request and its response',
    send: grams(500),
    status: 201,
    body: { id: 1, weight_grams: 500 },
    headers: { location: '/parcels/1' },
  },
  {
    name: 'a declared error in an older version',
    send: { path: '/parcels/404', version: '1' },
    status: 404,
    body: { message: 'no such parcel' },
  },
  {
    name: 'nothing to say',
    send: { method: 'DELETE', path: '/parcels/7' },
    status: 204,
  },
  {
    name: 'an operation under its old name and path',
    send: { path: '/old/a%2Fb%20c', version: '1' },
    status: 200,
    body: { label: 'a/b c' },
  },
  {
    name: 'an operation under its new path',
    send: { path: '/labels/__proto__' },
    status: 200,
    body: { label: '__proto__' },
  },
  {
    name: 'a path of its own in the newest version',
    send: { path: '/parcels/all' },
    status: 200,
    body: 'all',
  },
  {
    name: 'what it is told about the call',
    send: { path: '/parcels/7/track', version: '3' },
    status: 200,
    body: { place: 'parcel_track 3.0.0' },
  },
  {
    name: 'parameters of all kinds',
    send: {
      path: '/parcels?limit=5&tag=a%2Cb&tag=c+d&fragile=true&unknown=1&&q=',
      headers: {
        'X-Depot': 'north',
        'x-floors': '1, 2,-3',
        constructor: 'no',
        cookie: 'a=b; session="s%20t"; session=other; broken',
      },
    },
    status: 200,
    body: [
      [
        ['limit', 5],
        ['tag', ['a,b', 'c d']],
        ['fragile', true],
        ['q', ''],
      ],
      [
        ['x-depot', 'north'],
        ['x-floors', [1, 2, -3]],
        ['constructor', 'no'],
      ],
      [['session', 's t']],
    ],
  },
  {
    name: 'no parameters at all, and none inherited',
    send: { path: '/parcels' },
    status: 200,
    body: [[], [], []],
  },
  {
    name: 'parameters with the names of members of every object',
    send: {
      path: '/parcels?__proto__=1&constructor=2&toString=3',
      headers: { ['__proto__']: 'p' },
    },
    status: 200,
    // The one that the API has is a name like any other.
    body: [[['__proto__', '1']], [], []],
  },
  {
    name: 'a list of one',
    send: { path: '/parcels?tag=only' },
    status: 200,
    body: [[['tag', ['only']]], [], []],
  },
  {
    name: 'an operation that is retired, with a handler',
    send: { method: 'PUT', path: '/legacy/7', version: '2', body: { name: 'x' } },
    status: 204,
  },
  {
    name: 'an optional body that is not sent',
    send: { method: 'PUT', path: '/legacy/7', version: '2' },
    status: 204,
  },
  {
    name: 'an optional body that is empty, though it has a type',
    send: {
      method: 'PUT',
      path: '/legacy/7',
      version: '2',
      headers: { 'content-type': 'application/json' },
      body: '',
    },
    status: 204,
  },
  {
    name: 'a body that nobody asked for',
    send: {
      method: 'DELETE',
      path: '/parcels/7',
      body: '<?',
      headers: { 'content-type': 'text/xml' },
    },
    status: 204,
  },
  {
    name: 'a body that is no JSON, there and back',
    send: {
      method: 'PUT',
      path: '/parcels/7/picture',
      headers: { 'content-type': 'image/png' },
      body: pixel,
    },
    status: 200,
    headers: { 'content-type': 'image/png' },
  },
  {
    name: 'JSON with a charset, unknown members and a member called __proto__',
    send: {
      method: 'POST',
      path: '/parcels',
      headers: { 'content-type': 'Application/JSON; charset="UTF-8"' },
      body: '\ufeff{"weight":{"value":1,"unit":"g"},"__proto__":{"note":"no"},"more":[1]}',
    },
    status: 201,
    body: { id: 1, weight: { value: 1, unit: 'g' }, note: '' },
  },
];

const old = '/parcels/all';
/** Each code: what provokes it, and how little is needed that it does not happen. */
export const problems: Readonly<Partial<Record<ProblemCode, readonly Provoked[]>>> = {
  version_missing: [
    {
      name: 'no version',
      send: { path: '/parcels/7', version: null },
      status: 400,
      says: 'the header api-version is missing; supported: 1.0.0..4.0.0',
      twin: { path: '/parcels/7' },
    },
  ],
  version_malformed: [
    ...['', 'banana', '1.2.3.4', '-1', '1, 2', '1e3', '٣', ' '].map((version) => ({
      name: `the version ${JSON.stringify(version)}`,
      send: { path: '/parcels/7', version: null, headers: { 'api-version': encoded(version) } },
      status: 400,
      says: 'api-version has to be three numbers like 4.0.0',
      twin: { path: '/parcels/7', version: '4.0' },
    })),
    {
      name: 'two versions',
      send: { path: '/parcels/7', version: null, headers: { 'api-version': ['1', '4'] } },
      status: 400,
      says: 'three numbers',
      twin: { path: '/parcels/7', version: null, headers: { 'api-version': ['4'] } },
    },
  ],
  version_unsupported: ['0', '0.9.9', '4.0.1', '5', '999999999999999'].map((version) => ({
    name: `version ${version}`,
    send: { path: '/parcels/7', version },
    status: 400,
    says: `version ${version} is not supported; supported: 1.0.0..4.0.0`,
    twin: { path: '/parcels/7', version: '4' },
  })),
  path_unknown: [
    '/nowhere',
    '/',
    '',
    '/parcels/7/',
    '/parcels//track',
    '/parcels/7/track/more',
    '/__proto__',
    '/constructor',
  ].map((path) => ({
    name: `the path ${path}`,
    send: { path },
    status: 404,
    says: 'there is no path',
    twin: { path: '/parcels/7/track' },
  })),
  method_unknown: [
    {
      name: 'a method that the path does not have',
      send: { method: 'PATCH', path: '/parcels/7' },
      status: 405,
      says: '/parcels/7 takes DELETE, GET, HEAD, not PATCH',
      headers: { allow: 'DELETE, GET, HEAD' },
      twin: { method: 'DELETE', path: '/parcels/7' },
    },
    {
      name: 'a preflight that no plugin has answered',
      send: { method: 'OPTIONS', path: '/parcels', version: null },
      status: 405,
      says: '/parcels takes GET, HEAD, POST, not OPTIONS',
      headers: { allow: 'GET, HEAD, POST' },
      twin: { path: '/parcels' },
    },
  ],
  operation_absent: [
    {
      name: 'an operation that is too new',
      send: { path: '/parcels/7/track?x=1', version: '1' },
      status: 404,
      says: 'version 1.0.0 has no GET /parcels/7/track: parcel_track is there since version 2.0.0',
      twin: { path: '/parcels/7/track?x=1', version: '2' },
    },
    {
      name: 'an operation that is gone',
      send: { method: 'PUT', path: '/legacy/7', body: {} },
      status: 404,
      says: 'legacy_put was removed after version 2.0.0',
      twin: { method: 'PUT', path: '/legacy/7', version: '2', body: { name: '' } },
    },
    {
      name: 'an operation under its old path',
      send: { path: '/old/a' },
      status: 404,
      says: 'label_view is GET /labels/{label} there',
      twin: { path: '/labels/a' },
    },
    {
      name: 'an operation under its new path, from before',
      send: { path: '/labels/a', version: '1' },
      status: 404,
      says: 'label_get is GET /old/{label} there',
      twin: { path: '/old/a', version: '1' },
    },
  ],
  operation_retired: [
    {
      name: 'an operation that is retired, without a handler',
      send: { path: '/legacy/7', version: '2' },
      status: 404,
      says: 'legacy_view was removed after version 2.0.0, and is not served any more',
      twin: { method: 'PUT', path: '/legacy/7', version: '2' },
    },
  ],
  request_not_forwarded: [
    {
      name: 'a request that must not be forwarded',
      send: { method: 'PUT', path: '/parcels/7/hold', version: '1' },
      status: 400,
      says: 'version 1 means something else by holding',
      twin: { method: 'PUT', path: '/parcels/7/hold', version: '2' },
    },
  ],
  query_malformed: [
    {
      name: 'a query that is not UTF-8',
      send: { path: '/parcels?q=%ff' },
      status: 400,
      says: 'the query is not percent-encoded UTF-8',
      twin: { path: '/parcels?q=%c3%bf' },
    },
  ],
  content_type_unsupported: [
    'text/plain',
    'application/json; charset=latin1',
    undefined,
    '@@@',
  ].map((type) => ({
    name: `the content-type ${String(type)}`,
    send: {
      method: 'POST',
      path: '/parcels',
      body: '{"weight":{"value":1,"unit":"g"}}',
      headers: type === undefined ? {} : { 'content-type': type },
    },
    status: 415,
    says: 'content-type',
    twin: {
      method: 'POST',
      path: '/parcels',
      body: '{"weight":{"value":1,"unit":"g"}}',
      headers: { 'content-type': 'application/json' },
    },
  })),
  content_encoding_unsupported: [
    {
      name: 'a body that is packed',
      send: { ...grams(5), headers: { 'content-encoding': 'gzip' } },
      status: 415,
      says: 'content-encoding gzip is not understood',
      twin: { ...grams(5), headers: { 'content-encoding': 'identity' } },
    },
  ],
  body_too_large: [
    {
      name: 'a body that is too large, and says so',
      send: { ...grams(5), body: `{"weight_grams":5${' '.repeat(20_000)}}`, headers: json() },
      status: 413,
      says: 'the body is larger than 20000 bytes',
      headers: { connection: 'close' },
      twin: { ...grams(5), body: `{"weight_grams":5${' '.repeat(19_000)}}`, headers: json() },
    },
  ],
  body_too_deep: [
    {
      name: 'a body that nests deeper than is good',
      send: { ...grams(5), body: `{"weight_grams":5,"x":${nested(8)}}`, headers: json() },
      status: 400,
      says: 'the body nests deeper than 8 lists and objects',
      twin: { ...grams(5), body: `{"weight_grams":5,"x":${nested(7)}}`, headers: json() },
    },
    {
      name: 'a body that nests as deep as it is long',
      send: { ...grams(5), body: '['.repeat(19_999), headers: json() },
      status: 400,
      says: 'nests deeper',
      twin: {
        ...grams(5),
        body: `{"weight_grams":5,"x":"${'['.repeat(900)}\\"${'{'.repeat(900)}","y":[[],[],[],[],[],[],[],[]]}`,
        headers: json(),
      },
    },
  ],
  body_not_utf8: [
    {
      name: 'a body that is not UTF-8',
      send: {
        ...grams(5),
        body: Buffer.from('{"weight_grams":5,"x":"\xff"}', 'latin1'),
        headers: json(),
      },
      status: 400,
      says: 'the body is not UTF-8',
      twin: { ...grams(5), body: Buffer.from('{"weight_grams":5,"x":"\xff"}'), headers: json() },
    },
  ],
  body_not_json: ['{"weight_grams":', 'undefined', "{'weight_grams':5}", '{"weight_grams":5}}'].map(
    (body) => ({
      name: `the body ${body}`,
      send: { ...grams(5), body, headers: json() },
      status: 400,
      says: 'the body is not JSON',
      twin: grams(5),
    }),
  ),
  request_invalid: [
    {
      name: 'a member that its own version does not allow',
      send: grams('heavy'),
      status: 400,
      says: '/body/weight_grams: must be integer',
      twin: grams(500),
    },
    {
      name: 'a body of another version',
      send: { ...grams(5), version: '2' },
      status: 400,
      says: "/body: must have required property 'weight'",
      twin: grams(5),
    },
    {
      name: 'a body that is missing',
      send: { method: 'POST', path: '/parcels' },
      status: 400,
      says: "request: must have required property 'body'",
      twin: grams(5),
    },
    {
      name: 'a path parameter that is no number',
      send: { path: '/parcels/0x10' },
      status: 400,
      says: '/path/id: must be integer',
      twin: { path: '/parcels/16' },
    },
    {
      name: 'a number that would be rounded',
      send: { path: '/parcels/9007199254740993' },
      status: 400,
      says: '/path/id: must be integer',
      twin: { path: '/parcels/9007199254740991' },
    },
    {
      name: 'a path that became a word of its own later',
      send: { path: old, version: '2' },
      status: 400,
      says: '/path/id: must be integer',
      twin: { path: old },
    },
    {
      name: 'a parameter that is repeated, and is no list',
      send: { path: '/parcels?q=1&q=2' },
      status: 400,
      says: '/query/q: must be string',
      twin: { path: '/parcels?q=1' },
    },
    {
      name: 'a boolean that is none',
      send: { path: '/parcels?fragile=yes' },
      status: 400,
      says: '/query/fragile: must be boolean',
      twin: { path: '/parcels?fragile=false' },
    },
    {
      name: 'an item of a list in a header',
      send: { path: '/parcels', headers: { 'x-floors': '1,,2' } },
      status: 400,
      says: '/header/x-floors/1: must be integer',
      twin: { path: '/parcels', headers: { 'x-floors': '' } },
    },
  ],
  request_unconvertible: [
    {
      name: 'what a decision refuses with a status',
      send: grams(0),
      status: 422,
      says: '/body/weight_grams: nothing weighs nothing',
      twin: grams(1),
    },
    {
      name: 'what a decision refuses without a status',
      send: grams(13),
      status: 400,
      says: '/body/weight_grams: unlucky',
      twin: grams(12),
    },
    {
      name: "what a later step refuses, with the place in the caller's version",
      send: grams(15),
      status: 400,
      says: '/body: too late',
      twin: grams(16),
    },
    {
      name: 'the same from a version in which the place is the same',
      send: {
        method: 'POST',
        path: '/parcels',
        version: '2',
        body: { weight: { value: 15, unit: 'g' } },
      },
      status: 400,
      says: '/body/weight/value: too late',
      twin: grams(16),
    },
  ],
  response_unconvertible: [
    {
      name: 'a reply that a decision refuses with a status',
      send: { path: '/parcels/113', version: '1' },
      status: 409,
      says: 'stones cannot be said in grams',
      twin: { path: '/parcels/113', version: '2' },
    },
    {
      name: 'a reply that a decision refuses without a status',
      send: { path: '/parcels/114', version: '1' },
      status: 500,
      says: 'internal error',
      twin: { path: '/parcels/114', version: '2' },
    },
  ],
  conversion_failed: [
    {
      name: 'a decision that throws on the way up',
      send: grams(14),
      status: 500,
      says: 'internal error',
      twin: grams(16),
    },
    {
      name: 'a decision that throws on the way down',
      send: { path: '/parcels/115', version: '1' },
      status: 500,
      says: 'internal error',
      twin: { path: '/parcels/115', version: '4' },
    },
  ],
  handler_failed: [110, 111].map((id) => ({
    name: `a handler that throws (${String(id)})`,
    send: { path: `/parcels/${String(id)}` },
    status: 500,
    says: 'internal error',
    twin: { path: '/parcels/120' },
  })),
  reply_invalid: [101, 102, 103, 104, 105, 106, 107, 108, 109, 112].map((id) => ({
    name: `a handler that gives nonsense (${String(id)})`,
    send: { path: `/parcels/${String(id)}` },
    status: 500,
    says: 'internal error',
    twin: { path: '/parcels/120' },
  })),
  document_unknown: [
    {
      name: 'a document of a version that is not served',
      send: { path: '/.well-known/api-versions/5.0.0/openapi.json', version: null },
      status: 404,
      says: 'there is no version 5.0.0; supported: 1.0.0..4.0.0',
      twin: { path: '/.well-known/api-versions/4.0.0/openapi.json', version: null },
    },
  ],
};

function json(): Readonly<Record<string, string>> {
  return { 'content-type': 'application/json' };
}

function nested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}

/** A header is bytes. */
function encoded(text: string): string {
  return Buffer.from(text).toString('latin1');
}
