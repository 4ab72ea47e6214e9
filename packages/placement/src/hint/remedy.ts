import type { InstanceCpuPlatform, Resources } from '@skewline/nexus-types/domain';
import type { GroupReport } from '../explain/group-report.ts';
import type { Change } from '../what-if/change.ts';

/** Something that would help, by itself, as the rack is now. */
export type Remedy = {
  /**
   * Each of these is enough: `whatIf` with it finds a sled. A remedy may have more ways than are
   * listed. For operators: there are ids in it.
   */
  readonly ways: readonly (readonly Change[])[];
} & (
  | { readonly kind: 'wait' }
  | {
      readonly kind: 'stop_members';
      /**
       * `in_the_way`: that alone keep a sled with room from being used. `elsewhere`: that are not where
       * the rest are; `all` where there is no rest. `on_the_sled`: on the one sled that is allowed, and
       * too full.
       */
      readonly which: 'in_the_way' | 'elsewhere' | 'all' | 'on_the_sled';
      /** How many have to stop. */
      readonly stop: number;
      /** Out of how many; any of them will do. */
      readonly of: number;
      readonly groups: readonly GroupReport[];
    }
  | {
      readonly kind: 'leave_groups';
      readonly groups: readonly GroupReport[];
      readonly sleds: number;
    }
  | { readonly kind: 'smaller'; readonly less: Resources; readonly sleds: number }
  | {
      readonly kind: 'other_platform';
      /** Null: none. */
      readonly platform: InstanceCpuPlatform | null;
      readonly sleds: number;
    }
  | { readonly kind: 'any_sled'; readonly sleds: number }
  | {
      readonly kind: 'fewer_disks';
      /** How many of the disks that have no place yet have to go. */
      readonly detach: number;
      readonly of: number;
      /** Whether any will do, or it must be the largest. */
      readonly which: 'any' | 'largest';
    }
  | {
      readonly kind: 'free_of_disks';
      /** How many disks have to go that have a place already. */
      readonly detach: number;
      readonly of: number;
      readonly sleds: number;
    }
);
