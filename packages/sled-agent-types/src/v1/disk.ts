import type { Closed, Uint32, Uint8 } from '@skewline/runtime/api';
import type { PciPath, SpecKey } from './spec-key.ts';

/** A disk that the guest drives through virtio-block. */
export type VirtioDisk = Closed<{
  /** The storage behind it. */
  backend_id: SpecKey;
  pci_path: PciPath;
}>;

/** A disk that the guest drives through NVMe. */
export type NvmeDisk = Closed<{
  /** The storage behind it. */
  backend_id: SpecKey;
  pci_path: PciPath;
  /**
   * The bytes of the serial number that the disk tells the guest.
   *
   * @minItems 20
   * @maxItems 20
   */
  serial_number: Uint8[];
}>;

/** Storage in Crucible, the rack's replicated block store. */
export type CrucibleStorageBackend = Closed<{
  /** JSON in JSON: what the volume is made of, in a format of Crucible's own. */
  request_json: string;
  readonly: boolean;
}>;

/** Storage in a file of the sled. */
export type FileStorageBackend = Closed<{
  path: string;
  readonly: boolean;
  /** In bytes. */
  block_size: Uint32;
  /** For tests: how many threads serve it. Absent or null leaves that to the VMM. */
  workers?: WorkerCount | null;
}>;

/**
 * At least one.
 *
 * @asType integer
 * @format uint
 * @minimum 1
 */
export type WorkerCount = number;

/** Storage in the specification itself, for a small disk with given contents. */
export type BlobStorageBackend = Closed<{
  /** What is on the disk, in base64. */
  base64: string;
  readonly: boolean;
}>;
