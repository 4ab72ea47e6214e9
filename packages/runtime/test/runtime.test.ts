import { describe, expect, test } from 'vitest';
import {
  climb,
  constant,
  type Context,
  drop,
  type Epoch,
  isObject,
  jsonPointer,
  lossy,
  move,
  ownMember,
  Refusal,
  refusal,
  refuse,
  rename,
  setMember,
  take,
  versionAt,
} from '../src/index.ts';
import { refine, type Validator } from '../src/validation.ts';

describe('the words of decisions', () => {
  test('constant, rename, move, take', () => {
    expect(constant([1])()).toEqual([1]);
    expect(rename('ip')({ ip: 'x' })).toBe('x');
    expect(move('outer', 'inner')({ outer: { inner: 1 } })).toBe(1);
    expect(take('a')({ a: 1 })).toEqual({ a: 1 });
  });

  test('refuse says status, message and code', () => {
    const answer = refuse(400, 'no', 'InvalidRequest')(undefined, {});
    expect(answer).toMatchObject({ status: 400, message: 'no', code: 'InvalidRequest', path: [] });
    expect(refusal(null, 'no')).toMatchObject({ code: 'refused' });
    expect(refusal(null, 'no').status).toBeUndefined();
  });

  test('what is lost is said, and two uses of one function do not share it', () => {
    const decide = (list: readonly number[]): number => list.length;
    const [one, other] = [lossy('the numbers', decide), lossy('their order', decide)];
    expect([one.loss, other.loss, one([1, 2])]).toEqual(['the numbers', 'their order', 2]);
    expect(drop('all', null).loss).toBe('all');
  });

  test('who listens hears of each loss, and nobody has to', () => {
    const heard: unknown[] = [];
    const context: Context = { lost: (report) => heard.push(report) };
    const count = lossy('the numbers', (list: readonly number[], _context: Context) =>
      list.length > 2 ? refusal(400, 'too many') : list.length,
    );
    const review = lossy('more', (derived: number, list: readonly number[], _context: Context) =>
      derived + list.length,
    );
    const list = [1, 2];
    expect([count(list, {}), count(list, context), review(3, list, context)]).toEqual([2, 2, 5]);
    expect(count([1, 2, 3], context)).toBeInstanceOf(Refusal);
    expect(heard).toEqual([
      { loss: 'the numbers', from: list, to: 2 },
      { loss: 'more', from: list, to: 5 },
    ]);
    // By hand, without a context, a value is no context.
    const byHand = lossy('all', (..._input: unknown[]) => null);
    expect([byHand(), byHand(null), byHand(1, { lost: 'property' })]).toEqual([null, null, null]);
  });
});

describe('a refusal', () => {
  test('gathers its path from the inside out', () => {
    const inner = new Refusal('no').within('ip').within(3).within('nics');
    expect(inner.path).toEqual(['nics', 3, 'ip']);
    expect(jsonPointer(['a/b', 'c~d', 0])).toBe('/a~1b/c~0d/0');
  });
});

describe('objects', () => {
  test('a member called __proto__ is set, not the prototype', () => {
    const map: Record<string, number> = {};
    setMember(map, '__proto__', 1);
    expect(JSON.stringify(map)).toBe('{"__proto__":1}');
    expect(Object.getPrototypeOf(map)).toBe(Object.prototype);
  });

  test('an inherited member is not there', () => {
    expect(ownMember({}, 'constructor')).toBeUndefined();
    expect(ownMember({ constructor: 'c' }, 'constructor')).toBe('c');
    expect([isObject({}), isObject([]), isObject(null), isObject('x')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('climb', () => {
  const add = (value: number): number => value + 1;
  const epochs: readonly Epoch[] = [
    { type: 'A', first: 0, last: 1, up: { to: 1, shim: add } },
    {
      type: 'A',
      first: 2,
      last: 2,
      up: { to: 2 },
      down: { to: 0, shim: () => refusal(400, 'no') },
    },
    { type: 'B', first: 3, last: 5, down: { to: 1, shim: (value: number) => value - 1 } },
  ];

  test('goes from epoch to epoch, under the later name too', () => {
    expect(climb(epochs, 0, 5, 1, {})).toBe(2);
    expect(climb(epochs, 2, 2, 2, {})).toBe(1);
  });

  test('a value that stays in its epoch is the value itself', () => {
    const value = {};
    expect(climb(epochs, 2, 3, value, {})).toBe(value);
  });

  test('stops at a refusal, and where a type has no counterpart', () => {
    expect(climb(epochs, 2, 0, 2, {})).toMatchObject({ message: 'no' });
    expect(climb(epochs, 2, 9, 2, {})).toMatchObject({ code: 'type_absent' });
  });
});

describe('refine', () => {
  const short: Validator<string> = refine<string>(
    (value) => {
      if (typeof value === 'string' && value.length > 0) return true;
      const error = { keyword: 'minLength', instancePath: '/at', schemaPath: '#', params: {} };
      short.errors = [{ ...error, message: 'must be longer' }];
      return false;
    },
    () => ({
      words: { minLength: 'say something' },
      check: (value) => (value === 'bad' ? refusal(409, 'not that') : undefined),
    }),
  );
  // As another generated validator calls it, with where the value is.
  const at = short as (value: unknown, context: { readonly instancePath: string }) => boolean;

  test('puts its words in place of the schema', () => {
    expect(at('', { instancePath: '/at' })).toBe(false);
    expect(short.errors?.[0]).toMatchObject({ keyword: 'minLength', message: 'say something' });
  });

  test('checks what fits the schema, and says where', () => {
    expect(at('good', { instancePath: '/at' })).toBe(true);
    expect(at('bad', { instancePath: '/at' })).toBe(false);
    expect(short.errors?.[0]).toMatchObject({
      keyword: 'refine',
      instancePath: '/at',
      message: 'not that',
      params: { status: 409 },
    });
  });
});

describe('the position of a version', () => {
  const versions = ['1', '7', '10', '2026073100.0.0', '2026073100.0.1'];

  test.each<[string, boolean, number | undefined]>([
    ['1', false, 0],
    ['10', false, 2],
    ['10.0.0', false, 2],
    ['2026073100.0.1', false, 4],
    ['9', false, undefined],
    ['9', true, 1],
    ['11', true, 2],
    ['7', true, 1],
    ['7.0.1', true, 1],
    ['2026073100.0.1', true, 4],
    ['0', true, undefined],
    ['2026073100.0.2', true, undefined],
    ['3000000000', true, undefined],
    ['latest', true, undefined],
    ['', true, undefined],
    ['1.2.3.4', true, undefined],
  ])('of %j, sparse %j, is %j', (text, sparse, position) => {
    expect(versionAt(versions, text, sparse)).toBe(position);
  });

  test('is none where there are no versions', () => {
    expect(versionAt([], '1', true)).toBeUndefined();
  });
});
