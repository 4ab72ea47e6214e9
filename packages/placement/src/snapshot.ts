import type {
  AffinityPolicy,
  GroupKind,
  LocalDiskAllocation,
  Resources,
  Sled,
  SledReservation,
  VmmCpuPlatform,
} from '@skewline/nexus-types/domain';

/**
 * What placement knows of a sled. A domain `Sled` has it by shape; the pools are those that may take
 * local disks, see `headroom` of the domain.
 */
export interface PlacementSled extends Pick<
  Sled,
  'id' | 'timeDeleted' | 'policy' | 'state' | 'evacuating' | 'cpuFamily' | 'capacity'
> {
  readonly zpools?: readonly PlacementZpool[];
}

export interface PlacementZpool {
  readonly id: string;
  /** Bytes; a disk fits that needs less than this. It can be negative. */
  readonly headroom: number;
}

/** A group that is not deleted. Its failure domain is the sled. */
export interface PlacementGroup {
  readonly id: string;
  readonly name: string;
  readonly kind: GroupKind;
  readonly policy: AffinityPolicy;
  /** Instances. */
  readonly members: readonly string[];
}

/** A rack at one moment, and who is to be kept together or apart. */
export interface RackSnapshot {
  readonly sleds: readonly PlacementSled[];
  readonly reservations: readonly SledReservation[];
  readonly groups: readonly PlacementGroup[];
}

/** A local disk of the instance: of `allocation` where it is already, null where it has none yet. */
export interface PlacementDisk {
  readonly id: string;
  /** Bytes, without overhead. */
  readonly size: number;
  readonly allocation: Pick<LocalDiskAllocation, 'sledId' | 'zpoolId' | 'encrypted'> | null;
}

/** What is asked for. */
export interface PlacementRequest {
  /** The reservation gets this id; asking again with it gives the same answer. */
  readonly vmmId: string;
  readonly instanceId: string;
  readonly resources: Resources;
  readonly reason: 'start' | 'migration';
  /** Of the instance for a start (null: any); of the VMM for a migration. */
  readonly cpuPlatform: VmmCpuPlatform | null;
  /** Only these sleds; null: all. */
  readonly mustSelectFrom: readonly string[] | null;
  readonly localDisks: readonly PlacementDisk[];
}
