import { expect, test } from 'vitest';
import { billOf, billOfPackage, type Component } from '../sbom/bill.ts';
import { completenessProblems, danglingProblems } from '../sbom/complete.ts';

const component = (name: string, change: object = {}): Component => ({
  'bom-ref': `${name}@1.0.0`,
  // npm calls what is in the repository by its folder.
  name: name.replace(/^.*\//, ''),
  version: '1.0.0',
  purl: `pkg:npm/${name.replace('@', '%40')}@1.0.0`,
  ...change,
});
const hashes = [{ alg: 'SHA-512', content: 'x' }];
const text = JSON.stringify({
  bomFormat: 'CycloneDX',
  metadata: { component: component('root') },
  components: [
    component('@s/a'),
    component('@s/b'),
    component('c', { hashes }),
    component('d', { hashes }),
    component('tool', { hashes }),
  ],
  dependencies: [
    { ref: 'root@1.0.0', dependsOn: ['@s/a@1.0.0', '@s/b@1.0.0'] },
    { ref: '@s/a@1.0.0', dependsOn: ['@s/b@1.0.0', 'tool@1.0.0'] },
    { ref: '@s/b@1.0.0', dependsOn: ['c@1.0.0', 'tool@1.0.0'] },
    { ref: 'c@1.0.0', dependsOn: ['d@1.0.0'] },
    { ref: 'd@1.0.0', dependsOn: ['c@1.0.0'] },
    { ref: 'tool@1.0.0', dependsOn: [] },
  ],
});
const ours = [
  { name: '@s/a', manifest: { dependencies: { '@s/b': '1.0.0' }, devDependencies: { tool: '1' } } },
  { name: '@s/b', manifest: { dependencies: { c: '1.0.0' }, devDependencies: { tool: '1' } } },
];
const packages = {
  '': { name: 'root' },
  'packages/a': { name: '@s/a', version: '1.0.0' },
  'node_modules/@s/a': { link: true },
  'node_modules/c': { version: '1.0.0', integrity: 'sha512-x' },
};

test('the bill of a package has what it needs to run, and what that needs', () => {
  const bill = billOfPackage(billOf(text), '@s/a', ours);
  expect(bill.metadata.component.name).toBe('@s/a');
  expect(bill.components.map(({ name }) => name)).toEqual(['@s/b', 'c', 'd']);
  expect(bill.dependencies).toEqual([
    { ref: '@s/a@1.0.0', dependsOn: ['@s/b@1.0.0'] },
    { ref: '@s/b@1.0.0', dependsOn: ['c@1.0.0'] },
    { ref: 'c@1.0.0', dependsOn: ['d@1.0.0'] },
    { ref: 'd@1.0.0', dependsOn: ['c@1.0.0'] },
  ]);
  expect(danglingProblems(bill, 'x')).toEqual([]);
});

test('a bill with all that is locked is complete', () => {
  expect(completenessProblems(billOf(text), JSON.stringify({ packages }))).toEqual([]);
});

test.each([
  [
    { 'node_modules/e': { version: '2.0.0', integrity: 'sha512-x' } },
    'pkg:npm/e@2.0.0 is locked, and is not in it',
  ],
  [
    { 'node_modules/x/node_modules/@s/b': { version: '1.0.0', integrity: 'sha512-x' } },
    'pkg:npm/%40s/b@1.0.0 is locked with a hash, and has none in it',
  ],
])('with %j in the lock it is not', (more, what) => {
  const lock = JSON.stringify({ packages: { ...packages, ...more } });
  expect(completenessProblems(billOf(text), lock).map((one) => one.what)).toEqual([what]);
});

test('a dependency that is not described is found', () => {
  const bill = billOf(text);
  const dependencies = [...bill.dependencies, { ref: 'tool@1.0.0', dependsOn: ['lost@1.0.0'] }];
  expect(danglingProblems({ ...bill, dependencies }, 'x').map(({ what }) => what)).toEqual([
    'lost@1.0.0 is a dependency, and is not described',
  ]);
});
