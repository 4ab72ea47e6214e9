import type { Uuid } from '@skewline/runtime/api';
import type { ByteCount } from './byte-count.ts';
import type { BlockSize } from './disk.ts';
import type { IdentityCreate } from './identity.ts';

/** What a distributed disk holds at first. */
export type DiskSource =
  /** Nothing. */
  | { type: 'blank'; block_size: BlockSize }
  /** What the snapshot holds. */
  | {
      type: 'snapshot';
      snapshot_id: Uuid;
      /**
       * Whether the disk can never be written to.
       *
       * @default false
       */
      read_only?: boolean;
    }
  /** What the image holds. */
  | {
      type: 'image';
      image_id: Uuid;
      /**
       * Whether the disk can never be written to.
       *
       * @default false
       */
      read_only?: boolean;
    }
  /** Nothing yet: its blocks will be imported. */
  | { type: 'importing_blocks'; block_size: BlockSize };

/** Where the blocks of a new disk are to be. */
export type DiskBackend =
  /** On the sled that its instance runs on. */
  | { type: 'local' }
  /** On several sleds. */
  | { type: 'distributed'; disk_source: DiskSource };

/** A disk to be made. */
export interface DiskCreate extends IdentityCreate {
  size: ByteCount;
  disk_backend: DiskBackend;
}
