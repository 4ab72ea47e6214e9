import type { DiskRow } from '@skewline/db-model';
import type { BlockSize, Disk, DiskState } from '@skewline/nexus-types/external';
import { identityView } from './identity.ts';

/** A disk as users see it. Where it is on a sled is not for them. */
export function diskView(row: DiskRow): Disk {
  return {
    ...identityView(row),
    project_id: row.project_id,
    size: row.size,
    block_size: blockSizeOf(row),
    disk_type: row.disk_type === 'crucible' ? 'distributed' : 'local',
    state: stateOf(row),
    device_path: `/mnt/${row.name}`,
    read_only: row.read_only,
    image_id: row.image_id,
    snapshot_id: row.snapshot_id,
  };
}

const blockSizes: readonly BlockSize[] = [512, 2048, 4096];

function blockSizeOf({ id, block_size }: DiskRow): BlockSize {
  const known = blockSizes.find((size) => size === block_size);
  if (known === undefined) throw new Error(`disk ${id} has blocks of ${String(block_size)} bytes`);
  return known;
}

function stateOf({ id, disk_state: state, attach_instance_id: instance }: DiskRow): DiskState {
  if (state !== 'attaching' && state !== 'attached' && state !== 'detaching') return { state };
  if (instance === null) throw new Error(`disk ${id} is ${state}, and no instance is named`);
  return { state, instance };
}
