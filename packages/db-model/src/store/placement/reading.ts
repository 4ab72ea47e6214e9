import type {
  AffinityPolicy,
  GroupKind,
  LocalDiskAllocation,
  Sled,
  SledReservation,
} from '@skewline/nexus-types/domain';
import type { Uuid } from '@skewline/runtime/api';
import type { StoredPool } from './pools.ts';

/** Who is to be placed. */
export interface PlacementKey {
  readonly vmmId: Uuid;
  readonly instanceId: Uuid;
}

/** What placement knows of a sled. */
export interface StoredSled extends Pick<
  Sled,
  'id' | 'timeDeleted' | 'policy' | 'state' | 'evacuating' | 'cpuFamily' | 'capacity'
> {
  /** Empty where the instance has no local disk that has yet to be put somewhere. */
  readonly zpools: readonly StoredPool[];
}

/** A group of the instance that is not deleted. */
export interface StoredGroup {
  readonly id: Uuid;
  readonly name: string;
  readonly kind: GroupKind;
  readonly policy: AffinityPolicy;
  /** Instances, in the order of their ids. */
  readonly members: readonly Uuid[];
}

/** A local disk that is attached to the instance. */
export interface StoredDisk {
  readonly id: Uuid;
  readonly size: number;
  readonly allocation: Pick<LocalDiskAllocation, 'sledId' | 'zpoolId' | 'encrypted'> | null;
}

/** All that concerns the placing of an instance, at one moment. */
export interface PlacementReading {
  readonly rack: {
    readonly sleds: readonly StoredSled[];
    /**
     * Those of the instance and of the members of its groups one by one. What all others take of a
     * sled is one entry: its id is the sled's, and it belongs to no instance.
     */
    readonly reservations: readonly SledReservation[];
    readonly groups: readonly StoredGroup[];
  };
  readonly localDisks: readonly StoredDisk[];
}
