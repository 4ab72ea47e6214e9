import type { Cause } from '../cause.ts';
import { sledThreads } from '../rack-size.ts';

const inNoAffinityGroup =
  'an instance that is just being made is in no affinity group: it can only be put into one afterwards';

export const groupCauses: readonly Cause[] = [
  {
    name: 'required_sled_unavailable',
    expected: {
      code: 'required_sled_unavailable',
      fault: 'capacity',
      transience: 'transient',
      status: 507,
      message:
        /^The running members of affinity group "near" are on one sled, and that sled is 1 CPU short\.$/,
      hint: /^Stop the member of affinity group "near" on that sled\. Outside of affinity group "near" it would fit on 2 sleds\.$/,
      counts: [
        { reason: 'affinity', sleds: 2, least_shortfall: null },
        { reason: 'hardware_threads', sleds: 1, least_shortfall: 1 },
      ],
      detail: /^required_sled_unavailable \(507, capacity, transient\): /,
    },
    async prepare(scene) {
      await scene.group('affinity', 'near');
      await scene.create('anchor', { ncpus: sledThreads });
      await scene.joinGroup('affinity', 'near', 'anchor');
    },
    join: (scene, { name }) => scene.joinGroup('affinity', 'near', name),
    arrange: async (scene) => {
      await scene.start('anchor');
      await scene.until('anchor', 'running');
    },
    impossible: { auto_start: inNoAffinityGroup },
  },
  {
    name: 'too_many_required_sleds',
    expected: {
      code: 'too_many_required_sleds',
      fault: 'user',
      transience: 'permanent',
      status: 400,
      message:
        /^The running members of affinity groups "near-one" and "near-two" are on 2 sleds\.$/,
      hint: /^Stop 1 member of affinity groups? .*\. Outside of affinity group "near-one" it would fit on 1 sled\. Outside of affinity group "near-two" it would fit on 1 sled\.$/,
      counts: [{ reason: 'affinity', sleds: 3, least_shortfall: null }],
      detail: /^too_many_required_sleds \(400, user, permanent\): /,
    },
    async prepare(scene) {
      await scene.group('anti_affinity', 'apart');
      for (const name of ['one', 'two']) {
        await scene.create(name, { anti_affinity_groups: ['apart'] });
        await scene.group('affinity', `near-${name}`);
        await scene.joinGroup('affinity', `near-${name}`, name);
      }
    },
    async join(scene, { name }) {
      await scene.joinGroup('affinity', 'near-one', name);
      await scene.joinGroup('affinity', 'near-two', name);
    },
    async arrange(scene) {
      for (const name of ['one', 'two']) {
        await scene.start(name);
        await scene.until(name, 'running');
      }
    },
    impossible: { auto_start: inNoAffinityGroup },
  },
  {
    name: 'contradictory_groups',
    expected: {
      code: 'contradictory_groups',
      fault: 'user',
      transience: 'permanent',
      status: 400,
      message:
        /^The running members of affinity group "together" are on a sled that anti-affinity group "apart-[a-z-]+" forbids\.$/,
      hint: /^Stop 1 member of anti-affinity group "apart-[a-z-]+": the one on a sled with room\. Outside of anti-affinity group "apart-[a-z-]+" it would fit on 1 sled\. Outside of affinity group "together" it would fit on 2 sleds\.$/,
      counts: [
        { reason: 'anti_affinity', sleds: 1, least_shortfall: null },
        { reason: 'affinity', sleds: 2, least_shortfall: null },
      ],
      detail: /^contradictory_groups \(400, user, permanent\): /,
    },
    async prepare(scene) {
      await scene.group('affinity', 'together');
      await scene.create('anchor');
      await scene.joinGroup('affinity', 'together', 'anchor');
    },
    // Of its own, or those that run before could not be together.
    async join(scene, { name }) {
      await scene.joinGroup('affinity', 'together', name);
      await scene.group('anti_affinity', `apart-${name}`);
      await scene.joinGroup('anti_affinity', `apart-${name}`, name);
      await scene.joinGroup('anti_affinity', `apart-${name}`, 'anchor');
    },
    arrange: async (scene) => {
      await scene.start('anchor');
      await scene.until('anchor', 'running');
    },
    impossible: { auto_start: inNoAffinityGroup },
  },
];
