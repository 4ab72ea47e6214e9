import type { Uuid } from '@skewline/runtime/api';
import type { ByteCount } from './byte-count.ts';
import type { Identity } from './identity.ts';
import type { NameOrId } from './name.ts';
import type { ResultsPage } from './page.ts';

/** How many bytes a block of a disk has. */
export type BlockSize = 512 | 2048 | 4096;

/** Where the blocks of a disk are. */
export type DiskType =
  /** On several sleds, so it can be used from all of them. */
  | 'distributed'
  /** On one sled, so an instance that uses it runs there and nowhere else. */
  | 'local';

/** What a disk is doing. */
export type DiskState =
  /** It is being made. */
  | { state: 'creating' }
  /** It is ready, and no instance uses it. */
  | { state: 'detached' }
  /** It waits for blocks from outside. */
  | { state: 'import_ready' }
  /** It gets its blocks from a URL. */
  | { state: 'importing_from_url' }
  /** It gets its blocks from whoever imports them. */
  | { state: 'importing_from_bulk_writes' }
  /** It has its blocks, and will be detached soon. */
  | { state: 'finalizing' }
  /** It is being mended. */
  | { state: 'maintenance' }
  /** It is being attached to that instance. */
  | { state: 'attaching'; instance: Uuid }
  /** It is attached to that instance. */
  | { state: 'attached'; instance: Uuid }
  /** It is being detached from that instance. */
  | { state: 'detaching'; instance: Uuid }
  /** It is gone. */
  | { state: 'destroyed' }
  /** It cannot be used. */
  | { state: 'faulted' };

/** A disk of a project. */
export interface Disk extends Identity {
  project_id: Uuid;
  size: ByteCount;
  block_size: BlockSize;
  disk_type: DiskType;
  state: DiskState;
  /** Where an instance finds it. */
  device_path: string;
  read_only: boolean;
  /** The image that it was made from, if any. */
  image_id?: Uuid | null;
  /** The snapshot that it was made from, if any. */
  snapshot_id?: Uuid | null;
}

/** One page of disks. */
export type DiskResultsPage = ResultsPage<Disk>;

/** Which disk is to be attached or detached. */
export interface DiskPath {
  disk: NameOrId;
}
