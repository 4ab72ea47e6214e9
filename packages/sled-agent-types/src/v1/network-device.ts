import type { Closed, Uuid } from '@skewline/runtime/api';
import type { PciPath, SpecKey } from './spec-key.ts';

/** A network card that the guest drives through virtio-net. */
export type VirtioNic = Closed<{
  /** The link behind it. */
  backend_id: SpecKey;
  /** The network interface that its measurements are counted for. */
  interface_id: Uuid;
  pci_path: PciPath;
}>;

/** A link that carries the frames of a virtio-net card. */
export type VirtioNetworkBackend = Closed<{
  /** The virtual link's name on the sled. */
  vnic_name: string;
}>;

/** A link that is read and written through DLPI. For tests of the network. */
export type DlpiNetworkBackend = Closed<{
  /** The virtual link's name on the sled. */
  vnic_name: string;
}>;

/** The control port of an emulated switch. For tests of the network, like the two after it. */
export type SoftNpuPciPort = Closed<{ pci_path: PciPath }>;

/** A port of the emulated switch. */
export type SoftNpuPort = Closed<{
  link_name: string;
  /** The link behind it. */
  backend_id: SpecKey;
}>;

/** The device through which a guest loads a program into the emulated switch. */
export type SoftNpuP9 = Closed<{ pci_path: PciPath }>;
