import type { NewDisk } from '@skewline/db-model';
import type { DiskCreate } from '@skewline/nexus-types/external';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import { checkDescription } from './identity.ts';
import { invalid, notFound } from './lookup.ts';

const gibibyte = 2 ** 30;
/** Of local disks that is more than any sled has, and small enough that what is added on a pool can be counted. */
const largest = { distributed: 1023 * gibibyte, local: 2 ** 20 * gibibyte } as const;
/** Of local disks. */
const localBlockSize = 4096;

/** What a user wants, as it is to be recorded; a refusal where there can be no such disk. */
export function newDisk(
  { name, description, size, disk_backend }: DiskCreate,
  { id, projectId }: { readonly id: Uuid; readonly projectId: Uuid },
): NewDisk | Refusal {
  const problem = checkDescription(description) ?? checkSize(size, largest[disk_backend.type]);
  if (problem !== null) return problem;
  const wanted = { id, projectId, name, description, size };
  if (disk_backend.type === 'local') {
    return { ...wanted, diskType: 'local_storage', blockSize: localBlockSize };
  }
  const { disk_source: source } = disk_backend;
  switch (source.type) {
    case 'blank':
      return { ...wanted, diskType: 'crucible', blockSize: source.block_size };
    // This rack has no images and no snapshots, so there is none of that id.
    case 'image':
      return notFound('image', source.image_id);
    case 'snapshot':
      return notFound('snapshot', source.snapshot_id);
    case 'importing_blocks':
      return invalid('this rack cannot import blocks: make a blank disk');
  }
}

function checkSize(size: number, most: number): Refusal | null {
  if (size < gibibyte)
    return unsupportedSize(`total size must be at least ${inGibibytes(gibibyte)}`);
  if (size % gibibyte !== 0) {
    return unsupportedSize(`total size must be a multiple of ${inGibibytes(gibibyte)}`);
  }
  return size > most ? unsupportedSize(`total size must be at most ${inGibibytes(most)}`) : null;
}

function unsupportedSize(why: string): Refusal {
  return new Refusal(`unsupported value for "size": ${why}`, {
    code: 'invalid_value',
    status: 400,
  });
}

function inGibibytes(size: number): string {
  return `${String(size / gibibyte)} GiB`;
}
