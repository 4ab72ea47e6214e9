import type { Sled, SledReservation } from '@skewline/nexus-types/domain';
import type { SledResourceVmmRow, SledRow } from '../rows/index.ts';

type SledParts = Pick<Sled, 'baseboard' | 'address' | 'policy' | 'state' | 'capacity'>;

/** The columns that have another name, or stand in no object, there. */
export type SledColumns = Pick<
  SledRow,
  | 'serial_number'
  | 'part_number'
  | 'revision'
  | 'ip'
  | 'port'
  | 'usable_hardware_threads'
  | 'usable_physical_ram'
  | 'reservoir_size'
  | 'sled_policy'
  | 'sled_state'
>;

export function sledColumns({
  baseboard,
  address,
  policy,
  state,
  capacity,
}: SledParts): SledColumns {
  return {
    serial_number: baseboard.serial,
    part_number: baseboard.part,
    revision: baseboard.revision,
    ip: address.ip,
    port: address.port,
    usable_hardware_threads: capacity.hardwareThreads,
    usable_physical_ram: capacity.rssRam,
    reservoir_size: capacity.reservoirRam,
    sled_policy: policy,
    sled_state: state,
  };
}

export function sledOfColumns(row: SledColumns): SledParts {
  return {
    baseboard: { serial: row.serial_number, part: row.part_number, revision: row.revision },
    address: { ip: row.ip, port: row.port },
    policy: row.sled_policy,
    state: row.sled_state,
    capacity: {
      hardwareThreads: row.usable_hardware_threads,
      rssRam: row.usable_physical_ram,
      reservoirRam: row.reservoir_size,
    },
  };
}

/** The columns that `resources` becomes. */
export type ResourceColumns = Pick<
  SledResourceVmmRow,
  'hardware_threads' | 'rss_ram' | 'reservoir_ram'
>;

export function resourceColumns({
  resources,
}: Pick<SledReservation, 'resources'>): ResourceColumns {
  return {
    hardware_threads: resources.hardwareThreads,
    rss_ram: resources.rssRam,
    reservoir_ram: resources.reservoirRam,
  };
}

export function resourcesOfColumns(row: ResourceColumns): SledReservation['resources'] {
  return {
    hardwareThreads: row.hardware_threads,
    rssRam: row.rss_ram,
    reservoirRam: row.reservoir_ram,
  };
}
