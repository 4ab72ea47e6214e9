import { randomUUID } from 'node:crypto';
import type { SledDisk, SledPut } from '@skewline/nexus-types/operator/v1';
import { sledHost } from './ports.ts';
import type { RackState, SledState } from './state.ts';

/** What a sled has for instances. */
export interface SledHardware {
  readonly hardwareThreads: number;
  /** Bytes. */
  readonly reservoirRam: number;
  readonly disks: number;
  /** Bytes of each. */
  readonly diskSize: number;
}

export const gibibyte: number = 2 ** 30;

/** Small enough that a few instances fill it. */
export const defaultHardware: SledHardware = {
  hardwareThreads: 16,
  reservoirRam: 64 * gibibyte,
  disks: 3,
  diskSize: 512 * gibibyte,
};

/** Bytes of a disk that are never for instances. */
const controlPlaneBuffer = 32 * gibibyte;

/** The sleds that a rack is made with are told apart by a letter, as people do: `SLED-A`. */
export function serialOf(index: number): string {
  const letters = 26;
  const letter = String.fromCodePoint('A'.codePointAt(0)! + (index % letters));
  return index < letters
    ? `SLED-${letter}`
    : `SLED-${letter}${String(Math.floor(index / letters))}`;
}

export function makeDisks(serial: string, { disks, diskSize }: SledHardware): readonly SledDisk[] {
  return Array.from({ length: disks }, (_, slot) => ({
    id: randomUUID(),
    zpool_id: randomUUID(),
    dataset_id: randomUUID(),
    serial: `${serial}-DISK-${String(slot)}`,
    size: diskSize,
    control_plane_storage_buffer: controlPlaneBuffer,
  }));
}

/** What nexus is told of a sled. */
export function sledPutOf(rack: RackState, sled: SledState): SledPut {
  return {
    rack_id: rack.rackId,
    serial: sled.serial,
    part: 'skewline-simulated',
    revision: 1,
    ip: sledHost(rack.sleds.findIndex(({ id }) => id === sled.id)),
    port: sled.port,
    cpu_family: 'amd_milan',
    capacity: {
      hardware_threads: sled.hardwareThreads,
      // All that the sled has; instances take only of the reservoir.
      rss_ram: sled.reservoirRam + 16 * gibibyte,
      reservoir_ram: sled.reservoirRam,
    },
    disks: [...sled.disks],
    generation: rack.told,
  };
}
