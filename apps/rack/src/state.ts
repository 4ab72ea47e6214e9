import type { SledDisk } from '@skewline/nexus-types/operator/v1';

/** Of a sled, what stays the same for its life, and the version that its sled agent had last. */
export interface SledState {
  readonly id: string;
  readonly serial: string;
  readonly port: number;
  readonly controlPort: number;
  readonly version: number;
  readonly hardwareThreads: number;
  /** Bytes for instances. */
  readonly reservoirRam: number;
  readonly disks: readonly SledDisk[];
}

export interface NexusState {
  readonly port: number;
  readonly internalPort: number;
}

/** What a rack is, chosen once and kept in its folder as `rack.json`. */
export interface RackState {
  readonly layout: number;
  readonly rackId: string;
  readonly database: 'pglite' | 'postgres';
  readonly gateway: { readonly port: number };
  readonly nexus: readonly NexusState[];
  readonly sleds: readonly SledState[];
  /** How often nexus has been told of the sleds: the generation of what it is told. */
  readonly told: number;
}

/** Of `rack.json`. A rack reads its own and older layouts; there are none yet. */
export const layout = 1;
