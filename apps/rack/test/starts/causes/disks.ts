import { requiredDatasetSize } from '@skewline/nexus-types/domain';
import { gibibyte } from '../../../src/index.ts';
import type { Cause, Subject } from '../cause.ts';
import { diskGibibytes, sledCount, sledDisks } from '../rack-size.ts';
import type { Scene } from '../scene.ts';

/** Of each disk there is so much that instances may not have. */
const bufferGibibytes = 32;
const small = 1;

function localDisk(name: string, gibibytes: number) {
  return {
    type: 'create',
    name,
    description: '',
    size: gibibytes * gibibyte,
    disk_backend: { type: 'local' },
  } as const;
}

function numbered(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${String(index)}`);
}

const names = ['left', 'right'] as const;

function diskOn(side: string, { name }: Subject): string {
  return `${side}-${name}`;
}

/** Disks that were on two sleds: an instance with those of one side has run on each. */
async function spreadDisks(scene: Scene, subjects: readonly Subject[]): Promise<void> {
  await scene.group('anti_affinity', 'spread');
  for (const side of names) {
    const disks = subjects.map((subject) => localDisk(diskOn(side, subject), small));
    await scene.run(side, { disks, anti_affinity_groups: ['spread'] });
  }
  for (const side of names) {
    await scene.stop(side);
    for (const subject of subjects) await scene.detach(side, diskOn(side, subject));
  }
}

/** Those of the user and of an automatic restart are given the disks when these have been on their sleds. */
async function giveDisks(scene: Scene, subject: Subject): Promise<void> {
  if (subject.origin === 'auto_start') return;
  for (const side of names) await scene.attach(subject.name, diskOn(side, subject));
}

const onSeveralSleds: Cause = {
  name: 'local_disks_on_several_sleds',
  expected: {
    code: 'local_disks_on_several_sleds',
    fault: 'user',
    transience: 'permanent',
    status: 409,
    message: /^The local disks of this instance are on 2 sleds\.$/,
    hint: /^Detach 1 local disk: the rest are on one sled with room\.$/,
    counts: [{ reason: 'disks_elsewhere', sleds: sledCount, least_shortfall: null }],
    detail: /^local_disks_on_several_sleds \(409, user, permanent\): /,
  },
  body: async (_scene, subject) =>
    subject.origin === 'auto_start'
      ? { disks: names.map((side) => ({ type: 'attach', name: diskOn(side, subject) })) }
      : {},
  async arrange(scene, subjects) {
    await spreadDisks(scene, subjects);
    for (const subject of subjects) await giveDisks(scene, subject);
  },
};

const tooFewDisks: Cause = {
  name: 'too_few_distinct_disks',
  expected: {
    code: 'too_few_distinct_disks',
    fault: 'capacity',
    transience: 'permanent',
    status: 507,
    message: /^The instance needs 9 distinct disks, the best sled has 8\.$/,
    hint: /^Detach any 1 of its 9 new local disks\.$/,
    counts: [{ reason: 'distinct_disks', sleds: sledCount, least_shortfall: 1 }],
    detail: /^too_few_distinct_disks \(507, capacity, permanent\): /,
  },
  body: async (_scene, { name, origin }) =>
    origin === 'auto_restart'
      ? {}
      : { disks: numbered(name, sledDisks + 1).map((disk) => localDisk(disk, small)) },
  // One that is to be started again has run without them, and is given them when it has failed.
  async arrange(scene, subjects) {
    for (const { name, origin } of subjects) {
      if (origin !== 'auto_restart') continue;
      for (const disk of numbered(name, sledDisks + 1)) {
        await scene.disk(disk, small);
        await scene.attach(name, disk);
      }
    }
  },
};

const fillers = numbered('filler', sledCount);
const half = (diskGibibytes - bufferGibibytes) / 2;
/** What a disk takes is more than its size, and it has to leave some of the pool free. */
const lacking =
  requiredDatasetSize((half + 10) * gibibyte) +
  requiredDatasetSize(half * gibibyte) -
  2 * half * gibibyte +
  1;

const noSpace: Cause = {
  name: 'no_capacity (disk space)',
  expected: {
    code: 'no_capacity',
    fault: 'capacity',
    transience: 'transient',
    status: 507,
    message:
      /^0\/3 sleds can take this instance: 3 insufficient local disk space \(closest: 43\.5 GiB short\)\.$/,
    hint: /^Detach its new local disk\.$/,
    counts: [{ reason: 'disk_space', sleds: sledCount, least_shortfall: lacking }],
    detail: /^no_capacity \(507, capacity, transient\): /,
  },
  body: async (_scene, { name, origin }) =>
    origin === 'auto_restart' ? {} : { disks: [localDisk(`${name}-data`, half + 10)] },
  async arrange(scene, subjects) {
    await scene.group('anti_affinity', 'full');
    await Promise.all(
      fillers.map((name) =>
        scene.run(name, {
          anti_affinity_groups: ['full'],
          disks: numbered(name, sledDisks).map((disk) => localDisk(disk, half)),
        }),
      ),
    );
    for (const { name, origin } of subjects) {
      if (origin !== 'auto_restart') continue;
      await scene.disk(`${name}-data`, half + 10);
      await scene.attach(name, `${name}-data`);
    }
  },
};

export const diskCauses: readonly Cause[] = [onSeveralSleds, tooFewDisks, noSpace];
