import type { Closed } from '@skewline/runtime/api';
import type { Board } from '../v1/board.ts';
import type {
  BootSettings,
  MigrationFailureInjector,
  P9fs,
  PciPciBridge,
  QemuPvpanic,
  SerialPort,
} from '../v1/device.ts';
import type {
  BlobStorageBackend,
  CrucibleStorageBackend,
  FileStorageBackend,
  NvmeDisk,
  VirtioDisk,
} from '../v1/disk.ts';
import type {
  DlpiNetworkBackend,
  SoftNpuP9,
  SoftNpuPciPort,
  SoftNpuPort,
  VirtioNetworkBackend,
  VirtioNic,
} from '../v1/network-device.ts';
import type { SmbiosType1Input } from './board.ts';
import type { VirtioSocket } from './socket.ts';

/** The virtual hardware of a VMM. */
export type VmmSpec = InstanceSpec;

/** A board, what is plugged into it, and what the firmware says about the whole. */
export interface InstanceSpec {
  board: Board;
  /** By a key of the caller's choice, which other components name it by. */
  components: Record<string, Component>;
  /** Where this is absent or null, the firmware makes something up. */
  smbios?: SmbiosType1Input | null;
}

/**
 * One part of a virtual machine: a device that the guest sees (a socket is new), a backend on the
 * sled that a device names, or a setting.
 */
export type Component =
  | Closed<{ type: 'virtio_disk'; component: VirtioDisk }>
  | Closed<{ type: 'nvme_disk'; component: NvmeDisk }>
  | Closed<{ type: 'virtio_nic'; component: VirtioNic }>
  | Closed<{ type: 'serial_port'; component: SerialPort }>
  | Closed<{ type: 'pci_pci_bridge'; component: PciPciBridge }>
  | Closed<{ type: 'qemu_pvpanic'; component: QemuPvpanic }>
  | Closed<{ type: 'boot_settings'; component: BootSettings }>
  | Closed<{ type: 'virtio_socket'; component: VirtioSocket }>
  | Closed<{ type: 'soft_npu_pci_port'; component: SoftNpuPciPort }>
  | Closed<{ type: 'soft_npu_port'; component: SoftNpuPort }>
  | Closed<{ type: 'soft_npu_p9'; component: SoftNpuP9 }>
  | Closed<{ type: 'p9fs'; component: P9fs }>
  | Closed<{ type: 'migration_failure_injector'; component: MigrationFailureInjector }>
  | Closed<{ type: 'crucible_storage_backend'; component: CrucibleStorageBackend }>
  | Closed<{ type: 'file_storage_backend'; component: FileStorageBackend }>
  | Closed<{ type: 'blob_storage_backend'; component: BlobStorageBackend }>
  | Closed<{ type: 'virtio_network_backend'; component: VirtioNetworkBackend }>
  | Closed<{ type: 'dlpi_network_backend'; component: DlpiNetworkBackend }>;
