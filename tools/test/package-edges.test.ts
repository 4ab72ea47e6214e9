import { expect, test } from 'vitest';
import { packageEdges } from '../src/package-edges.ts';
import { treeOf } from '../src/tree.ts';

const manifest = (name: string, fields: object) => JSON.stringify({ name, ...fields });

function edge(field: string) {
  return treeOf({
    'packages/runtime/package.json': manifest('@skewline/runtime', {
      [field]: { '@skewline/saga': '0.0.0' },
    }),
    'packages/saga/package.json': manifest('@skewline/saga', {
      dependencies: { '@skewline/runtime': '0.0.0' },
    }),
  });
}

test.each(['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'])(
  'an edge down the layers is found in %s, and only it',
  (field) => {
    expect(packageEdges(edge(field))).toEqual([
      {
        path: 'packages/runtime/package.json',
        message:
          `${field}: packages/runtime (runtime) is above packages/saga (logic), ` +
          'and an import points up only.',
      },
    ]);
  },
);

test('packages of other people are no edges', () => {
  expect(packageEdges(edge('keywords'))).toEqual([]);
});
