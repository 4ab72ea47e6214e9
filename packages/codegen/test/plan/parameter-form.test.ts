import { describe, expect, test } from 'vitest';
import { planApi } from '../../src/build.ts';
import type { Schema } from '../../src/model/schema.ts';
import { parameterForm } from '../../src/plan/parameter-form.ts';
import {
  any,
  apiOf,
  flag,
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
} from '../emit/build.ts';

const schemas: { readonly [name: string]: Schema } = {
  Id: text,
  Self: nullable(list(ref('Self'))),
  Sort: oneOf('up', 'down'),
};

describe('how the text of a parameter is read', () => {
  test.each<[string, Schema, string | undefined]>([
    ['a text', text, 'text'],
    ['anything', any, 'text'],
    ['a number', integer('uint8'), 'number'],
    ['a boolean', flag, 'boolean'],
    ['a reference', ref('Id'), 'text'],
    ['an enum of texts', ref('Sort'), 'text'],
    ['an enum of numbers', oneOf(1, 2), 'number'],
    ['an enum of booleans', oneOf(true), 'boolean'],
    ['an enum of both', oneOf(1, 'all'), undefined],
    ['nothing but null', oneOf(null), undefined],
    ['a text or null', nullable(ref('Id')), 'text'],
    ['a list of texts', list(ref('Id')), 'text list'],
    ['a list of numbers, or null', nullable(list(integer())), 'number list'],
    ['a pair of texts', { kind: 'tuple', items: [text, ref('Id')] }, 'text list'],
    ['a pair of two kinds', { kind: 'tuple', items: [text, flag] }, undefined],
    ['two kinds of text', union({ style: 'untagged' }, { a: text, b: ref('Sort') }), 'text'],
    ['a text or a number', union({ style: 'untagged' }, { a: text, b: integer() }), undefined],
    ['a text or a list', union({ style: 'untagged' }, { a: text, b: list(text) }), undefined],
    ['a list of lists', list(list(text)), undefined],
    ['a list of itself', ref('Self'), undefined],
    ['an object', object({ a: text }), undefined],
    ['a map', map(text), undefined],
    ['a list of objects', list(object({})), undefined],
  ])('%s', (_, schema, want) => {
    const [version] = apiOf([{ schemas }]).versions;
    if (version === undefined) throw new Error('no version');
    const form = parameterForm({ name: 'p', in: 'query', required: false, schema }, version);
    const found = form && `${form.type}${form.list === true ? ' list' : ''}`;
    expect(found).toBe(want);
  });
});

describe('a parameter that text cannot carry', () => {
  const api = apiOf(
    [text, object({ a: text })].map((schema) => ({
      schemas,
      operations: [
        operation('find', {
          parameters: [{ name: 'filter', in: 'query', required: true, schema }],
        }),
      ],
    })),
  );
  const config = { ask: [], refine: new Map<string, string>() };

  test.each([{ server: true }, { client: true }])('is refused for %j', (end) => {
    expect(planApi(api, { ...config, ...end }).problems).toEqual([
      {
        code: 'unsupported',
        severity: 'error',
        message:
          'The query parameter "filter" of find is neither a text, a number, a boolean nor a list of one of them, so no client can write it and no server can read it.',
        fix: 'describe it as one of them, or leave "client" and "server" out of skewline.json',
        file: '2.json',
        pointer: '#/find',
        version: '2',
        field: 'filter',
      },
    ]);
  });

  test('stands in nobody’s way where there is neither', () => {
    expect(planApi(api, config).problems).toEqual([]);
  });
});
