import { expect, test } from 'vitest';
import { whyNot } from '../src/layers.ts';

test.each([
  ['packages/codegen', 'packages/runtime'],
  ['packages/nexus-types', 'packages/sled-agent-types'],
  ['packages/saga', 'packages/placement'],
  ['packages/saga', 'packages/db-model'],
  ['apps/nexus', 'packages/sled-agent-client'],
  ['examples/widgets', 'packages/runtime'],
])('%s may use %s', (from, to) => {
  expect(whyNot(from, to, 'run')).toBeUndefined();
});

test.each([
  ['packages/runtime', 'packages/saga', 'an import points up only'],
  ['packages/sled-agent-types', 'packages/nexus-types', 'sideways'],
  ['packages/placement', 'packages/saga', 'sideways'],
  ['packages/nexus-client', 'packages/sled-agent-client', 'sideways'],
  ['apps/nexus', 'packages/codegen', 'never imported at run time'],
  ['packages/runtime', 'packages/codegen', 'never imported at run time'],
  ['packages/surprise', 'packages/runtime', 'in no layer'],
  ['packages/codegen', 'packages/surprise', 'in no layer'],
])('%s may not use %s', (from, to, why) => {
  expect(whyNot(from, to, 'run')).toContain(why);
});

test('a tool may be a development dependency', () => {
  expect(whyNot('packages/sled-agent-types', 'packages/codegen', 'development')).toBeUndefined();
});
