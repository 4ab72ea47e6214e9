import { Refusal } from '@skewline/runtime';
import { describe, expect, test } from 'vitest';
import { affinityGroupView, antiAffinityGroupView } from '../../src/view/index.ts';
import { group, ids } from './support/samples.ts';
import { complaints } from './support/valid.ts';

describe.each([
  ['AffinityGroup', affinityGroupView],
  ['AntiAffinityGroup', antiAffinityGroupView],
] as const)('%s', (type, view) => {
  test('has its names and times, and not whether it is deleted', () => {
    const seen = view({ ...group, timeDeleted: '2026-11-21T06:39:43Z' }, {});
    expect(seen).toStrictEqual({
      id: ids.group,
      project_id: ids.project,
      name: 'together',
      description: 'the two that talk all day',
      time_created: '2026-11-20T10:00:00Z',
      time_modified: '2026-11-20T11:00:00.25Z',
      policy: 'fail',
      failure_domain: 'sled',
    });
    expect(complaints(type, seen)).toEqual([]);
  });

  test.each(['', 'Together', '7', 'ends-', 'x'.repeat(64), ids.group])(
    'is refused with the name %j, which no user can have given it',
    (name) => {
      const refused = view({ ...group, name }, {});
      expect(refused).toBeInstanceOf(Refusal);
      expect(refused).toMatchObject({ code: 'invalid_value', path: ['name'] });
    },
  );
});
