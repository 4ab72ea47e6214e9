import type { Api } from '../../src/model/api.ts';
import {
  any,
  apiOf,
  flag,
  format,
  integer,
  list,
  map,
  nullable,
  object,
  oneOf,
  operation,
  ref,
  text,
  union,
} from './build.ts';

const first = {
  Shape: union(
    { style: 'internal', tag: 'type' },
    {
      circle: object({ type: oneOf('circle'), radius: integer('uint32') }),
      square: object(
        { type: oneOf('square'), side: ref('Side'), 'note?': nullable(text) },
        'refused',
      ),
    },
  ),
  Side: integer('uint8', { minimum: 1 }),
  Tree: object({ name: text, children: list(ref('Tree')), 'parent?': nullable(ref('Tree')) }),
  Event: union(
    { style: 'external' },
    {
      started: oneOf('started'),
      constructor: object({ constructor: integer('int16') }, 'refused'),
      moved: object({ moved: object({ to: ref('Side') }) }, 'refused'),
    },
  ),
  Id: format('uuid'),
  Ids: { ...list(ref('Id'), { uniqueItems: true }), description: 'No two are the same.' },
  Address: union({ style: 'untagged' }, { ipv4: format('ipv4'), ipv6: format('ipv6') }),
  Pair: { kind: 'tuple' as const, items: [text, nullable(integer())] },
  Colour: {
    kind: 'enum' as const,
    description: 'A colour. */ Not the end.',
    values: [{ value: 'red', description: 'Like this.' }, { value: 'green' }],
  },
  Code: oneOf(1, 2, 3),
  Nothing: oneOf(null),
  Result: union(
    { style: 'untagged' },
    { ok: object({ ok: oneOf(null) }), err: object({ err: text }) },
  ),
  Anything: any,
  Empty: object({}),
  Settings: map(nullable(ref('Colour'))),
  // Names that every object seems to have, and names that are no identifiers.
  Error: object([
    ['constructor', text],
    ['toString?', flag],
    ['content-type?', text],
    ['0', integer()],
  ]),
  ['weird name!']: ref('Shape'),
  constructor: object({ 'value?': nullable(ref('Colour')) }, 'refused'),
  Wide: object(
    Object.fromEntries(Array.from('abcdefghijkl', (letter) => [`${letter}?`, text] as const)),
    'refused',
  ),
  Name: { kind: 'string' as const, pattern: '^[a-z\\-]{1,4}\\/x$', minLength: 3, maxLength: 6 },
  Deep: object({ 'page?': { ...object({ of: list(ref('Shape')) }), deprecated: true } }, text),
  // What ajv would call a constant.
  obj0: text,
  Many: oneOf(...Array.from({ length: 40 }, (_, index) => `value${String(index)}`)),
};

const operations = [
  operation('shape_get', {
    description: 'One shape.',
    path: '/shapes/{id}',
    parameters: [
      { name: 'id', in: 'path', required: true, schema: ref('Id') },
      { name: 'deep', in: 'query', required: false, schema: flag, default: { value: false } },
      { name: 'x-trace', in: 'header', required: false, schema: text },
    ],
    responses: new Map([
      ['200', { headers: [], content: new Map([['application/json', ref('Shape')]]) }],
      ['4XX', { headers: [], content: new Map([['application/json', ref('Error')]]) }],
    ]),
  }),
  operation('side_put', {
    method: 'put',
    body: { required: true, content: new Map([['application/json', ref('Side')]]) },
    responses: new Map([['204', { headers: [], content: new Map() }]]),
  }),
  operation('ids_list', {
    responses: new Map([
      ['200', { headers: [], content: new Map([['application/json', ref('Ids')]]) }],
    ]),
  }),
];

/** Four versions: a change below a union, nothing, and a type and an operation that go away. */
export const sample: Api = apiOf([
  { schemas: [...Object.entries(first), ['__proto__', text] as const], operations },
  { schemas: { ...first, Side: integer('uint16') }, operations },
  { schemas: { ...first, Side: integer('uint16') }, operations },
  {
    schemas: {
      ...first,
      Side: integer('uint16'),
      Extra: object({ shape: ref('Shape') }),
      weird_name_: text,
    },
    operations: operations.slice(0, 2),
  },
]);
