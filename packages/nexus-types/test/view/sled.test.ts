import { Refusal } from '@skewline/runtime';
import { describe, expect, test } from 'vitest';
import type { SledPolicy } from '../../src/domain/index.ts';
import type { SledPolicy as Told } from '../../src/external/generated/v2026112100/types.ts';
import { sledView } from '../../src/view/index.ts';
import { ids, sled } from './support/samples.ts';
import { complaints } from './support/valid.ts';

const policies: { readonly [Policy in SledPolicy]: Told } = {
  in_service: { kind: 'in_service', provision_policy: 'provisionable' },
  no_provision: { kind: 'in_service', provision_policy: 'non_provisionable' },
  expunged: { kind: 'expunged' },
};

describe.each(['in_service', 'no_provision', 'expunged'] as const)(
  'a sled that is %s',
  (policy) => {
    test.each(['active', 'decommissioned'] as const)('and %s, as operators see it', (state) => {
      const view = sledView({ ...sled, policy, state }, {});
      expect(view).toStrictEqual({
        id: ids.sled,
        rack_id: ids.rack,
        time_created: '2026-11-20T10:00:00Z',
        time_modified: '2026-11-20T11:00:00Z',
        baseboard: { part: '913-0000019', serial: 'BRM42220051', revision: 6 },
        policy: policies[policy],
        state,
        usable_hardware_threads: 128,
        usable_physical_ram: 1_099_511_627_776,
      });
      expect(complaints('Sled', view)).toEqual([]);
    });
  },
);

const revision = (of: number): unknown =>
  sledView({ ...sled, baseboard: { ...sled.baseboard, revision: of } }, {});

test('a revision of its hardware is from 0 to 2^32 - 1', () => {
  for (const good of [0, 4_294_967_295]) {
    expect(revision(good)).toHaveProperty('baseboard.revision', good);
    expect(complaints('Sled', revision(good))).toEqual([]);
  }
  for (const bad of [-1, 4_294_967_296]) {
    expect(revision(bad)).toBeInstanceOf(Refusal);
    expect(revision(bad)).toMatchObject({
      code: 'invalid_value',
      path: ['baseboard', 'revision'],
    });
  }
});
