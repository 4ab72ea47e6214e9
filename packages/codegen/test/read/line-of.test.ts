import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import { lineFinder, lineOf } from '../../src/read/line-of.ts';
import { child } from '../../src/read/pointer.ts';

const json = `{
  "openapi": "3.0.3",
  "paths": {
    "/a~b/{id}": { "get": {
      "tags": ["x",
        "y"]
    } }
  },
  "empty": {},
  "__proto__": 1
}
`;

const yaml = `# a comment
openapi: 3.0.3
paths:
  /a~b/{id}:
    get:
      tags:
        - x
        - y
responses:
  200: &same
    description: fine
  201: *same
`;

describe('lineOf', () => {
  test.each([
    ['the whole', json, '', 1],
    ['a member', json, '/openapi', 2],
    ['an escaped name', json, '/paths/~1a~0b~1{id}', 4],
    ['an item', json, '/paths/~1a~0b~1{id}/get/tags/1', 6],
    ['what is missing: its parent', json, '/paths/~1a~0b~1{id}/post', 4],
    ['an item that is missing', json, '/paths/~1a~0b~1{id}/get/tags/2', 5],
    ['a member of a text', json, '/openapi/0', 2],
    ['a member of an empty object', json, '/empty/a', 9],
    ['a name that objects have by themselves', json, '/toString', 1],
    ['__proto__', json, '/__proto__', 10],
    ['no pointer', json, 'openapi', undefined],
    ['a bad escape', json, '/~2', undefined],
    ['one line', '{"a":{"b":1}}', '/a/b', 1],
    ['other line ends', '{\r\n"a":\r\n1}', '/a', 2],
    ['an empty text', '', '/a', undefined],
    ['YAML: the whole', yaml, '', 2],
    ['YAML: an item', yaml, '/paths/~1a~0b~1{id}/get/tags/1', 8],
    ['YAML: a number as key', yaml, '/responses/200', 10],
    ['YAML: below an alias', yaml, '/responses/201/description', 12],
    ['YAML: what is missing', yaml, '/paths/nothing', 3],
    ['too deep', '['.repeat(200_000), '/0', undefined],
    ['truncated', '{\n"a": {\n"b"', '/a', 2],
  ] as const)('%s', (_name, text, pointer, line) => {
    expect(lineOf(text, pointer)).toBe(line);
  });

  test('every place of every value is found, where a printer put it', () => {
    const values = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { minKeys: 1 });
    fc.assert(
      fc.property(values, (value) => {
        // What JSON.parse returns is Json by definition.
        const root = JSON.parse(JSON.stringify(value)) as Json;
        const find = lineFinder(JSON.stringify(root, null, 2));
        for (const [pointer, line] of printed(root)) expect(find(pointer)).toBe(line);
      }),
    );
  });
});

/** The line of every place as `JSON.stringify(…, null, 2)` prints it. */
function printed(root: Json): readonly (readonly [string, number])[] {
  const places: [string, number][] = [];
  let line = 1;
  const visit = (value: Json, pointer: string): void => {
    places.push([pointer, line]);
    if (typeof value !== 'object' || value === null) return;
    const members: [string | number, Json][] = Array.isArray(value)
      ? (value as readonly Json[]).map((one, index) => [index, one]) // isArray makes it any[]
      : Object.entries(value);
    if (members.length === 0) return;
    for (const [name, member] of members) {
      line += 1;
      visit(member, child(pointer, name));
    }
    line += 1;
  };
  visit(root, '');
  return places;
}
