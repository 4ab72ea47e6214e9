import type { Draw } from '../draw.ts';

/** What somebody asks for. Instances, disks and groups are named; sleds are indexes in the rack. */
export type Operation =
  | {
      readonly kind: 'create';
      readonly instance: string;
      readonly ncpus: number;
      readonly gibibytes: number;
      readonly start: boolean;
      readonly policy: 'never' | 'best_effort' | null;
      readonly group: string | null;
      /** Of a disk that is made with it. */
      readonly disk: string | null;
      readonly ephemeralIp: boolean;
    }
  | { readonly kind: 'start'; readonly instance: string; readonly wait: boolean }
  | {
      readonly kind: 'stop' | 'reboot' | 'delete' | 'view' | 'events' | 'attempts';
      readonly instance: string;
    }
  | { readonly kind: 'migrate'; readonly instance: string; readonly sled: number }
  | {
      readonly kind: 'join' | 'leave';
      readonly instance: string;
      readonly group: string;
      readonly groupKind: 'affinity' | 'anti_affinity';
    }
  | { readonly kind: 'attach' | 'detach'; readonly instance: string; readonly disk: string }
  | { readonly kind: 'disk_create' | 'disk_delete'; readonly disk: string }
  | { readonly kind: 'list' }
  | { readonly kind: 'provision'; readonly sled: number; readonly provisionable: boolean }
  | { readonly kind: 'evacuate'; readonly sled: number; readonly evacuating: boolean }
  | { readonly kind: 'quota'; readonly cpus: number | null }
  /** Of the sagas that run. */
  | { readonly kind: 'cancel_saga'; readonly pick: number };

export type OperationKind = Operation['kind'];

/** How many there may be of each in a project. */
const instances = 14;
const disks = 6;
export const affinityGroups: readonly string[] = ['near-0', 'near-1'];
export const antiAffinityGroups: readonly string[] = ['apart-0', 'apart-1'];

const weights: Readonly<Record<OperationKind, number>> = {
  create: 18,
  start: 16,
  stop: 12,
  reboot: 6,
  delete: 11,
  migrate: 9,
  join: 4,
  leave: 4,
  attach: 3,
  detach: 3,
  disk_create: 2,
  disk_delete: 3,
  view: 4,
  events: 2,
  attempts: 2,
  list: 2,
  provision: 2,
  evacuate: 1,
  quota: 1,
  cancel_saga: 2,
};

/** What somebody asks for next. It does not depend on any answer, so the seed repeats it. */
export function drawOperation(draw: Draw, sleds: number): Operation {
  const kind = draw.weighted(weights);
  const instance = `vm-${String(draw.below(instances))}`;
  const disk = `disk-${String(draw.below(disks))}`;
  switch (kind) {
    case 'create':
      return {
        kind,
        instance,
        ncpus: draw.of([1, 1, 2, 2, 4, 8]),
        gibibytes: draw.of([1, 2, 4, 8]),
        start: draw.percent(75),
        policy: draw.of(['never', 'best_effort', null, null] as const),
        group: draw.percent(30) ? draw.of(antiAffinityGroups) : null,
        disk: draw.percent(25) ? disk : null,
        ephemeralIp: draw.percent(30),
      };
    case 'start':
      return { kind, instance, wait: draw.percent(25) };
    case 'stop':
    case 'reboot':
    case 'delete':
    case 'view':
    case 'events':
    case 'attempts':
      return { kind, instance };
    case 'migrate':
      return { kind, instance, sled: draw.below(sleds) };
    case 'join':
    case 'leave': {
      const isAffinity = draw.percent(40);
      return {
        kind,
        instance,
        groupKind: isAffinity ? 'affinity' : 'anti_affinity',
        group: draw.of(isAffinity ? affinityGroups : antiAffinityGroups),
      };
    }
    case 'attach':
    case 'detach':
      return { kind, instance, disk };
    case 'disk_create':
    case 'disk_delete':
      return { kind, disk };
    case 'list':
      return { kind };
    case 'provision':
      return { kind, sled: draw.below(sleds), provisionable: draw.percent(75) };
    case 'evacuate':
      return { kind, sled: draw.below(sleds), evacuating: draw.percent(25) };
    case 'quota':
      return { kind, cpus: draw.of([null, null, 12, 30]) };
    case 'cancel_saga':
      return { kind, pick: draw.below(1000) };
  }
}
