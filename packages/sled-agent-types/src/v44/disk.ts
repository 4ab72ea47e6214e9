import type { Closed, Uint8 } from '@skewline/runtime/api';
import type { PciPath, SpecKey } from '../v1/spec-key.ts';

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
  /**
   * Whether the guest has to flush what it wrote. True is always safe, and is what disks of earlier
   * versions said; false is for storage that loses nothing once it took it.
   */
  has_write_cache: boolean;
}>;
