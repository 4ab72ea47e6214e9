import type { PlacementRequest, PlacementSled } from '../snapshot.ts';

/** Something that might be otherwise. `whatIf` tells what placement would say then. */
export type Change =
  /** Another size, another platform, fewer disks, other sleds to choose from. */
  | {
      readonly change: 'request';
      readonly to: Partial<Omit<PlacementRequest, 'vmmId' | 'instanceId'>>;
    }
  /** Sleds that the rack does not have. */
  | { readonly change: 'more_sleds'; readonly sleds: readonly PlacementSled[] }
  | { readonly change: 'without_group'; readonly groupId: string }
  | { readonly change: 'without_reservations'; readonly vmmIds: readonly string[] };
