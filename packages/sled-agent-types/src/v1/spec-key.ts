import type { Uint8, Uuid } from '@skewline/runtime/api';

/** Names a component of the same machine: by its UUID, or by a word. */
// oxlint-disable-next-line typescript/no-duplicate-type-constituents -- aliases of string, one of them with a format
export type SpecKey = SpecKeyUuid | SpecKeyName;

/** The usual key: that of the disk or network card that the component stands for. */
export type SpecKeyUuid = Uuid;

/** For components that have no UUID: `com1`, `pci-bridge-1`. */
export type SpecKeyName = string;

/** Where on the PCI bus the guest finds a device. */
export interface PciPath {
  bus: Uint8;
  device: Uint8;
  function: Uint8;
}
