import type { Closed, Uint32, Uint8 } from '@skewline/runtime/api';
import type { PciPath, SpecKey } from './spec-key.ts';

/** A serial port of the guest. */
export type SerialPort = Closed<{ num: SerialPortNumber }>;

/** By the name that a PC's firmware gives it. */
export type SerialPortNumber = 'com1' | 'com2' | 'com3' | 'com4';

/** Another PCI bus behind a bridge. */
export type PciPciBridge = Closed<{
  /** Where the bridge itself is. */
  pci_path: PciPath;
  /** The number of the bus behind it. */
  downstream_bus: Uint8;
}>;

/** Lets a guest tell the host that it panicked. */
export type QemuPvpanic = Closed<{
  /** Whether the device is there at all, on the ISA bus. */
  enable_isa: boolean;
}>;

/** What the firmware tries to boot from. */
export type BootSettings = Closed<{
  /** First to last. */
  order: BootOrderEntry[];
}>;

/** Something to boot from. */
export interface BootOrderEntry {
  /** A disk of the same machine. */
  id: SpecKey;
}

/** A folder of the sled that the guest can mount. For tests of the network. */
export type P9fs = Closed<{
  /** The folder on the sled. */
  source: string;
  /** The tag that the guest mounts it by. */
  target: string;
  /** Bytes in one message of the protocol. */
  chunk_size: Uint32;
  pci_path: PciPath;
}>;

/** Makes migrations fail, so that it can be tested what happens then. */
export type MigrationFailureInjector = Closed<{
  /** How many times the source refuses to give its state. */
  fail_exports: Uint32;
  /** How many times the target refuses to take one. */
  fail_imports: Uint32;
}>;
