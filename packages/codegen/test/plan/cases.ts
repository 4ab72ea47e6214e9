import type { Json, JsonObject } from '../../src/model/json.ts';

/**
 * One type before and after a step: what is found, what is asked, and what becomes of values. Each
 * case is a named schema of one API of two versions, so all of them are generated, compiled and run
 * as one package.
 */
export interface Case {
  readonly before: JsonObject;
  readonly after: JsonObject;
  /** Messages of the changes, in order. */
  readonly changes: readonly string[];
  /** Keys of the holes with the decision, as TypeScript, that answers it. */
  readonly up?: Readonly<Record<string, string>>;
  readonly down?: Readonly<Record<string, string>>;
  readonly values: readonly Value[];
}

/** A conversion that is wanted; `refused` is a message and a path. */
export interface Value {
  readonly direction: 'up' | 'down';
  readonly from: Json;
  readonly to?: Json;
  readonly refused?: { readonly message: string; readonly path: readonly (string | number)[] };
}

const text = { type: 'string' };
const number = { type: 'integer', format: 'uint8', minimum: 0 };
const object = (
  properties: JsonObject,
  required: readonly string[] = Object.keys(properties),
): JsonObject => ({
  type: 'object',
  properties,
  required,
});
const up = (from: Json, to: Json): Value => ({ direction: 'up', from, to });
const down = (from: Json, to: Json): Value => ({ direction: 'down', from, to });
const tagged = (tag: string, properties: JsonObject = {}): JsonObject =>
  object({ type: { type: 'string', enum: [tag] }, ...properties });

