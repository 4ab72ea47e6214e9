import { expect, test } from 'vitest';
import { locate } from '../src/exchange.ts';

const nic = { ip: 'x', mtu: null };
const original = { body: { spec: { nics: [nic, nic] }, old_name: { a: 1 } }, path: { id: 'y' } };
const converted = {
  path: original.path,
  body: {
    network: { interfaces: [{ ip: 'x' }, nic] },
    name: original.body.old_name,
    fresh: { b: [1] },
  },
};

test.each([
  // What is shared says where it stood, whatever is around it now.
  [
    ['body', 'name', 'a'],
    ['body', 'old_name', 'a'],
  ],
  [
    ['body', 'name'],
    ['body', 'old_name'],
  ],
  [
    ['body', 'network', 'interfaces', 1, 'mtu'],
    ['body', 'spec', 'nics', 0, 'mtu'],
  ],
  [
    ['path', 'id'],
    ['path', 'id'],
  ],
  // What does not exist is not said.
  [
    ['path', 'id', 'length'],
    ['path', 'id'],
  ],
  [
    ['body', 'name', 'toString'],
    ['body', 'old_name'],
  ],
  // What is new is where its nearest place in the original is.
  [['body', 'fresh', 'b', 0], ['body']],
  [['body'], ['body']],
  [['nowhere'], []],
  [[], []],
])('%j is %j', (path, expected) => {
  expect(locate(path, converted, original)).toEqual(expected);
});

test('the same document', () => {
  expect(locate(['body', 'spec', 'nics', 1, 'ip'], original, original)).toEqual([
    'body',
    'spec',
    'nics',
    1,
    'ip',
  ]);
  expect(locate(['body', 'gone'], original, original)).toEqual(['body']);
});

test('circles, depth and bytes take no time', () => {
  const circle: Record<string, unknown> = { bytes: new Uint8Array(50_000_000) };
  circle['self'] = circle;
  let deep: unknown = 1;
  for (let depth = 0; depth < 5000; depth += 1) deep = [deep];
  circle['deep'] = deep;
  expect(locate(['a'], { a: 1 }, circle)).toEqual([]);
});
