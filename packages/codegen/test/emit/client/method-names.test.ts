import { Script } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { methodNames, pascalCase } from '../../../src/emit/client/method-names.ts';
import type { Version } from '../../../src/model/api.ts';

/** A version that has these operations, of which only the ids matter here. */
function version(ids: readonly string[]): Version {
  const operations = new Map(
    ids.map((id) => [
      id,
      {
        id,
        method: 'get' as const,
        path: '/',
        tags: [],
        parameters: [],
        responses: new Map(),
        pointer: '',
      },
    ]),
  );
  const id = { text: '1', folder: 'v1', parts: [1, 0, 0] as const };
  return { id, file: '', title: '', schemas: new Map(), operations };
}

function namesOf(...versions: readonly (readonly string[])[]): Record<string, string> {
  return Object.fromEntries(methodNames(versions.map(version)));
}

describe('a method is called after its operation', () => {
  test.each([
    ['vmm_put_state', 'vmmPutState'],
    ['list-disks', 'listDisks'],
    ['ListDisks', 'listDisks'],
    ['VMMPut', 'vmmPut'],
    ['URL', 'url'],
    ['getIPPool', 'getIPPool'],
    ['GET /vmms/{id}', 'getVmmsId'],
    ['2fa_enable', '_2faEnable'],
    ['disks.list', 'disksList'],
    ['__proto__', 'proto'],
    ['---', 'unnamed'],
    ['größe_ändern', 'grENdern'],
  ])('%s: %s', (id, name) => {
    expect(namesOf([id])).toEqual({ [id]: name });
  });

  test.each(['delete', 'api', 'connection', 'then', 'constructor', 'to_string', 'operations_v49'])(
    '%s is a word that is taken',
    (id) => {
      const [name] = Object.values(namesOf([id]));
      expect(name).toMatch(/^[a-z]\w*_$/i);
    },
  );
});

describe('two operations have two names', () => {
  test('who sorts first has the plain one', () => {
    expect(namesOf(['disk_list', 'disk-list', 'diskList'])).toEqual({
      'disk-list': 'diskList',
      diskList: 'diskList_2',
      disk_list: 'diskList_3',
    });
  });

  test('who came first keeps it when later versions add others', () => {
    expect(namesOf(['disk_list'], ['disk-list', 'disk_list'])).toEqual({
      disk_list: 'diskList',
      'disk-list': 'diskList_2',
    });
  });

  test('a word that is taken counts from there', () => {
    expect(namesOf(['delete', 'Delete'])).toEqual({ Delete: 'delete_', delete: 'delete_2' });
  });

  test('whatever they are called', () => {
    const id = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.stringMatching(/^[aA][_-]?[bB]?(?:_2)?$/),
      fc.constantFrom('delete', 'then', 'v1', '__proto__', 'constructor'),
    );
    const ids = fc.array(fc.uniqueArray(id), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(ids, (versions) => {
        const names = methodNames(versions.map(version));
        expect(new Set(names.values()).size).toBe(names.size);
        for (const name of names.values()) {
          expect(name).toMatch(/^[A-Za-z_]\w*$/);
          expect(name in {}).toBe(false);
          // A word of the language cannot name a function.
          expect(() => new Script(`'use strict'; const ${name} = 1;`)).not.toThrow();
        }
      }),
    );
  });
});

test.each([
  ['sled-agent', 'SledAgent'],
  ['nexus', 'Nexus'],
  ['3d', 'Api3d'],
  ['a b.c', 'ABC'],
])('the types of %s begin with %s', (api, name) => {
  expect(pascalCase(api)).toBe(name);
});