export const cases: Readonly<Record<string, Case>> = {
  Unchanged: {
    before: object({ a: text }),
    after: object({ a: text }),
    changes: [],
    values: [up({ a: 'x' }, { a: 'x' })],
  },
  OptionalAdded: {
    before: object({ a: text }),
    after: object({ a: text, b: text }, ['a']),
    changes: ['optional b is added'],
    values: [up({ a: 'x' }, { a: 'x' }), down({ a: 'x', b: 'y' }, { a: 'x' })],
  },
  DefaultAdded: {
    before: object({ a: text }),
    after: object({ a: text, b: { type: 'boolean', default: false } }, ['a']),
    changes: ['optional b is added'],
    values: [up({ a: 'x' }, { a: 'x', b: false }), down({ a: 'x', b: true }, { a: 'x' })],
  },
  RequiredAdded: {
    before: object({ a: text }),
    after: object({ a: text, b: { type: 'array', items: text } }),
    changes: ['required b is added'],
    up: { 'RequiredAdded.b': 'constant([])' },
    values: [up({ a: 'x' }, { a: 'x', b: [] }), down({ a: 'x', b: ['y'] }, { a: 'x' })],
  },
  NullableRequiredAdded: {
    before: object({ a: text }),
    after: object({ a: text, b: { ...text, nullable: true } }),
    changes: ['required b is added'],
    values: [up({ a: 'x' }, { a: 'x', b: null })],
  },
  RequiredAndNarrowed: {
    before: object({ a: text }, []),
    after: object({ a: { ...text, maxLength: 2 } }),
    changes: ['becomes required', 'the length of the string changes (narrower)'],
    up: {
      'RequiredAndNarrowed.a(absent)': "constant('-')",
      'RequiredAndNarrowed.a': '(value) => value.slice(0, 2)',
    },
    values: [up({}, { a: '-' }), up({ a: 'xyz' }, { a: 'xy' }), down({ a: 'x' }, { a: 'x' })],
  },
  Renamed: {
    before: object({ ip: text }),
    after: object({ target: text }),
    changes: ['ip is renamed to target'],
    up: { 'Renamed.target': "rename('ip')" },
    down: { 'Renamed.ip': "rename('target')" },
    values: [up({ ip: 'x' }, { target: 'x' }), down({ target: 'x' }, { ip: 'x' })],
  },
  SilentMove: {
    before: object({ pool: text, version: number }, []),
    after: object({ selector: { ...text, nullable: true } }, []),
    changes: [
      'optional pool is removed',
      'optional version is removed',
      'optional selector is added',
    ],
    up: { 'SilentMove.selector': '({ pool }) => pool' },
    down: { 'SilentMove.{pool,version}': '({ selector }) => (selector ? { pool: selector } : {})' },
    values: [
      up({ pool: 'p' }, { selector: 'p' }),
      up({}, {}),
      down({ selector: 'p' }, { pool: 'p' }),
    ],
  },
  DefaultChanged: {
    before: object({ size: { ...number, default: 1 } }, []),
    after: object({ size: { ...number, default: 2 } }, []),
    changes: ['what absent means changes from 1 to 2'],
    // Absent meant 1 before, so it has to be said now; and the other way round.
    values: [up({}, { size: 1 }), up({ size: 7 }, { size: 7 }), down({}, { size: 2 })],
  },
  BecameRequired: {
    before: object({ a: text }, []),
    after: object({ a: text }),
    changes: ['becomes required'],
    up: { 'BecameRequired.a': "refuse(400, 'a is needed')" },
    values: [
      up({ a: 'x' }, { a: 'x' }),
      { direction: 'up', from: {}, refused: { message: 'a is needed', path: ['a'] } },
      down({ a: 'x' }, { a: 'x' }),
    ],
  },
  NoLongerNull: {
    before: object({ a: { type: 'array', items: { ...text, nullable: true } } }),
    after: object({ a: { type: 'array', items: text } }),
    changes: ['may no longer be null'],
    up: { 'NoLongerNull.a[](null)': "constant('nothing')" },
    values: [up({ a: ['x', null] }, { a: ['x', 'nothing'] }), down({ a: ['x'] }, { a: ['x'] })],
  },
  AbsentOrNull: {
    before: object({ a: { ...text, nullable: true } }, []),
    after: object({ a: text }),
    changes: ['becomes required', 'may no longer be null'],
    up: { 'AbsentOrNull.a': "constant('nothing')" },
    values: [
      up({}, { a: 'nothing' }),
      up({ a: null }, { a: 'nothing' }),
      up({ a: 'x' }, { a: 'x' }),
    ],
  },
  ValueRemoved: {
    before: { type: 'string', enum: ['on', 'off', 'unknown'] },
    after: { type: 'string', enum: ['on', 'off'] },
    changes: ['the value unknown is removed'],
    up: { 'ValueRemoved(unknown)': "refuse(500, 'unknown state')" },
    values: [
      up('on', 'on'),
      { direction: 'up', from: 'unknown', refused: { message: 'unknown state', path: [] } },
    ],
  },
  InternalVariant: {
    before: { oneOf: [tagged('v4', { ip: text }), tagged('both', { a: text, b: text })] },
    after: { oneOf: [tagged('v4', { address: text }), tagged('both', { a: text, b: text })] },
    changes: ['ip is renamed to address'],
    up: { 'InternalVariant(v4).address': "rename('ip')" },
    down: { 'InternalVariant(v4).ip': "rename('address')" },
    values: [
      up({ type: 'v4', ip: 'x' }, { type: 'v4', address: 'x' }),
      up({ type: 'both', a: 'x', b: 'y' }, { type: 'both', a: 'x', b: 'y' }),
    ],
  },
  VariantRemoved: {
    before: { oneOf: [tagged('local', { id: text })] },
    after: { oneOf: [tagged('encrypted', { id: text }), tagged('plain', { id: text })] },
    changes: [
      'the variant local is removed',
      'the variant encrypted is added',
      'the variant plain is added',
    ],
    up: { 'VariantRemoved(local)': "(old) => ({ ...old, type: 'encrypted' })" },
    down: {
      'VariantRemoved(encrypted)': "(old) => ({ ...old, type: 'local' })",
      'VariantRemoved(plain)': "refuse(400, 'only encrypted')",
    },
    values: [
      up({ type: 'local', id: 'x' }, { type: 'encrypted', id: 'x' }),
      down({ type: 'encrypted', id: 'x' }, { type: 'local', id: 'x' }),
      {
        direction: 'down',
        from: { type: 'plain', id: 'x' },
        refused: { message: 'only encrypted', path: [] },
      },
    ],
  },
  // A union of nothing but enums is a list of values, however it is written.
  EnumToEnums: {
    before: { type: 'string', enum: ['a', 'b', 'x', 'lost'] },
    after: {
      anyOf: [
        { $ref: '#/components/schemas/Letters' },
        {
          anyOf: [{ $ref: '#/components/schemas/OtherLetters' }, { type: 'string', enum: ['new'] }],
        },
      ],
    },
    changes: ['one of a list of values becomes one of several variants'],
    up: { 'EnumToEnums(lost)': "constant('x')" },
    down: { 'EnumToEnums(new)': "refuse(406, 'no word for it')" },
    values: [
      up('a', 'a'),
      up('x', 'x'),
      up('lost', 'x'),
      down('b', 'b'),
      { direction: 'down', from: 'new', refused: { message: 'no word for it', path: [] } },
    ],
  },
  Letters: {
    before: { type: 'string', enum: ['a', 'b'] },
    after: { type: 'string', enum: ['a', 'b'] },
    changes: [],
    values: [],
  },
  OtherLetters: {
    before: { type: 'string', enum: ['x'] },
    after: { type: 'string', enum: ['x'] },
    changes: [],
    values: [],
  },
  // Only what has more to say than its tag, or no counterpart, is asked.
  EnumToVariants: {
    before: { type: 'string', enum: ['running', 'failed', 'creating'] },
    after: {
      oneOf: [
        tagged('running'),
        tagged('failed', { cause: text }),
        tagged('destroyed'),
        tagged('gone'),
      ],
    },
    changes: ['one of a list of values becomes one of several variants'],
    up: {
      'EnumToVariants(failed)': "(old) => ({ type: old, cause: 'unknown' })",
      'EnumToVariants(creating)': "constant({ type: 'running' })",
    },
    down: {
      'EnumToVariants(failed)': '(old) => old.type',
      'EnumToVariants(destroyed)': "refuse(406, 'it is destroyed')",
      'EnumToVariants(gone)': "constant('failed')",
    },
    values: [
      up('running', { type: 'running' }),
      up('failed', { type: 'failed', cause: 'unknown' }),
      up('creating', { type: 'running' }),
      down({ type: 'running' }, 'running'),
      down({ type: 'failed', cause: 'x' }, 'failed'),
      down({ type: 'gone' }, 'failed'),
      {
        direction: 'down',
        from: { type: 'destroyed' },
        refused: { message: 'it is destroyed', path: [] },
      },
    ],
  },
  // The same within a property, and where nothing has to be asked.
  EnumFieldToVariants: {
    before: object({ state: { type: 'string', enum: ['on', 'off'], nullable: true } }),
    after: object({ state: { oneOf: [tagged('on'), tagged('off')], nullable: true } }),
    changes: ['one of a list of values becomes one of several variants'],
    values: [
      up({ state: 'on' }, { state: { type: 'on' } }),
      up({ state: null }, { state: null }),
      down({ state: { type: 'off' } }, { state: 'off' }),
    ],
  },
  // No value is a variant: nothing says that the two have anything in common.
  EnumToOtherVariants: {
    before: { type: 'string', enum: ['on', 'off'] },
    after: { oneOf: [tagged('open'), tagged('shut', { on: text })] },
    changes: ['one of a list of values becomes one of several variants'],
    up: {
      EnumToOtherVariants: "(old) => (old === 'on' ? { type: 'open' } : { type: 'shut', on: 'x' })",
    },
    down: { EnumToOtherVariants: "(old) => (old.type === 'open' ? 'on' : 'off')" },
    values: [up('on', { type: 'open' }), down({ type: 'shut', on: 'x' }, 'off')],
  },
  ExternalVariant: {
    before: { oneOf: [{ type: 'string', enum: ['none'] }, object({ some: object({ a: text }) })] },
    after: {
      oneOf: [{ type: 'string', enum: ['none'] }, object({ some: object({ a: text, b: number }) })],
    },
    changes: ['required b is added'],
    up: { 'ExternalVariant(some).some.b': 'constant(1)' },
    values: [up('none', 'none'), up({ some: { a: 'x' } }, { some: { a: 'x', b: 1 } })],
  },
  Untagged: {
    before: { anyOf: [text, object({ a: text }), { type: 'array', items: text }] },
    after: { anyOf: [text, object({ a: text, b: number }), { type: 'array', items: text }] },
    changes: ['required b is added'],
    up: { 'Untagged(object1).b': 'constant(1)' },
    values: [up('x', 'x'), up(['x'], ['x']), up({ a: 'x' }, { a: 'x', b: 1 })],
  },
  Tighter: {
    before: object({ ports: { type: 'array', items: number } }),
    after: object({ ports: { type: 'array', items: number, minItems: 1, uniqueItems: true } }),
    changes: ['the length or uniqueness of the list changes (narrower)'],
    up: {
      'Tighter.ports':
        "(ports) => (ports.length > 0 ? [...new Set(ports)] : refusal(400, 'no port'))",
    },
    values: [
      up({ ports: [1, 1] }, { ports: [1] }),
      { direction: 'up', from: { ports: [] }, refused: { message: 'no port', path: ['ports'] } },
      down({ ports: [1] }, { ports: [1] }),
    ],
  },
  Wider: {
    before: object({ a: { ...text, format: 'ipv4' }, b: number }),
    after: object({
      a: { ...text, format: 'ip' },
      b: { type: 'integer', format: 'uint16', minimum: 0 },
    }),
    changes: [
      'the format of the string changes (wider)',
      'the range of the number changes (wider)',
    ],
    down: {
      'Wider.a': "(ip) => (ip.includes(':') ? refusal(400, 'not IPv4') : ip)",
      'Wider.b': '(b) => Math.min(b, 255)',
    },
    values: [
      up({ a: '1.2.3.4', b: 1 }, { a: '1.2.3.4', b: 1 }),
      down({ a: '1.2.3.4', b: 999 }, { a: '1.2.3.4', b: 255 }),
    ],
  },
  Restructured: {
    before: object({ a: text, keep: text }),
    after: object({ a: object({ value: text }), keep: text }),
    changes: ['a string becomes an object'],
    up: { 'Restructured.a': '({ a }) => ({ value: a })' },
    down: { 'Restructured.a': '({ a }) => a.value' },
    values: [
      up({ a: 'x', keep: 'k' }, { a: { value: 'x' }, keep: 'k' }),
      down({ a: { value: 'x' }, keep: 'k' }, { a: 'x', keep: 'k' }),
    ],
  },
  Whole: {
    before: { type: 'array', items: number },
    after: object({ items: { type: 'array', items: number } }),
    changes: ['a list becomes an object'],
    up: { Whole: '(items) => ({ items })' },
    down: { Whole: '({ items }) => items' },
    values: [up([1], { items: [1] }), down({ items: [1] }, [1])],
  },
  MapOfTypes: {
    before: {
      type: 'object',
      additionalProperties: { $ref: '#/components/schemas/RequiredAdded' },
    },
    after: { type: 'object', additionalProperties: { $ref: '#/components/schemas/RequiredAdded' } },
    changes: [],
    values: [
      up(
        JSON.parse('{"__proto__":{"a":"x"},"k":{"a":"y"}}') as Json,
        JSON.parse('{"__proto__":{"a":"x","b":[]},"k":{"a":"y","b":[]}}') as Json,
      ),
    ],
  },
  Recursive: {
    before: object({
      name: text,
      children: { type: 'array', items: { $ref: '#/components/schemas/Recursive' } },
    }),
    after: object({
      name: text,
      size: number,
      children: { type: 'array', items: { $ref: '#/components/schemas/Recursive' } },
    }),
    changes: ['required size is added'],
    up: {
      'Recursive.size': "({ name }) => (name === 'bad' ? refusal(400, 'bad name') : name.length)",
    },
    values: [
      up(
        { name: 'a', children: [{ name: 'bb', children: [] }] },
        { name: 'a', size: 1, children: [{ name: 'bb', size: 2, children: [] }] },
      ),
      {
        direction: 'up',
        from: {
          name: 'a',
          children: [
            { name: 'b', children: [] },
            { name: 'bad', children: [] },
          ],
        },
        refused: { message: 'bad name', path: ['children', 1, 'size'] },
      },
    ],
  },
  NullableNested: {
    before: object(
      { a: { nullable: true, allOf: [{ $ref: '#/components/schemas/RequiredAdded' }] } },
      [],
    ),
    after: object(
      { a: { nullable: true, allOf: [{ $ref: '#/components/schemas/RequiredAdded' }] } },
      [],
    ),
    changes: [],
    values: [
      up({ a: null }, { a: null }),
      up({}, {}),
      up({ a: { a: 'x' } }, { a: { a: 'x', b: [] } }),
    ],
  },
  InheritedGained: {
    before: object({ a: text }),
    after: object({ a: text, hasOwnProperty: text, constructor: { type: 'object' } }, ['a']),
    changes: ['optional hasOwnProperty is added', 'optional constructor is added'],
    values: [
      up({ a: 'x' }, { a: 'x' }),
      down({ a: 'x', hasOwnProperty: 'y', constructor: {} }, { a: 'x' }),
    ],
  },
  InheritedAsked: {
    before: object({ a: text, gone: text }, ['a']),
    after: object({ a: text, valueOf: text }, ['a']),
    changes: ['gone is renamed to valueOf'],
    up: { 'InheritedAsked.valueOf': '({ gone }) => gone' },
    down: { 'InheritedAsked.gone': '() => undefined' },
    values: [
      up({ a: 'x', gone: 'y' }, { a: 'x', valueOf: 'y' }),
      up({ a: 'x' }, { a: 'x' }),
      down({ a: 'x', valueOf: 'y' }, { a: 'x' }),
    ],
  },
  Inherited: {
    before: object({ constructor: text, ['__proto__']: text, 'odd name': text, gone: text }, [
      'odd name',
      'gone',
    ]),
    after: object({ constructor: text, ['__proto__']: text, 'odd name': text }, ['odd name']),
    changes: ['required gone is removed'],
    down: { 'Inherited.gone': "constant('back')" },
    values: [
      up({ 'odd name': 'x', gone: 'y' }, { 'odd name': 'x' }),
      up(
        JSON.parse('{"constructor":"c","__proto__":"p","odd name":"x","gone":"y"}') as Json,
        JSON.parse('{"constructor":"c","__proto__":"p","odd name":"x"}') as Json,
      ),
    ],
  },
  InheritedRequired: {
    before: object({ constructor: { ...text, nullable: true }, valueOf: number, toString: text }),
    after: object({ constructor: { ...text, nullable: true }, valueOf: text, toString: text }),
    changes: ['an integer becomes a string'],
    up: { 'InheritedRequired.valueOf': '({ valueOf }) => String(valueOf)' },
    down: { 'InheritedRequired.valueOf': '({ valueOf }) => Number(valueOf)' },
    values: [
      up(
        JSON.parse('{"constructor":null,"valueOf":1,"toString":"x"}') as Json,
        JSON.parse('{"constructor":null,"valueOf":"1","toString":"x"}') as Json,
      ),
    ],
  },
  // Named as what generated modules import, or as the end of a comment.
  Words: {
    before: object({ Item: text, Context: text, Refusal: text, Member: text, 'x*/y': text }),
    after: object({ Item: text, Context: text, Refusal: text, Member: text }),
    changes: ['required x*/y is removed'],
    down: { 'Words.x*/y': "constant('z')" },
    values: [
      up(
        { Item: 'i', Context: 'c', Refusal: 'r', Member: 'm', 'x*/y': 'z' },
        { Item: 'i', Context: 'c', Refusal: 'r', Member: 'm' },
      ),
    ],
  },
  // The generated modules have an interface of this name.
  Operations: {
    before: object({ a: text }),
    after: object({ a: text, b: number }, ['a']),
    changes: ['optional b is added'],
    values: [up({ a: 'x' }, { a: 'x' })],
  },
  Closed: {
    before: object({ a: text }),
    after: { ...object({ a: text }), additionalProperties: false },
    changes: ['unknown members are refused now'],
    values: [up({ a: 'x', unknown: 1 }, { a: 'x' }), down({ a: 'x' }, { a: 'x' })],
  },
  // Members with a name beside others of another type.
  OthersBeside: {
    before: { ...object({ a: text, b: text, c: text }, ['a', 'b']), additionalProperties: number },
    after: { ...object({ a: text, c: text }, ['a']), additionalProperties: text },
    changes: ['required b is removed', 'an integer becomes a string'],
    up: { 'OthersBeside{}': '(value) => String(value)' },
    down: { 'OthersBeside.b': "constant('-')", 'OthersBeside{}': '(value) => Number(value)' },
    values: [
      up({ a: 'x', b: 'y', c: 'z', d: 4 }, { a: 'x', c: 'z', d: '4' }),
      down({ a: 'x', d: '4' }, { a: 'x', b: '-', d: 4 }),
    ],
  },
  // Words of an enum stay words of it in a list.
  EnumList: {
    before: { type: 'array', items: { type: 'string', enum: ['a', 'b', 'c'] } },
    after: { type: 'array', items: { type: 'string', enum: ['a', 'b'] } },
    changes: ['the value c is removed'],
    up: { 'EnumList[](c)': "constant('b')" },
    values: [up(['a', 'c', 'b'], ['a', 'b', 'b']), down(['b'], ['b'])],
  },
  EnumListOrText: {
    before: {
      anyOf: [text, { type: 'array', items: { type: 'string', enum: ['a', 'b', 'c'] } }],
      nullable: true,
    },
    after: {
      anyOf: [text, { type: 'array', items: { type: 'string', enum: ['a', 'b'] } }],
      nullable: true,
    },
    changes: ['the value c is removed'],
    up: { 'EnumListOrText(array1)[](c)': "constant('b')" },
    values: [up(['a', 'c', 'b'], ['a', 'b', 'b']), up('x', 'x'), up(null, null)],
  },
  // Without what told them apart, items of a set are the same.
  Set: {
    before: { type: 'array', uniqueItems: true, items: object({ a: text, gone: text }) },
    after: { type: 'array', uniqueItems: true, items: object({ a: text }) },
    changes: ['required gone is removed'],
    down: { 'Set[].gone': "constant('-')" },
    values: [
      up(
        [
          { a: 'x', gone: '1' },
          { a: 'y', gone: '1' },
          { a: 'x', gone: '2' },
        ],
        [{ a: 'x' }, { a: 'y' }],
      ),
      down(
        [{ a: 'x' }, { a: 'x', unknown: 1 }, { a: 'y' }],
        [
          { a: 'x', gone: '-' },
          { a: 'y', gone: '-' },
        ],
      ),
    ],
  },
  SetOfTwo: {
    before: {
      type: 'array',
      uniqueItems: true,
      minItems: 2,
      items: object({ a: text, gone: text }),
    },
    after: { type: 'array', uniqueItems: true, minItems: 2, items: object({ a: text }) },
    changes: ['required gone is removed'],
    up: { SetOfTwo: "(items) => (items.length > 1 ? items : refusal(400, 'too few'))" },
    down: { 'SetOfTwo[].gone': "constant('-')", SetOfTwo: '(items) => items' },
    values: [
      {
        direction: 'up',
        from: [
          { a: 'x', gone: '1' },
          { a: 'x', gone: '2' },
        ],
        refused: { message: 'too few', path: [] },
      },
    ],
  },
  // It contains itself, and may be null at one end only.
  NullableRecursive: {
    before: object({ next: { $ref: '#/components/schemas/NullableRecursive' }, a: text }, ['a']),
    after: {
      ...object({ next: { $ref: '#/components/schemas/NullableRecursive' }, a: text }, ['a']),
      nullable: true,
    },
    changes: ['may be null'],
    down: { 'NullableRecursive(null)': "constant({ a: 'none' })" },
    values: [
      up({ a: 'x', next: { a: 'y' } }, { a: 'x', next: { a: 'y' } }),
      down(
        { a: 'x', next: { a: 'y', next: null } },
        { a: 'x', next: { a: 'y', next: { a: 'none' } } },
      ),
    ],
  },
  // Both contain themselves, by unnamed objects of which one leads back earlier than the other.
  Unrolled: {
    before: object({ next: { $ref: '#/components/schemas/UnrolledOnce' } }, []),
    after: object(
      { next: object({ next: { $ref: '#/components/schemas/Unrolled' } }, []), a: text },
      [],
    ),
    changes: ['optional a is added', 'optional a is added'],
    up: { 'Unrolled.next.next.next': '(value) => value' },
    down: { 'Unrolled.next.next.next': '(value) => value.next ?? {}' },
    values: [
      up({ next: { next: { next: { next: {} } } } }, { next: { next: { next: { next: {} } } } }),
    ],
  },
  UnrolledOnce: {
    before: object(
      { next: object({ next: { $ref: '#/components/schemas/UnrolledOnce' } }, []) },
      [],
    ),
    after: object(
      { next: object({ next: { $ref: '#/components/schemas/UnrolledOnce' } }, []) },
      [],
    ),
    changes: [],
    values: [],
  },
  NullVariant: {
    before: tagged('a', { count: number }),
    after: { ...tagged('a', { count: text }), nullable: true },
    changes: ['may be null', 'an integer becomes a string'],
    up: { 'NullVariant.count': '({ count }) => String(count)' },
    down: {
      'NullVariant.count': '({ count }) => Number(count)',
      'NullVariant(null)': "refuse(406, 'null')",
    },
    values: [],
  },
  // One of its variants may be null by its own name, so the union may.
  OrNullVariant: {
    before: { oneOf: [{ $ref: '#/components/schemas/NullVariant' }, tagged('b')] },
    after: { oneOf: [{ $ref: '#/components/schemas/NullVariant' }, tagged('b')] },
    changes: ['may be null'],
    down: { 'OrNullVariant(null)': "constant({ type: 'b' })" },
    values: [
      up({ type: 'a', count: 1 }, { type: 'a', count: '1' }),
      down({ type: 'a', count: '1' }, { type: 'a', count: 1 }),
      down({ type: 'b' }, { type: 'b' }),
      down(null, { type: 'b' }),
    ],
  },
};
