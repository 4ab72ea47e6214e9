import type { Closed, Uint64 } from '@skewline/runtime/api';
import type { PciPath } from '../v1/spec-key.ts';

/** A virtio socket: guest and host talk without a network. */
export type VirtioSocket = Closed<{
  /** The guest's address on it. */
  guest_cid: Uint64;
  pci_path: PciPath;
}>;
